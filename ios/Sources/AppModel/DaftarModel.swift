import Core
import Foundation
import Observation

/// Registers a person or a family. What is typed is checked live; nothing of it is ever a reason not to save.
@MainActor @Observable public final class DaftarModel {
    /// The lists to choose from.
    public struct Isi: Equatable, Sendable {
        /// Sexes.
        public let kelamin: [Pilihan]
        /// Relations to the head of the family.
        public let hubungan: [Pilihan]
        /// Why there is no NIK yet.
        public let alasanTanpaNik: [Pilihan]
    }

    /// The lists to choose from.
    public private(set) var keadaan = Keadaan<Isi>.memuat
    /// What is known of what was typed so far.
    public private(set) var periksa: PendaftaranScreen?
    /// Regions found for what was typed.
    public private(set) var wilayahKetemu: [WilayahItem] = []
    /// The region chosen.
    public private(set) var wilayah: WilayahItem?
    /// Why it was not saved.
    public private(set) var galat: Galat?
    /// It is being saved.
    public private(set) var bekerja = false
    /// The id under which it was saved; the screen then offers what comes next.
    public private(set) var tersimpan: String?

    /// Name of the person, or of the family's head.
    public var nama = ""
    /// NIK, or the number of the family card.
    public var nomor = ""
    /// Chosen, as a code.
    public var alasanTanpaNik: String?
    /// Date of birth, where one is given.
    public var lahir: Date?
    /// The same for a date picker, which always shows one.
    public var hariLahir: Date {
        get { lahir ?? .now }
        set { lahir = newValue }
    }
    /// Whether that date is an estimate.
    public var lahirTaksiran = false
    /// Chosen, as a code.
    public var kelamin: String?
    /// As typed.
    public var telepon = ""
    /// As typed.
    public var alamat = ""
    /// Chosen, as a code.
    public var hubungan: String?
    /// As typed.
    public var catatan = ""
    /// A part of a region's name, as typed.
    public var wilayahTeks = ""

    /// The app.
    @ObservationIgnored public let aplikasi: AplikasiModel
    /// Who is registered.
    @ObservationIgnored public let calon: Rute.Calon
    @ObservationIgnored private let jeda: JedaKetik
    @ObservationIgnored private let kalender: Calendar

    /// For somebody. `zona` is where a day begins and ends for whoever picks a date.
    public init(aplikasi: AplikasiModel, calon: Rute.Calon, zona: TimeZone = .current, jeda: @escaping JedaKetik = jedaKetik) {
        self.aplikasi = aplikasi
        self.calon = calon
        self.jeda = jeda
        var kalender = Calendar(identifier: .gregorian)
        kalender.timeZone = zona
        self.kalender = kalender
    }

    /// Whether a person is registered, not a family.
    public var orang: Bool { calon != .keluarga }

    /// Whether the person becomes a member of a family that is known.
    public var anggota: Bool { if case .orang(.some) = calon { true } else { false } }

    /// Whether leaving would lose something.
    public var adaIsian: Bool { tersimpan == nil && ![nama, nomor, telepon, alamat, catatan].allSatisfy(\.isEmpty) }

    /// Whether somebody like this may be registered already.
    public var mirip: Bool { periksa.map { !($0.orangMirip.isEmpty && $0.keluargaMirip.isEmpty) } ?? false }

    /// The person as typed so far.
    public var orangBaru: OrangBaru {
        var keluarga: String?
        if case .orang(let id) = calon { keluarga = id }
        return OrangBaru(
            nama: nama, nik: isi(nomor), alasanTanpaNik: nomor.isEmpty ? alasanTanpaNik : nil, lahir: lahir.map(tanggal),
            lahirTaksiran: lahir != nil && lahirTaksiran, kelamin: kelamin, telepon: isi(telepon), alamat: isi(alamat),
            wilayah: wilayah?.code, keluargaId: keluarga, hubungan: hubungan, catatan: isi(catatan))
    }

    /// The family as typed so far.
    public var keluargaBaru: KeluargaBaru {
        KeluargaBaru(namaKepala: nama, nomorKk: isi(nomor), wilayah: wilayah?.code, alamat: isi(alamat), catatan: isi(catatan))
    }

    /// Reads the lists.
    public func muat() async {
        keadaan = await aplikasi.baca {
            Isi(
                kelamin: try await $0.pilihanKode("jenis_kelamin"), hubungan: try await $0.pilihanKode("hubungan_keluarga"),
                alasanTanpaNik: try await $0.pilihanKode("alasan_tanpa_nik"))
        }
    }

    /// Asks what is known of what was typed, unless more is typed meanwhile: then this one was cancelled.
    public func periksaIsian() async {
        guard tersimpan == nil else { return }
        guard adaIsian else {
            periksa = nil
            return
        }
        do { try await jeda() } catch { return }
        let hasil = await aplikasi.baca { [orang, orangBaru, keluargaBaru] in
            orang ? try await $0.periksaOrang(orangBaru) : try await $0.periksaKeluarga(keluargaBaru)
        }
        guard !Task.isCancelled else { return }
        // Not knowing more is no reason to stop her: the core says what is wrong when it saves.
        periksa = hasil.isi
    }

    /// Takes the number that may have been meant.
    public func pakaiNomor() { if let usul = periksa?.nomorUsul { nomor = usul } }

    /// Whether the NIK says something that was not given yet.
    public var adaUsul: Bool {
        (lahir == nil && periksa?.lahirUsul != nil) || (kelamin == nil && periksa?.kelaminUsul != nil)
    }

    /// Takes what the NIK says where nothing was given.
    public func pakaiMenurutNik() {
        if lahir == nil { lahir = periksa?.lahirUsul.flatMap(hari) }
        if kelamin == nil { kelamin = periksa?.kelaminUsul }
    }

    /// Looks for regions by what was typed, in the worker's own regency.
    public func cariWilayah() async {
        guard !wilayahTeks.isEmpty else {
            wilayahKetemu = []
            return
        }
        do { try await jeda() } catch { return }
        let hasil = await aplikasi.baca { [wilayahTeks, kab = aplikasi.pengguna?.kab] in
            try await $0.cariWilayah(teks: wilayahTeks, within: kab, limit: 20)
        }
        if !Task.isCancelled { wilayahKetemu = hasil.isi ?? [] }
    }

    /// Takes a region; nothing clears it.
    public func pilihWilayah(_ item: WilayahItem?) { (wilayah, wilayahTeks, wilayahKetemu) = (item, "", []) }

    /// Saves, also where somebody alike is known or the number looks wrong.
    public func simpan() async {
        guard !bekerja, tersimpan == nil else { return }
        (bekerja, galat) = (true, nil)
        defer { bekerja = false }
        do {
            if orang {
                tersimpan = try await aplikasi.inti.daftarOrang(orangBaru).id
            } else {
                tersimpan = try await aplikasi.inti.daftarKeluarga(keluargaBaru).id
            }
        } catch { galat = aplikasi.galat(error) }
    }

    /// Goes on to open a case about whom was saved.
    public func bukaKasus() {
        guard let tersimpan else { return }
        aplikasi.ganti(.bukaKasus(jenis: orang ? "orang" : "keluarga", subjek: tersimpan))
    }

    /// Shows whom was saved.
    public func bukaProfil() { if let tersimpan { aplikasi.ganti(.profil(id: tersimpan)) } }

    private func isi(_ teks: String) -> String? { teks.isEmpty ? nil : teks }

    private func tanggal(_ hari: Date) -> String {
        let bagian = kalender.dateComponents([.year, .month, .day], from: hari)
        return String(format: "%04d-%02d-%02d", bagian.year ?? 0, bagian.month ?? 0, bagian.day ?? 0)
    }

    private func hari(_ tanggal: String) -> Date? {
        let angka = tanggal.split(separator: "-").compactMap { Int($0) }
        guard angka.count == 3 else { return nil }
        return kalender.date(from: DateComponents(year: angka[0], month: angka[1], day: angka[2]))
    }
}
