import AppModel
import Dunia
import Foundation
import Testing

@testable import Core

/// A device with an app over the real library, for the tests of forms. It can be killed and started again.
@MainActor final class RuangFormulir {
    private(set) var folder: String
    let brankas = Brankas()
    private(set) var inti: IntiCore
    private(set) var aplikasi: AplikasiModel
    let alat = AlatUji()

    /// For a seeded pendamping if nobody is named, on the way to the server if no other way is.
    init(_ petugas: String? = nil, url: String? = nil, folder: String? = nil) async throws {
        self.folder = try folder ?? Dunia.rumah()
        let folder = self.folder
        inti = IntiCore(folder: folder, keystore: brankas, zonaMenit: 420)
        aplikasi = AplikasiModel(inti: inti)
        aplikasi.masuk(try await inti.activate(Dunia.request(url: url, code: Dunia.kode(petugas))))
        aplikasi.alat = AlatPonsel(kamera: alat, lokasi: alat, suara: alat, pena: alat)
    }

    /// The app ends without a word and is started and unlocked again: over a copy of the folder as it is in this moment, with
    /// everything still open, so that nothing of the old run can help.
    func bunuh() async throws {
        let lama = folder
        folder = "\(lama)-lagi"
        try FileManager.default.copyItem(atPath: lama, toPath: folder)
        inti = IntiCore(folder: folder, keystore: brankas, zonaMenit: 420)
        aplikasi = AplikasiModel(inti: inti)
        aplikasi.alat = AlatPonsel(kamera: alat, lokasi: alat, suara: alat, pena: alat)
        aplikasi.masuk(try await inti.unlock(user: nil, pin: Dunia.pin))
    }

    /// A person with a case.
    func kasus(_ nama: String) async throws -> String { try Dunia.kasus(await inti.lapangan, nama) }

    /// A model of a draft, that saves what is typed without waiting.
    func form(_ draf: String) -> FormulirModel { FormulirModel(aplikasi: aplikasi, draf: draf, jeda: {}) }
}

/// A phone whose camera and pen give pictures of a name, whose place is told beforehand.
@MainActor final class AlatUji: Kamera, Lokasi, Pena, Suara {
    /// Names of the pictures to give, the next first.
    var nama: [String] = []
    var hasilLokasi = HasilLokasi.tidakAda
    private(set) var dibaca: [String] = []

    /// A file of its own each time: the model removes it, and tests run side by side.
    private func berkas() -> String? { nama.isEmpty ? nil : try? Sampel.foto("\(UUID().uuidString)-\(nama.removeFirst())") }
    func ambil(dariGaleri: Bool, maksPiksel: Int) async -> HasilFoto { berkas().map { .foto(berkas: $0) } ?? .batal }
    func gambar(_ coretan: Coretan, maksPiksel: Int) async -> String? { berkas() }
    func cari() async -> HasilLokasi { hasilLokasi }
    func baca(_ kalimat: String, bahasa: Lang) { dibaca.append(kalimat) }
    func diam() {}
}

/// Fills a form in as a person does, page by page, and sees only what the model shows. What the page looks like is known from
/// deltas alone; at the end of each page it is compared with the page read anew.
@MainActor final class Pengisi {
    let ruang: RuangFormulir
    let draf: String
    var form: FormulirModel
    /// Answers not yet given, by path.
    private(set) var sisa: [String: [Sampel.Jawaban]] = [:]
    private(set) var diberi = 0
    /// Pages opened, deltas compared.
    private(set) var halaman: [String] = []
    /// Looks at each page before it is left.
    var lihat: (() throws -> Void)?

    init(_ ruang: RuangFormulir, draf: String, _ jawaban: Json) {
        self.ruang = ruang
        self.draf = draf
        form = ruang.form(draf)
        for (path, satu) in Sampel.daun("/data", jawaban) { sisa[path, default: []].append(satu) }
    }

    /// From the page shown on to the last, or for so many pages; gives whether it is at the end.
    func isi(halaman batas: Int = .max) async throws -> Bool {
        for _ in 0..<batas {
            try await isiHalaman()
            let isi = try #require(form.keadaan.isi)
            if isi.kepala.sesudah == nil { return true }
            await form.lanjut()
            #expect(form.keadaan.isi?.kepala.halaman == isi.kepala.sesudah)
        }
        return false
    }

    private func isiHalaman() async throws {
        var maju = true
        while maju {
            maju = false
            for item in form.keadaan.isi?.pertanyaan ?? [] where sisa[item.soal.path] != nil {
                try await beri(item)
                #expect(form.galatIsian.isEmpty && form.galat == nil, "\(item.soal.path): \(form.galatIsian)")
                maju = true
                break
            }
        }
        let isi = try #require(form.keadaan.isi)
        halaman.append(isi.kepala.halaman)
        try lihat?()
        let baru = try await ruang.inti.halaman(draf: draf, path: isi.kepala.halaman)
        #expect(tanpaJam(isi) == tanpaJam(baru))
    }

    /// The clock goes on between the two.
    private func tanpaJam(_ isi: Core.FormulirScreen) -> [String] {
        ["\(isi.kepala)".replacingOccurrences(of: isi.kepala.tersimpan, with: ""), "\(isi.bagian)"]
            + isi.pertanyaan.map { "\($0)" }
    }

    private func beri(_ item: PertanyaanItem) async throws {
        let path = item.soal.path
        guard let jawaban = sisa.removeValue(forKey: path) else { return }
        for satu in jawaban {
            diberi += 1
            switch satu {
            case .baris:
                // Row by row, each on its page.
                await form.tambahBaris(path)
                let baris = try #require(form.keadaan.isi?.kepala.halaman)
                #expect(baris.hasPrefix("\(path)["))
                try await isiHalaman()
                await form.lanjut()
            case .titik(let angka):
                let n = angka.compactMap(Double.init)
                let titik = TitikLokasi(lintang: n[0], bujur: n[1], tinggi: n[2], ketelitian: n[3])
                ruang.alat.hasilLokasi = .dapat(titik)
                await form.lokasi(path)
            case .foto(let nama):
                ruang.alat.nama.append(nama)
                if item.alat == .tandaTangan {
                    form.bukaTandaTangan(item)
                    form.coretan.gores(Coretan.Titik(x: 0, y: 0))
                    form.coretan.gores(Coretan.Titik(x: 9, y: 9))
                    await form.simpanTandaTangan()
                } else {
                    await form.foto(path)
                }
                #expect(form.pertanyaan(path)?.foto == 1)
            case .teks(let teks): try await beri(item, teks)
            }
        }
    }

    private func beri(_ item: PertanyaanItem, _ teks: String) async throws {
        let path = item.soal.path
        switch item.alat {
        case .teks, .teksPanjang, .bilangan, .desimal:
            await form.ketik(path, teks).value
            await form.lepas(path)
        case .tanggal, .jam, .tanggalJam:
            let waktu = WaktuIsian(item.alat == .tanggal ? .tanggal : item.alat == .jam ? .jam : .tanggalJam)
            await form.jawab(path, waktu.jawaban(try #require(waktu.saat(teks), "\(path) \(teks)")))
        case .pilihSatu: await form.pilih(path, teks)
        case .pilihBanyak:
            for satu in item.terpilih { await form.pilih(path, satu) }
            for satu in teks.split(separator: " ") { await form.pilih(path, String(satu)) }
        case .pilihSatuCari, .pilihBanyakCari:
            await form.bukaPilihan(item)
            for satu in teks.split(separator: " ") { await form.pilihDari(String(satu)) }
            form.tutupPilihan()
        case .setuju:
            form[setuju: path] = true
            while form.pertanyaan(path)?.soal.value != "OK" { await Task.yield() }
        default: Issue.record("\(path) takes no text")
        }
    }
}
