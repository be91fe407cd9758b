import Dunia
import ScreenProbe
import Testing

@testable import AppModel
@testable import Core
@testable import Screens

/// One home visit by nothing but taps and typing, from today's list to the receipt, in both languages.
@MainActor struct KunjunganSentuhTests {
    @Test(arguments: [Lang.id, .en]) func aWholeVisitByTouch(_ bahasa: Lang) async throws {
        let ruang = try await RuangFormulir()
        await ruang.aplikasi.gantiBahasa(bahasa)
        let kata = ruang.aplikasi.kata
        let kasus = try await ruang.kasus("Rambu Sentuh")
        let jari = Jari(ruang, try Sampel.baca("kunjungan-rumah", "bertemu"))
        let layar = jari.layar

        let hari = try await ruang.inti.layarHariIni(offset: 0, limit: 50)
        try await jari.ketuk(try #require(hari.kunjungan.first { $0.kasusId == kasus }).lisan)
        let pintu = try await ruang.inti.layarKunjungan(kasus: kasus)
        try await jari.ketuk(try #require(pintu.aksi.first { $0.utama }).kata)
        try await layar.wait("for the form") { $0.shows(kata.formulirSesudah) }
        try await jari.isiFormulir()
        #expect(jari.sisa.isEmpty, "not asked: \(jari.sisa.keys)")

        try layar.tap(kata.formulirSelesai)
        try await layar.wait("to be asked") { $0.shows(kata.formulirSelesaiTanya) }
        try layar.tap(kata.formulirSelesai)
        try await layar.wait("for what was saved") { $0.shows(kata.selesaiHariIni) }
        jari.semuaBernama()
        guard case .selesai(let dokumen) = ruang.aplikasi.jalur.last else {
            Issue.record("not finished:\n\(layar.outline)")
            return
        }
        func selesai() async throws -> Core.SelesaiScreen { try await ruang.inti.layarSelesai(dokumen: dokumen) }
        let menunggu = try await selesai().status.kata
        #expect(layar.shows(menunggu))
        try await jari.ketuk(
            try #require(try await selesai().aksi.first { if case .laporan = $0.rute { true } else { false } }).kata)
        try await layar.wait("for the report") { $0.shows(kata.laporanPeringatan) }
        try layar.tap(kata.umumTutup)
        try await jari.ketuk(try #require(try await selesai().aksi.first { $0.rute == .kotakKirim }).kata)
        try await jari.ketuk(kata.kotakKirimKirim)
        try await layar.wait("for the receipt") { $0.shows(kata.kotakKirimSelesai) && !$0.outline.contains(menunggu) }
        let kotak = try await ruang.inti.layarKotakKirim()
        #expect(layar.shows(kotak.tandaTerima) && kotak.menunggu.jumlah == 0)
        let diterima = try await selesai().status
        #expect(diterima.status == .diterimaServer)
        #expect(layar.outline.contains(diterima.kata), "the word of the five:\n\(layar.outline)")
        jari.semuaBernama()
        // Back as she came: the document, then today.
        ruang.aplikasi.kembali()
        try await layar.wait("for the document") { $0.shows(kata.selesaiHariIni) && $0.shows(diterima.kata) }
        try layar.tap(kata.selesaiHariIni)
        try await layar.wait("for today") { $0.shows(kata.kunciSekarang) }
        #expect(ruang.aplikasi.jalur.isEmpty)
    }
}

/// A finger: taps and types by label, and reads what to answer from a sample. It knows of a page what the core says of it.
@MainActor final class Jari {
    let ruang: RuangFormulir
    let layar: ScreenProbe
    /// Answers not yet given, by path.
    private(set) var sisa: [String: [Sampel.Jawaban]] = [:]
    private var draf = ""

    init(_ ruang: RuangFormulir, _ jawaban: Json) {
        self.ruang = ruang
        let masuk = MasukModel(aplikasi: ruang.aplikasi, adaBiometrik: false, namaPerangkat: "iPhone")
        layar = ScreenProbe(AkarScreen(aplikasi: ruang.aplikasi, masuk: masuk))
        for (path, satu) in Sampel.daun("/data", jawaban) { sisa[path, default: []].append(satu) }
    }

    private var kata: Kata { ruang.aplikasi.kata }

    func semuaBernama() { #expect(layar.unlabelled.isEmpty, "\(layar.unlabelled) in:\n\(layar.outline)") }

    /// Taps what is there now or soon.
    func ketuk(_ label: String, in bagian: String? = nil) async throws {
        try await layar.wait("to tap \"\(label)\"") { _ in (try? self.layar.tap(label, in: bagian)) != nil }
    }

    /// Every page from the first to the last.
    func isiFormulir() async throws {
        guard case .formulir(let draf) = ruang.aplikasi.jalur.last else { throw Sebab("no form was begun") }
        self.draf = draf
        var halaman = try await baca(nil).kepala
        while true {
            try await isiHalaman(halaman.halaman)
            guard let sesudah = try await baca(halaman.halaman).kepala.sesudah else { return }
            try layar.tap(kata.formulirSesudah)
            halaman = try await tiba(sesudah)
        }
    }

    /// The page is on the screen.
    private func tiba(_ path: String) async throws -> KepalaHalaman {
        let kepala = try await baca(path).kepala
        try await layar.wait("for \(path)") { $0.shows(kepala.judul, in: "kepala") }
        return kepala
    }

    private func baca(_ path: String?) async throws -> Core.FormulirScreen {
        try await ruang.inti.halaman(draf: draf, path: path)
    }
    private func soal(_ halaman: String, _ path: String) async throws -> PertanyaanItem? {
        try await baca(halaman).pertanyaan.first { $0.soal.path == path }
    }

    private func isiHalaman(_ halaman: String) async throws {
        semuaBernama()
        while let item = try await baca(halaman).pertanyaan.first(where: { sisa[$0.soal.path] != nil }) {
            for jawaban in sisa.removeValue(forKey: item.soal.path) ?? [] { try await beri(halaman, item, jawaban) }
        }
    }

    /// Until the core has it.
    private func tunggu(_ halaman: String, _ path: String, _ cocok: (PertanyaanItem) -> Bool) async throws {
        let akhir = ContinuousClock.now + .seconds(60)
        while try await soal(halaman, path).map(cocok) != true {
            guard ContinuousClock.now < akhir else { throw Sebab("waited in vain for \(path):\n\(layar.outline)") }
            try await Task.sleep(for: .milliseconds(5))
        }
    }

    private func beri(_ halaman: String, _ item: PertanyaanItem, _ jawaban: Sampel.Jawaban) async throws {
        let path = item.soal.path
        switch jawaban {
        case .baris:
            let dulu = try #require(try await soal(halaman, path)).baris.count
            try await ketuk(item.tambah, in: path)
            try await tunggu(halaman, path) { $0.baris.count > dulu }
            let baris = try #require(try await soal(halaman, path)?.baris.last).path
            try await isiHalaman(try await tiba(baris).halaman)
            try await ketuk(kata.umumSelesai)
            _ = try await tiba(halaman)
        case .titik(let angka):
            let n = angka.compactMap(Double.init)
            ruang.alat.hasilLokasi = .dapat(TitikLokasi(lintang: n[0], bujur: n[1], tinggi: n[2], ketelitian: n[3]))
            try await ketuk(kata.formulirLokasiAmbil, in: path)
            try await tunggu(halaman, path) { !$0.soal.value.isEmpty }
        case .foto(let nama):
            ruang.alat.nama.append(nama)
            // The pad is under a finger that only a phone has; a thumb print is photographed.
            try await ketuk(item.alat == .tandaTangan ? kata.formulirTtdFoto : kata.formulirFotoAmbil, in: path)
            try await tunggu(halaman, path) { $0.foto == 1 }
        case .teks(let teks): try await beri(halaman, item, teks)
        }
        semuaBernama()
    }

    private func beri(_ halaman: String, _ item: PertanyaanItem, _ teks: String) async throws {
        let path = item.soal.path
        let nilai = teks.split(separator: " ").map(String.init)
        func label(_ nilai: String) throws -> String {
            try #require(item.pilihan.first { $0.value == nilai }, "\(path) \(nilai)").label
        }
        switch item.alat {
        case .teks, .teksPanjang, .bilangan, .desimal:
            try await layar.wait("for \(path)") { _ in (try? self.layar.type(teks, into: item.soal.label, in: path)) != nil }
            try await tunggu(halaman, path) { $0.soal.value == teks }
        case .tanggal, .jam, .tanggalJam:
            let kosong = item.alat == .jam ? kata.formulirJamPilih : kata.formulirTanggalPilih
            try await ketuk(item.tampil.isEmpty ? kosong : item.tampil, in: path)
            try layar.type(item.alat == .jam ? String(teks.prefix(5)) : teks, into: item.soal.label)
            try layar.tap(kata.umumPilih)
            try await tunggu(halaman, path) { $0.soal.value.hasPrefix(teks.prefix(5)) }
        case .pilihSatu:
            try await ketuk(label(teks), in: path)
            try await tunggu(halaman, path) { $0.terpilih == nilai }
        case .pilihBanyak:
            for satu in item.terpilih + nilai {
                try await ketuk(label(satu), in: path)
                try await tunggu(halaman, path) { $0.terpilih.contains(satu) != item.terpilih.contains(satu) }
            }
        case .pilihSatuCari, .pilihBanyakCari:
            try await ketuk(kata.formulirCariPilihan, in: path)
            for satu in nilai {
                // Typed as a person reads it, not as it is stored.
                let cari = try await ruang.inti.pilihan(draf: draf, path: path, cari: nil, mulai: 0, batas: 500)
                let label = try #require(cari.items.first { $0.value == satu }, "\(path) \(satu)").label
                try await layar.wait("for the search") { _ in
                    (try? self.layar.type(label, into: self.kata.formulirCariPilihan)) != nil
                }
                try await ketuk(label)
                try await tunggu(halaman, path) { $0.terpilih.contains(satu) }
            }
            if item.alat == .pilihBanyakCari { try layar.tap(kata.umumSelesai) }
        case .setuju:
            try await ketuk(item.soal.label, in: path)
            try await tunggu(halaman, path) { !$0.soal.value.isEmpty }
        default: throw Sebab("\(path) takes no text")
        }
    }
}
