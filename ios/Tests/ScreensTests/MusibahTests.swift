import Dunia
import Foundation
import Testing

@testable import AppModel
@testable import Core

/// Bad luck, over the real library: what happens, what is said, and that nothing is lost.
@MainActor struct MusibahTests {
    private static let soal = "/data/akses/nama_pelapor"

    @Test func aDiskThatRunsFullWhileAnsweringLosesNothing() async throws {
        let sempit = "\(try Dunia.lingkungan("ATENSI_KERJA"))/sempit"
        let ruang = try await RuangFormulir(folder: "\(sempit)/rumah")
        let draf = try await ruang.inti.mulaiFormulir(form: "asesmen_awal", kasus: ruang.kasus("Rambu Penuh"))
        let form = ruang.form(draf)
        await form.muat()
        await form.pilih("/data/akses/sumber_akses", "pengaduan")
        try penuhi("\(sempit)/video")

        // The first refusal frees the reserve, which carries what is typed when its field is left; then the disk takes nothing.
        var (n, cadangan, tersimpan) = (0, 0, "")
        func jawaban(_ n: Int) -> String { "\(n) " + (0..<9_000).map { _ in String(Int.random(in: 0...9)) }.joined() }
        while true {
            tersimpan = form.pertanyaan(Self.soal)?.soal.value ?? ""
            n += 1
            try #require(n < 5_000, "never full")
            await form.ketik(Self.soal, jawaban(n)).value
            if form.galatIsian.isEmpty { continue }
            await form.lepas(Self.soal)
            if !form.galatIsian.isEmpty { break }
            cadangan += 1
        }
        #expect(cadangan > 0)
        let galat = try #require(form.galatIsian[Self.soal])
        #expect(galat.kode == "store.disk_full" && galat.bisaDiulang)
        #expect(galat.kalimat.hasPrefix("Ruang perangkat penuh. Draf Anda aman. "))
        let terakhir = form[teks: Self.soal]
        #expect(terakhir.hasPrefix("\(n) "), "what was typed stays in its field")
        #expect(form.pertanyaan(Self.soal)?.soal.value == tersimpan, "the answer before stands")
        await form.halaman("/data/akses/tanggal_asesmen")
        await form.keluar()
        #expect(ruang.aplikasi.jalur.isEmpty && form.galatIsian[Self.soal] != nil, "she is told before she leaves")

        try FileManager.default.removeItem(atPath: "\(sempit)/video")
        await form.lepas(Self.soal)
        #expect(form.galatIsian.isEmpty && form.pertanyaan(Self.soal)?.soal.value == terakhir)
        await ruang.aplikasi.kunci()
        ruang.aplikasi.masuk(try await ruang.inti.unlock(user: nil, pin: Dunia.pin))
        let lagi = ruang.form(draf)
        await lagi.muat()
        #expect(lagi.pertanyaan(Self.soal)?.soal.value == terakhir)
    }

    /// Takes what is left of a file system.
    private func penuhi(_ berkas: String) throws {
        #expect(FileManager.default.createFile(atPath: berkas, contents: nil))
        let file = try #require(FileHandle(forWritingAtPath: berkas))
        for potong in [1 << 16, 1 << 12] { while (try? file.write(contentsOf: Data(count: potong))) != nil {} }
        try file.close()
    }

    @Test func dataOfANewerAppIsLeftAloneAndSaid() async throws {
        let ruang = try await RuangFormulir()
        let kasus = try await ruang.kasus("Rambu Baru")
        let id = try #require(ruang.aplikasi.pengguna?.id)
        await ruang.aplikasi.kunci()
        let brankas = URL(fileURLWithPath: ruang.folder).appendingPathComponent("\(id)/vault.json")
        let asli = try String(contentsOf: brankas, encoding: .utf8)
        let baru = asli.replacing(/"schema": \d+/, with: "\"schema\": 99")
        #expect(baru != asli)
        try baru.write(to: brankas, atomically: true, encoding: .utf8)
        func berkas() throws -> [String: Data] {
            let folder = brankas.deletingLastPathComponent()
            let nama = try FileManager.default.contentsOfDirectory(atPath: folder.path)
            return try Dictionary(
                uniqueKeysWithValues: nama.filter { $0.hasSuffix(".json") || $0.hasPrefix("data.db") }.map {
                    ($0, try Data(contentsOf: folder.appendingPathComponent($0)))
                })
        }
        let dulu = try berkas()

        let masuk = MasukModel(aplikasi: ruang.aplikasi, adaBiometrik: false, namaPerangkat: "iPhone")
        await masuk.muat()
        masuk.pin = Dunia.pin
        await masuk.masuk()
        #expect(ruang.aplikasi.pengguna == nil)
        let galat: Galat? =
            switch masuk.keadaan {
            case .galat(let galat): galat
            default: masuk.galat
            }
        #expect(galat?.kode == "store.newer" && galat?.bisaDiulang == false)
        #expect(galat?.kalimat == "Data ini ditulis aplikasi versi lebih baru. Perbarui aplikasi; data Anda tidak disentuh.")
        #expect(try berkas() == dulu, "nothing was touched")

        try asli.write(to: brankas, atomically: true, encoding: .utf8)  // the app was updated
        await masuk.muat()
        masuk.pin = Dunia.pin
        await masuk.masuk()
        #expect(ruang.aplikasi.pengguna?.id == id)
        #expect(try await ruang.inti.layarProfil(id: kasus).id == kasus)
    }

    @Test func aKeyThatANewFingerprintEndedLeavesThePin() async throws {
        let ruang = try await RuangFormulir()
        let pengaturan = PengaturanModel(aplikasi: ruang.aplikasi, adaBiometrik: true)
        await pengaturan.pilihBiometrik(true)
        #expect(pengaturan.biometrikMenyala)
        await ruang.aplikasi.kunci()
        ruang.brankas.gagalBuka.nilai = .Gone
        let masuk = MasukModel(aplikasi: ruang.aplikasi, adaBiometrik: true, namaPerangkat: "iPhone")
        await masuk.muat()
        #expect(masuk.bisaBiometrik)
        await masuk.bukaBiometrik()
        #expect(ruang.aplikasi.pengguna == nil && masuk.galat?.kode == "key.unavailable")
        #expect(masuk.galat?.kalimat.contains("Data Anda aman.") == true)
        masuk.pin = Dunia.pin
        await masuk.masuk()
        #expect(ruang.aplikasi.pengguna != nil, "the PIN opens")

        // Switched on again she has a new wrap, with the fingers that are enrolled now.
        await pengaturan.pilihBiometrik(false)
        #expect(!pengaturan.biometrikMenyala)
        ruang.brankas.gagalBuka.nilai = nil
        await pengaturan.pilihBiometrik(true)
        #expect(pengaturan.galat == nil && pengaturan.biometrikMenyala)
        await ruang.aplikasi.kunci()
        await masuk.muat()
        await masuk.bukaBiometrik()
        #expect(ruang.aplikasi.pengguna != nil)
    }

    @Test(arguments: ["مريم بنت أحمد", "Rambu 👵🏽 Ana", "\u{202E}Terbalik\u{202C} Lodu", String(repeating: "Panjang ", count: 60)])
    func anyNameIsSavedFoundAndShownAsItWasTyped(_ nama: String) async throws {
        let nama = nama.trimmingCharacters(in: .whitespaces)
        let ruang = try await RuangFormulir()
        let catatan = String(repeating: "Tangga lapuk. ", count: 700) + String(repeating: "👵🏽", count: 200)
        let daftar = DaftarModel(aplikasi: ruang.aplikasi, calon: .orang(keluarga: nil), jeda: {})
        await daftar.muat()
        (daftar.nama, daftar.catatan) = (nama, String(repeating: catatan, count: 2))
        await daftar.periksaIsian()
        await daftar.simpan()
        #expect(daftar.tersimpan == nil && daftar.galat?.isian == "catatan", "longer than a field may be")
        #expect(daftar.catatan.count == 2 * catatan.count, "nothing of it is lost")
        daftar.catatan = catatan
        await daftar.simpan()
        let id = try #require(daftar.tersimpan, "\(String(describing: daftar.galat))")
        #expect(catatan.count >= 10_000)
        #expect(try await ruang.inti.lapangan.record(id: id).isian.first { $0.field == "catatan" }?.nilai == .teks(teks: catatan))
        let profil = ProfilModel(aplikasi: ruang.aplikasi, id: id)
        await profil.muat()
        #expect(profil.keadaan.isi?.judul == nama)
        let cari = CariModel(aplikasi: ruang.aplikasi, jeda: {})
        cari.teks = nama
        await cari.cari()
        #expect(cari.keadaan.isi?.orang.first?.nama == nama)
        #expect(cari.keadaan.isi?.orang.first?.lisan.contains(nama) == true)
    }
}
