import Core
import Observation

/// The form player: one page, drawn from its record. One answer is one call, and its delta is applied to the page.
@MainActor @Observable public final class FormulirModel {
    /// A row that the person wants to remove.
    public struct Baris: Equatable, Sendable {
        /// The repeat.
        public let path: String
        /// The row.
        public let kartu: KartuBaris

        /// A row of a repeat.
        public init(path: String, kartu: KartuBaris) {
            self.path = path
            self.kartu = kartu
        }
    }

    /// The page.
    public private(set) var keadaan = Keadaan<FormulirScreen>.memuat
    /// What went wrong with something that belongs to no question.
    public internal(set) var galat: Galat?
    /// What went wrong with a question's answer, by its path. The answer before stands.
    public internal(set) var galatIsian: [String: Galat] = [:]
    /// What is typed and not yet left, by path.
    public private(set) var ketikan: [String: String] = [:]
    /// Questions whose photo, signature or place is being fetched.
    public internal(set) var menunggu: Set<String> = []
    /// The long list that is open.
    public var daftar: PilihanModel?
    /// The signature pad that is open: its question.
    public var menandatangani: PertanyaanItem?
    /// What was drawn on it.
    public var coretan = Coretan()

    /// The pictures of this page that were read, by path; see FormulirGambar.
    public internal(set) var gambar: [String: GambarIsian] = [:]
    /// The question whose picture is shown large.
    public internal(set) var dilihat: String?

    /// A question to bring into view.
    public private(set) var sorot: String?
    /// The list of sections is open.
    public var daftarBagian = false
    /// Asked whether to leave.
    public var tanyaKeluar = false
    /// Asked whether to finish.
    public var tanyaSelesai = false
    /// Asked whether to remove a row.
    public var tanyaHapus: Baris?
    /// The same as yes or no.
    public var adaTanyaHapus: Bool {
        get { tanyaHapus != nil }
        set { if !newValue { tanyaHapus = nil } }
    }
    /// The page is hidden from others in the room.
    public private(set) var tersembunyi = false
    /// The form is being finished; nothing can be pressed.
    public private(set) var bekerja = false

    /// The app.
    @ObservationIgnored public let aplikasi: AplikasiModel
    @ObservationIgnored let draf: String
    @ObservationIgnored let jeda: JedaKetik
    @ObservationIgnored private var ekor: Task<Void, Never>?
    @ObservationIgnored private var nomorKetikan: [String: Int] = [:]
    private var dilewati: Set<String> = []
    private var cobaSelesai = false

    /// The form of a draft. The pause is how long typing rests before it is saved.
    public init(
        aplikasi: AplikasiModel, draf: String, jeda: @escaping JedaKetik = { try await Task.sleep(for: .milliseconds(700)) }
    ) {
        self.aplikasi = aplikasi
        self.draf = draf
        self.jeda = jeda
    }

    /// The words.
    public var kata: Kata { aplikasi.kata }
    var inti: any IntiFormulir { aplikasi.inti.formulir }

    /// The app leaves the front: what is typed is saved, pictures are let go.
    public func keLatar() async {
        lepasGambar()
        await simpan()
    }

    /// Whether the phone reads aloud.
    public var bisaBacakan: Bool { aplikasi.alat.suara != nil }
    /// Whether something on this page is in the way of finishing, and it is time to say so.
    public var tampilMasalah: Bool { cobaSelesai || !dilewati.isEmpty }

    /// That there is no network, and why that is all right.
    public var kataLuring: String? { aplikasi.luring ? kata.formulirLuring : nil }

    // MARK: pages

    /// Reads the page where the person was: after a lock or a killed app that of the question answered last. A draft remembers its
    /// language; meanwhile the app may speak another one.
    public func muat() async {
        let path = keadaan.isi?.kepala.halaman
        await berurutan { await self.baca(path, bahasa: self.aplikasi.bahasa) }
    }

    /// Goes to the page of a path.
    public func halaman(_ path: String) async {
        daftarBagian = false
        await simpan()
        await berurutan { await self.baca(path) }
        sorot = pertanyaan(path)?.soal.path
    }

    /// The question is in view.
    public func terlihat() { sorot = nil }

    /// Goes on: from a row to where it is listed, to the next page, or to the end. From here on the page says what is missing on it.
    public func lanjut() async {
        guard let kepala = keadaan.isi?.kepala else { return }
        dilewati.insert(kepala.halaman)
        if let tujuan = kepala.induk ?? kepala.sesudah { await halaman(tujuan) } else { await mintaSelesai() }
    }

    /// Goes to the page before.
    public func sebelum() async { if let sebelum = keadaan.isi?.kepala.sebelum { await halaman(sebelum) } }

    /// Goes to the first thing that keeps the form from being finished.
    public func periksa() async {
        cobaSelesai = true
        await simpan()
        if let path = keadaan.isi?.kepala.masalahPertama { await halaman(path) }
    }

    /// That an answer is missing, once the person went on.
    public func kurang(_ item: PertanyaanItem) -> String {
        cobaSelesai || dilewati.contains(keadaan.isi?.kepala.halaman ?? "") ? item.kurang : ""
    }

    /// A question of this page.
    public func pertanyaan(_ path: String) -> PertanyaanItem? { keadaan.isi?.pertanyaan.first { $0.soal.path == path } }

    // MARK: answers

    /// What is typed and could not be saved.
    private var belumTersimpan: [String] { galatIsian.keys.filter { ketikan[$0] != nil } }

    /// Chooses, or takes one of several back.
    public func pilih(_ path: String, _ nilai: String) async {
        let banyak: [Alat] = [.pilihBanyak, .pilihBanyakCari]
        if let alat = pertanyaan(path)?.alat, banyak.contains(alat) {
            await centang(path, nilai)
        } else {
            await jawab(path, nilai)
        }
    }

    /// Answers a question; an empty text clears it.
    public func jawab(_ path: String, _ nilai: String) async {
        buangKetikan(path)
        await ubah(path) { try await $0.jawab(draf: $1, path: path, nilai: nilai) }
    }

    private func centang(_ path: String, _ nilai: String) async {
        await ubah(path) { inti, draf in
            // Read when its turn comes: two quick taps are two choices.
            var terpilih = self.pertanyaan(path)?.terpilih ?? []
            if terpilih.contains(nilai) { terpilih.removeAll { $0 == nilai } } else { terpilih.append(nilai) }
            return try await inti.jawab(draf: draf, path: path, nilai: terpilih.joined(separator: " "))
        }
    }

    /// What a text field shows: what is typed, else what is saved. Setting it types.
    public subscript(teks path: String) -> String {
        get { ketikan[path] ?? pertanyaan(path)?.soal.value ?? "" }
        set { ketik(path, newValue) }
    }

    /// Whether a box is ticked. Setting it answers.
    public subscript(setuju path: String) -> Bool {
        get { pertanyaan(path)?.soal.value.isEmpty == false }
        set { Task { await jawab(path, newValue ? "OK" : "") } }
    }

    /// Something was typed: shown at once, saved once the person pauses.
    @discardableResult public func ketik(_ path: String, _ teks: String) -> Task<Void, Never> {
        ketikan[path] = teks
        let nomor = (nomorKetikan[path] ?? 0) + 1
        nomorKetikan[path] = nomor
        return Task {
            try? await jeda()
            if nomorKetikan[path] == nomor { await kirim(path) }
        }
    }

    /// The field was left: saved at once, and shown as it was saved.
    public func lepas(_ path: String) async {
        await kirim(path)
        if galatIsian[path] == nil { ketikan[path] = nil }
    }

    /// Saves whatever is typed: before another page, before the app is left.
    public func simpan() async { for path in ketikan.keys.sorted() { await lepas(path) } }

    /// Adds a row and opens its page.
    public func tambahBaris(_ path: String) async {
        await simpan()
        await ubah(path) { try await $0.tambahBaris(draf: $1, path: path) }
        if galatIsian[path] == nil, let baru = pertanyaan(path)?.baris.last { await halaman(baru.path) }
    }

    /// Removes the row that was asked about.
    public func hapusBaris(_ baris: Baris) async {
        tanyaHapus = nil
        await ubah(baris.path) { try await $0.hapusBaris(draf: $1, path: baris.path, posisi: baris.kartu.posisi) }
    }

    /// Takes the last change back.
    public func urung() async {
        await simpan()
        ketikan = [:]
        await ubah(nil) { try await $0.urung(draf: $1) }
    }

    /// Makes the change taken back last again.
    public func ulang() async {
        ketikan = [:]
        await ubah(nil) { try await $0.ulang(draf: $1) }
    }

    /// The app speaks another language: so does the form.
    public func gantiBahasa() async {
        let bahasa = aplikasi.bahasa
        galatIsian = [:]
        await ubah(nil) { try await $0.setLang(draf: $1, lang: bahasa) }
    }

    // MARK: the end

    /// Asks whether to finish; where something is missing it is shown first.
    public func mintaSelesai() async {
        cobaSelesai = true
        await simpan()
        if keadaan.isi?.kepala.bisaSelesai == true, belumTersimpan.isEmpty { tanyaSelesai = true }
    }

    /// Finishes, and shows what was saved. Where something is missing it says so and goes there.
    public func selesai() async {
        tanyaSelesai = false
        await simpan()
        guard !bekerja, belumTersimpan.isEmpty else { return }
        bekerja = true
        defer { bekerja = false }
        var dokumen: String?
        await ubah(nil) {
            dokumen = try await $0.selesai(draf: $1)
            return nil
        }
        if let dokumen {
            aplikasi.ganti(.selesai(dokumen: dokumen))
        } else if galat?.kode == "form.incomplete" {
            let alasan = galat
            await periksa()
            galat = alasan
        }
    }

    /// Leaves; the draft stays. From a row it goes to the page that lists it.
    public func kembali() async {
        if let induk = keadaan.isi?.kepala.induk { await halaman(induk) } else { tanyaKeluar = true }
    }

    /// Leaves. What was typed is saved first; if that failed she stays and reads why, and leaves by asking again.
    public func keluar() async {
        tanyaKeluar = false
        let sudahDikatakan = !belumTersimpan.isEmpty
        await simpan()
        guard belumTersimpan.isEmpty || sudahDikatakan else { return }
        aplikasi.alat.suara?.diam()
        aplikasi.kembali()
        await berurutan { await self.inti.tutup(draf: self.draf) }
    }

    /// Reads a question aloud, never its answer: others may listen.
    public func bacakan(_ item: PertanyaanItem) {
        let kalimat = [item.soal.label, item.soal.hint].filter { !$0.isEmpty }.joined(separator: ". ")
        aplikasi.alat.suara?.baca(kalimat, bahasa: aplikasi.bahasa)
    }

    /// Hides the page from others in the room, or shows it again.
    public func tirai(_ tutup: Bool) {
        aplikasi.alat.suara?.diam()
        tersembunyi = tutup
        if tutup { lepasGambar() }
    }

    // MARK: one after another

    /// One change: one call, one delta. An error is told at its question, else at the page.
    func ubah(
        _ path: String?, _ kerja: @escaping @MainActor (any IntiFormulir, _ draf: String) async throws -> DeltaView?
    ) async {
        await berurutan {
            do {
                let delta = try await kerja(self.inti, self.draf)
                if let path { self.galatIsian[path] = nil }
                self.galat = nil
                if let delta { await self.terapkan(delta) }
            } catch { await self.catat(error, path) }
        }
    }

    /// Calls are made, and their deltas applied, in the order of the taps.
    private func berurutan(_ kerja: @escaping @MainActor () async -> Void) async {
        let sebelum = ekor
        let ini = Task {
            await sebelum?.value
            await kerja()
        }
        ekor = ini
        await ini.value
    }

    private func baca(_ path: String?, bahasa: Lang? = nil) async {
        do {
            var isi = try await inti.halaman(draf: draf, path: path)
            if let bahasa, let delta = try await inti.setLang(draf: draf, lang: bahasa).halaman { isi = isi.sesudah(delta) }
            let pindah = keadaan.isi?.kepala.halaman != isi.kepala.halaman
            if pindah {
                (galat, galatIsian) = (nil, galatIsian.filter { ketikan[$0.key] != nil })
                lepasGambar()
            }
            keadaan = .isi(isi)
        } catch {
            let baru = aplikasi.galat(error)
            if keadaan.isi == nil { keadaan = .galat(baru) } else { galat = baru }
        }
    }

    private func terapkan(_ delta: DeltaView) async {
        guard let isi = keadaan.isi, let halaman = delta.halaman, !halaman.hilang else {
            return await baca(delta.halaman?.kepala.halaman ?? keadaan.isi?.kepala.halaman)
        }
        keadaan = .isi(isi.sesudah(halaman))
        gambar = gambar.filter { pertanyaan($0.key)?.foto ?? 0 > 0 }
    }

    private func catat(_ error: any Error, _ path: String?) async {
        let baru = aplikasi.galat(error)
        switch baru.kode {
        case "draft.changed":  // filled in elsewhere meanwhile: shown as it is now
            await baca(keadaan.isi?.kepala.halaman)
            galat = baru
        case "draft.closed": keadaan = .galat(baru)
        default: if let path { galatIsian[path] = baru } else { galat = baru }
        }
    }

    private func kirim(_ path: String) async {
        guard let teks = ketikan[path] else { return }
        nomorKetikan[path, default: 0] += 1
        let item = pertanyaan(path)
        // The keypad of a phone in Indonesian has a comma for decimals.
        let nilai = item?.alat == .desimal ? teks.replacing(",", with: ".") : teks
        guard galatIsian[path] != nil || nilai != item?.soal.value else { return }
        await ubah(path) { try await $0.jawab(draf: $1, path: path, nilai: nilai) }
    }

    private func buangKetikan(_ path: String) {
        ketikan[path] = nil
        nomorKetikan[path, default: 0] += 1
    }
}
