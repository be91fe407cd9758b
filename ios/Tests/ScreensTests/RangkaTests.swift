import AppModel
import Core
import Dunia
import Testing

@testable import Screens

/// The frame of the app over the real library and a real server, used by its labels as a person with VoiceOver would.
@MainActor struct RangkaTests {
    @Test func registersOpensACaseSendsAndHasReceipts() async throws {
        let p = try await Panggung()
        let layar = p.layar
        #expect(layar.shows("Menyusun rencana hari ini…"))
        try await p.tunggu("Cari atau daftar baru")
        #expect(layar.unlabelled.isEmpty)
        try layar.tap("Cari atau daftar baru")
        try await p.tunggu("Ketik minimal 2 huruf.")
        try layar.type("Rambu Layar", into: "Nama, NIK, atau nomor KK")
        try await layar.wait("for nobody found") { !$0.outline.contains("Ketik minimal 2 huruf.") }
        #expect(layar.unlabelled.isEmpty)
        try layar.tap("Daftarkan warga")

        try await p.tunggu("Nama lengkap")
        try layar.type("Rambu Layar", into: "Nama lengkap")
        try layar.type("5311014107520002", into: "NIK")
        try await p.tunggu("Menurut NIK: lahir 1 Juli 1952, perempuan.")
        try layar.tap("Isi tanggal lahir dan jenis kelamin dari NIK")
        #expect(layar.outline.contains("date picker \"Tanggal lahir\""))
        try layar.type("kadahang", into: "Ketik nama desa")
        try await p.tunggu("Desa Kadahang")
        try p.ketuk("Kadahang")
        #expect(layar.unlabelled.isEmpty)
        try layar.tap("Simpan warga")
        try await p.tunggu("Tersimpan di ponsel ini.")
        #expect(layar.unlabelled.isEmpty)
        try layar.tap("Buka kasus sekarang")

        try await p.tunggu("Klaster")
        #expect(layar.unlabelled.isEmpty)
        try layar.tap("Lanjut usia")
        try layar.tap("Buka kasus")
        try await p.tunggu("Kasus dibuka dan tersimpan di ponsel.")
        try await p.tunggu("Menunggu dikirim")
        #expect(layar.unlabelled.isEmpty)
        #expect(p.aplikasi.jalur.count == 2, "\(p.aplikasi.jalur)")
        try layar.tap("Hari Ini")
        try layar.tap("Hari Ini")
        try await p.tunggu("Rambu Layar. Desa Kadahang")

        try p.ketuk("Kotak Kirim: ")
        try await p.tunggu("Menunggu: ")
        #expect(layar.unlabelled.isEmpty)
        try layar.tap("Kirim sekarang")
        try await p.tunggu("Selesai. Tidak ada yang menunggu.")
        #expect(layar.outline.contains("Terkirim: 1 tanda terima"), "\(layar.outline)")
        try layar.tap("Periksa semua tanda terima")
        try await p.tunggu("terbukti diterima server.")
        try layar.tap("Hari Ini")
        try await layar.wait("for the day to be read again") { !$0.outline.contains("enunggu dikirim") }
        #expect(layar.outline.contains("Rambu Layar. Desa Kadahang"))
    }

    @Test func aCollisionIsDecidedByOneTapAndReachesTheOtherDevice() async throws {
        let lain = try Dunia.device()
        var id = ""
        func telepon(_ app: Lapangan, _ nomor: String) throws {
            _ = try app.ubah(jenis: "orang", id: id, isian: [Isian(field: "telepon", nilai: .teks(teks: nomor))])
        }
        let p = try await Panggung { app in
            id = try app.daftarOrang(baru: Dunia.orang("Rambu Beda", telepon: "0811")).id
            _ = try Dunia.sync(app)
            _ = try Dunia.sync(lain)
            try telepon(lain, "0813")
            _ = try Dunia.sync(lain)
            try telepon(app, "0812")
        }
        let layar = p.layar
        try await p.tunggu("Kotak Kirim: ")
        try p.ketuk("Kotak Kirim: ")
        try await p.tunggu("Kirim sekarang")
        try layar.tap("Kirim sekarang")
        try await p.tunggu("Dua petugas mengisi hal yang sama dengan isi berbeda.")
        try p.ketuk("Rambu Beda")  // the item leads to the review
        try await p.tunggu("Telepon: mana yang benar?")
        #expect(layar.shows("0812") && layar.shows("0813"))
        #expect(layar.unlabelled.isEmpty)
        try p.ketuk("Pilih ini. 0812")
        try await p.tunggu("Pilihan Anda tersimpan dan akan dikirim.")
        try await p.tunggu("Tidak ada yang perlu ditinjau.")
        await p.aplikasi.pengirim.kirim()
        _ = try Dunia.sync(lain)
        let isian = try lain.record(id: id).isian
        #expect(isian.first { $0.field == "telepon" }?.nilai == .teks(teks: "0812"))
        #expect(try lain.listTabrakan().isEmpty)
        lain.shutdown()
    }

    @Test func whoMayBeRegisteredAlreadyIsShownAndKeepsNobodyFromSaving() async throws {
        let p = try await Panggung { _ = try $0.daftarOrang(baru: Dunia.orang("Rambu Kahi", nik: "5311014107520002")) }
        p.aplikasi.buka(.daftar(.orang(keluarga: nil)))
        try await p.tunggu("Nama lengkap")
        try p.layar.type("Rambu Kahy", into: "Nama lengkap")
        try p.layar.type("5311014107520002", into: "NIK")
        try await p.tunggu("NIK sama. Rambu Kahi")
        #expect(p.layar.outline.contains("Mungkin sudah terdaftar"))
        try p.layar.tap("Orang lain. Tetap simpan")
        try await p.tunggu("Tersimpan di ponsel ini.")
        try p.layar.tap("Lihat data yang disimpan")
        try await p.tunggu("Rambu Kahy")
    }

    @Test func leavingARegistrationAsksFirst() async throws {
        let p = try await Panggung()
        p.aplikasi.buka(.daftar(.keluarga))
        try await p.tunggu("Nama kepala keluarga")
        #expect(p.layar.shows("Hari Ini"))
        try p.layar.tap("Simpan keluarga")  // no name: the core says so, nothing is lost
        try await p.layar.wait("for the refusal") { $0.shows("Nama kepala keluarga") && $0.outline.contains("wajib") }
        try p.layar.type("Umbu Tamu", into: "Nama kepala keluarga")
        #expect(!p.layar.shows("Hari Ini"), "no way back that asks nothing")
        try p.layar.tap("Batal")
        #expect(p.layar.shows("Batalkan pendaftaran?"))
        try p.layar.tap("Lanjut mengisi")
        #expect(p.layar.outline.contains("Umbu Tamu"))
        await p.aplikasi.kunci()  // left alone at the table
        try await p.tunggu("PIN enam angka")
        #expect(!p.layar.outline.contains("Umbu Tamu"))
        try p.layar.type(Dunia.pin, into: "PIN enam angka")
        try p.layar.tap("Masuk")
        try await p.layar.wait("for what was typed") { $0.outline.contains("\"Umbu Tamu\"") }
        try p.layar.tap("Batal")
        try p.layar.tap("Ya")
        try await p.tunggu("Cari atau daftar baru")
        #expect(p.aplikasi.jalur.isEmpty)
        p.aplikasi.buka(.daftar(.keluarga))
        try await p.tunggu("Nama kepala keluarga")
        #expect(!p.layar.outline.contains("Umbu Tamu"))
    }

    @Test func draftsAreDiscardedAndBroughtBack() async throws {
        let p = try await Panggung { app in
            for n in 1...7 {
                let form = try app.mulaiFormulir(formId: "kunjungan_rumah", kasusId: Dunia.kasus(app, "Rambu Draf \(n)"))
                _ = try form.jawab(path: "/data/kunjungan/tujuan_kunjungan", value: "monev")
            }
        }
        let (layar, kata) = (p.layar, p.aplikasi.kata)
        try await p.tunggu("Semua draf: 7 draf terbuka")
        #expect(layar.outline.split(separator: "\n").count { $0.contains("\"Draf. ") } == 5, "\(layar.outline)")
        try p.ketuk("Semua draf: 7")
        try await p.tunggu("Rambu Draf 1")
        #expect(layar.unlabelled.isEmpty)
        func tombol(_ kata: String, _ nama: String) throws { try layar.tap(tombolDari(p, kata, nama)) }

        try tombol(kata.drafBuang, "Rambu Draf 1")
        #expect(layar.shows(kata.drafBuangTanya))
        try layar.tap(kata.drafBuangTidak)
        #expect(layar.shows("7 draf terbuka"))
        try tombol(kata.drafBuang, "Rambu Draf 1")
        try layar.tap(kata.drafBuangYa)
        try await p.tunggu("6 draf terbuka · 1 dibuang")
        #expect(layar.shows(kata.drafTerbuang) && layar.outline.contains("section \"\(kata.drafDibuang)\""))
        #expect(layar.unlabelled.isEmpty)
        try tombol(kata.drafKembalikan, "Rambu Draf 1")
        try await p.tunggu("7 draf terbuka")
        #expect(layar.shows(kata.drafKembali) && !layar.outline.contains("section \"\(kata.drafDibuang)\""))
        try p.ketuk("\"Draf. Kunjungan rumah. Rambu Draf 1")
        try await layar.wait("for the answers") { layar in
            (try? layar.value(of: "Pemantauan dan evaluasi (monev)", in: "/data/kunjungan/tujuan_kunjungan")) == "selected"
        }
        p.aplikasi.jalur = [.draf]
        await p.aplikasi.gantiBahasa(.en)
        try await p.tunggu("7 open drafts")
        #expect(layar.unlabelled.isEmpty)
    }

    /// The one button of a card that begins so and names somebody.
    private func tombolDari(_ p: Panggung, _ awal: String, _ nama: String) throws -> String {
        let semua = p.layar.outline.split(separator: "\n").compactMap { baris -> String? in
            let potong = baris.split(separator: "\"", omittingEmptySubsequences: false)
            return potong.count > 1 && potong[1].hasPrefix(awal) && potong[1].contains(nama) ? String(potong[1]) : nil
        }
        guard let satu = semua.first, semua.count == 1 else { throw Sebab("\(semua.count) of \(nama) in:\n\(p.layar.outline)") }
        return satu
    }

    @Test func emptyErrorAndOfflineAreDrawnInBothLanguages() async throws {
        let p = try await Panggung()
        p.aplikasi.jaringan(ada: false)
        let kata = p.aplikasi.kata
        try await p.tunggu("Luring — semua pekerjaan tersimpan di ponsel.")
        for (rute, luring, kosong) in [
            (AppModel.Rute.kotakKirim, "Belum ada jaringan.", "Tidak ada yang menunggu."),
            (.tinjau, "Luring. Keputusan Anda disimpan dan dikirim nanti.", "Tidak ada yang perlu ditinjau."),
            (.cari, kata.cariLuring, "Ketik minimal 2 huruf."),
        ] {
            p.aplikasi.jalur = [rute]
            try await p.tunggu(luring)
            try await p.tunggu(kosong)
            #expect(p.layar.unlabelled.isEmpty)
        }
        p.aplikasi.jalur = [.profil(id: "bukan id")]
        try await p.tunggu(kata.profilGalat)
        #expect(p.layar.shows("Coba lagi"))
        p.aplikasi.jalur = [.draf]
        try await p.tunggu("Tidak ada draf.")

        p.aplikasi.jalur = [.pengaturan]
        try await p.tunggu("Versi \(versi())")
        #expect(p.layar.unlabelled.isEmpty)
        try p.layar.tap("English")
        try await p.tunggu("Version \(versi())")
        p.aplikasi.jalur = [.tinjau]
        try await p.tunggu("Nothing needs a review.")
        p.aplikasi.jalur = [.pengaturan]
        try p.layar.tap("Lock now")
        try await p.tunggu("Six-digit PIN")
        #expect(p.aplikasi.pengguna == nil)
    }

    @Test func thePinAndTheBiometricCheckAreChangedInSettings() async throws {
        let p = try await Panggung()
        p.aplikasi.buka(.pengaturan)
        try await p.layar.wait("to know what is set") { _ in (try? p.layar.tap("Masuk dengan sidik jari atau wajah")) != nil }
        try await p.tunggu("switch \"Masuk dengan sidik jari atau wajah\" = on")
        for (isian, teks) in [
            ("PIN lama", Dunia.pin), ("Buat PIN enam angka", "582934"), ("Ketik PIN sekali lagi", "582934"),
        ] { try p.layar.type(teks, into: isian) }
        try p.layar.tap("Ganti PIN")
        try await p.tunggu("PIN sudah diganti.")
        await p.aplikasi.kunci()
        try await p.tunggu("PIN enam angka")
        try p.layar.type("582934", into: "PIN enam angka")
        try p.layar.tap("Masuk")
        try await p.tunggu("PIN lama")  // back where she was
    }
}
