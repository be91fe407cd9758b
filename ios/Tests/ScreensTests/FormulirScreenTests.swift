import AppModel
import Core
import Dunia
import ScreenProbe
import Testing

@testable import Screens

/// Visit, form and document by the stand-in: over the real library, used by their labels as a person with VoiceOver would.
@MainActor struct FormulirScreenTests {
    let ruang: RuangFormulir
    let layar: ScreenProbe
    var kata: Kata { ruang.aplikasi.kata }

    init() async throws {
        ruang = try await RuangFormulir()
        layar = ScreenProbe(
            AkarScreen(
                aplikasi: ruang.aplikasi,
                masuk: MasukModel(aplikasi: ruang.aplikasi, adaBiometrik: false, namaPerangkat: "iPhone")))
    }

    private let bagian = "/data/kunjungan"
    private func soal(_ nama: String) -> String { "/data/kunjungan/\(nama)" }

    private func mulaiKunjungan(_ nama: String) async throws {
        ruang.aplikasi.buka(.kunjungan(kasus: try await ruang.kasus(nama)))
        try await layar.wait("for the visit") { $0.shows("Mulai kunjungan") }
        try layar.tap("Mulai kunjungan")
        try await layar.wait("for the form") { $0.shows("Berikutnya") }
    }

    private func semuaBernama() { #expect(layar.unlabelled.isEmpty, "\(layar.unlabelled) in:\n\(layar.outline)") }

    @Test func fromTheDoorToTheFormAndBack() async throws {
        ruang.aplikasi.jaringan(ada: false)
        ruang.aplikasi.buka(.kunjungan(kasus: try await ruang.kasus("Rambu Pintu")))
        #expect(layar.shows(kata.kunjunganMemuat))
        try await layar.wait("for the visit") { $0.shows("Rambu Pintu") }
        #expect(layar.shows(kata.kunjunganLuring) && layar.shows(kata.kunjunganKeselamatanSaran))
        semuaBernama()
        try layar.tap("Mulai kunjungan")
        try await layar.wait("for the form") { $0.shows("Berikutnya") }
        #expect(layar.shows(kata.formulirLuring) && layar.outline.contains("Tersimpan di ponsel"))
        semuaBernama()

        try layar.tap("Tidak, kunjungan mendesak", in: soal("sudah_ada_janji"))
        try await layar.wait("for the answer") { _ in
            (try? layar.value(of: "Tidak, kunjungan mendesak", in: soal("sudah_ada_janji"))) == "selected"
        }
        try layar.tap("Kembali")
        try await layar.wait("to be asked") { $0.shows(kata.formulirKeluar) }
        try layar.tap(kata.formulirTetap)
        #expect(!layar.shows(kata.formulirKeluar) && layar.shows("Berikutnya"))
        try layar.tap("Kembali")
        try await layar.wait("to be asked") { $0.shows(kata.formulirKeluar) }
        try layar.tap(kata.formulirKeluarYa)
        try await layar.wait("for the draft") { $0.outline.contains("Lanjut") }
        #expect(ruang.aplikasi.jalur.count == 1)
    }

    @Test func whatIsMissingWhatIsWrongAndTheEnd() async throws {
        try await mulaiKunjungan("Rambu Kurang")
        let wajib = "Pertanyaan ini perlu dijawab."
        #expect(!layar.shows(wajib))
        try layar.tap("Berikutnya")
        try await layar.wait("for the next page") { $0.shows("Sebelumnya") }
        try layar.tap("Sebelumnya")
        try await layar.wait("for what is missing") { $0.shows(wajib, in: soal("tujuan_kunjungan")) }

        // A date to come: the rule speaks at the question, at once.
        try layar.tap("Kosongkan", in: soal("tanggal_kunjungan"))
        try await layar.wait("to be cleared") { $0.shows("Hari ini", in: soal("tanggal_kunjungan")) }
        try layar.tap("Pilih tanggal", in: soal("tanggal_kunjungan"))
        semuaBernama()
        try layar.type("2099-12-31", into: "Tanggal kunjungan")
        try layar.tap("Pilih")
        try await layar.wait("for the rule") {
            $0.shows("Tanggal kunjungan tidak boleh setelah hari ini.", in: soal("tanggal_kunjungan"))
        }
        #expect(layar.shows("31 Desember 2099", in: soal("tanggal_kunjungan")))
        try layar.tap("31 Desember 2099", in: soal("tanggal_kunjungan"))
        try layar.tap("Batal")
        try layar.tap("Kosongkan", in: soal("tanggal_kunjungan"))
        try await layar.wait("to be cleared") { $0.shows("Hari ini", in: soal("tanggal_kunjungan")) }
        try layar.tap("Hari ini", in: soal("tanggal_kunjungan"))
        try layar.tap("Pilih jam", in: soal("jam_tiba"))
        try layar.type("09:40", into: "Jam tiba")
        try layar.tap("Pilih")
        try await layar.wait("for the time") { $0.shows("09.40", in: soal("jam_tiba")) }

        // The list of sections leads to the last page, which asks what is missing first.
        try layar.tap(kata.formulirBagian)
        semuaBernama()
        let akhir = try #require(baris("11. Pengesahan"))
        try layar.tap(akhir)
        try await layar.wait("for the last page") { $0.shows(kata.formulirSelesai) }
        try layar.tap(kata.formulirSelesai)
        try await layar.wait("for what is missing") { $0.outline.contains("Ketuk untuk langsung ke sana.") }
        #expect(!layar.shows(kata.formulirSelesaiTanya))
        let kurang = try #require(label { $0.hasSuffix("Ketuk untuk langsung ke sana.") })
        try layar.tap(kurang)
        try await layar.wait("to be there") { !$0.shows(kata.formulirSelesai) }
    }

    /// A label on the screen that begins so.
    private func baris(_ awal: String) -> String? { label { $0.hasPrefix(awal) } }
    private func label(_ cocok: (String) -> Bool) -> String? {
        layar.outline.split(separator: "\n").compactMap { baris in
            let potong = baris.split(separator: "\"", omittingEmptySubsequences: false)
            return potong.count > 1 && baris.contains("button") ? String(potong[1]) : nil
        }.first(where: cocok)
    }

    @Test func rowsPhotosSignatureAndPlace() async throws {
        try await mulaiKunjungan("Rambu Foto")
        try layar.tap("Bertemu", in: soal("hasil_kunjungan"))
        try await layar.wait("for the answer") { _ in (try? layar.value(of: "Bertemu", in: soal("hasil_kunjungan"))) == "selected"
        }
        try await buka("3. Keamanan")
        let titik = "/data/keamanan_lokasi/titik_lokasi"
        ruang.alat.hasilLokasi = .ditolak
        try layar.tap(kata.formulirLokasiAmbil, in: titik)
        try await layar.wait("for the refusal") { $0.shows(kata.izinLokasiDitolak, in: titik) }
        #expect(layar.shows(kata.izinPengaturan, in: titik))
        #expect(layar.outline.contains("Nama dusun atau patokan"), "the place can be written down")
        ruang.alat.hasilLokasi = .dapat(TitikLokasi(lintang: -9.65, bujur: 120.26, tinggi: 10, ketelitian: 12))
        try layar.tap(kata.formulirLokasiAmbil, in: titik)
        try await layar.wait("for the place") { $0.shows("Lokasi tercatat, ketelitian 12 m", in: titik) }

        try await buka("10. Foto")
        let foto = "/data/foto_kunjungan"
        try layar.tap("Ya", in: "\(foto)/ada_foto")
        try await layar.wait("for the rows") { $0.shows("Tambah Foto") }
        try layar.tap("Tambah Foto")
        try await layar.wait("for the row") { $0.shows("Foto 1 dari 1") }
        semuaBernama()
        try layar.tap("Ya, diizinkan", in: "\(foto)/foto[1]/izin_foto")
        let berkas = "\(foto)/foto[1]/berkas_foto"
        try await layar.wait("for the photo's question") { $0.shows(kata.formulirFotoAmbil, in: berkas) }
        try layar.tap(kata.formulirFotoPilih, in: berkas)  // the camera gives nothing
        ruang.alat.nama = ["satu.jpg"]
        try await layar.wait("for the button again") { $0.shows(kata.formulirFotoAmbil, in: berkas) }
        try layar.tap(kata.formulirFotoPilih, in: berkas)
        try await layar.wait("for the photo") { $0.shows(kata.formulirFotoLihat, in: berkas) }
        #expect(layar.shows(kata.formulirFotoUlang, in: berkas))
        semuaBernama()
        try layar.tap(kata.formulirFotoLihat, in: berkas)
        #expect(!layar.shows(kata.formulirFotoLihat) && layar.shows(kata.umumTutup), "large, in front of the page")
        semuaBernama()
        ruang.aplikasi.keLatar()
        try await layar.wait("to be covered") { $0.outline == "text \"\(kata.umumNamaAplikasi)\"\n" }
        await ruang.aplikasi.keDepan()
        try await layar.wait("for the small one again") { $0.shows(kata.formulirFotoLihat, in: berkas) }
        try layar.tap("Selesai")
        try await layar.wait("for the card") { $0.shows("Hapus Foto 1") }
        try layar.tap("Hapus Foto 1")
        #expect(layar.shows(kata.formulirBarisHapus))
        try layar.tap("Hapus")
        try await layar.wait("to be gone") { !$0.shows("Hapus Foto 1") }
        try layar.tap(kata.formulirUrung)
        try await layar.wait("to be back") { $0.shows("Hapus Foto 1") }

        try await buka("11. Pengesahan")
        let ttd = "/data/pengesahan/tanda_tangan_petugas"
        try layar.tap(kata.formulirTtd, in: ttd)
        #expect(layar.shows(kata.lisanBidangTtd))
        #expect(throws: ScreenProbe.Missing.self) { try layar.tap(kata.formulirTtdSimpan) }  // nothing drawn
        semuaBernama()
        try layar.tap("Batal")
        try layar.tap(
            label { $0.contains("Saya menyatakan") } ?? "Saya menyatakan catatan ini sesuai dengan yang saya lihat dan dengar.")
        try await layar.wait("for the tick") { _ in
            (try? layar.value(of: "Saya menyatakan catatan ini sesuai dengan yang saya lihat dan dengar.")) == "on"
        }
    }

    private func buka(_ judul: String) async throws {
        try layar.tap(kata.formulirBagian)
        try layar.tap(try #require(baris(judul)))
        try await layar.wait("for \(judul)") { probe in
            probe.outline.contains("header \"\(judul)") && !probe.shows(kata.umumTutup)
        }
    }

    @Test func hiddenNobodySeesAnything() async throws {
        try await mulaiKunjungan("Rambu Tirai")
        #expect(layar.outline.contains("Rambu Tirai"))
        try layar.tap(kata.formulirSembunyikan)
        #expect(!layar.outline.contains("Rambu Tirai") && layar.shows(kata.privasiTirai))
        try layar.tap(kata.privasiTiraiBuka)
        #expect(layar.outline.contains("Rambu Tirai"))
        try layar.tap(kata.formulirBacakan, in: soal("jam_tiba"))
        #expect(ruang.alat.dibaca == ["Jam tiba. Perkiraan sudah cukup."])
    }

    @Test func theOtherLanguageAndALock() async throws {
        try await mulaiKunjungan("Rambu Bahasa")
        try layar.tap("Tidak, kunjungan mendesak", in: soal("sudah_ada_janji"))
        try await layar.wait("for the answer") { _ in
            (try? layar.value(of: "Tidak, kunjungan mendesak", in: soal("sudah_ada_janji"))) == "selected"
        }
        await ruang.aplikasi.gantiBahasa(.en)
        try await layar.wait("for English") { $0.shows("Next") && $0.shows("No, urgent visit", in: soal("sudah_ada_janji")) }
        await ruang.aplikasi.gantiBahasa(.id)
        await ruang.aplikasi.kunci()
        try await layar.wait("for the lock") { !$0.outline.contains("Rambu Bahasa") }
        ruang.aplikasi.masuk(try await ruang.inti.unlock(user: nil, pin: Dunia.pin))
        try await layar.wait("for the form again") { $0.shows("Berikutnya") }
        #expect(try layar.value(of: "Tidak, kunjungan mendesak", in: soal("sudah_ada_janji")) == "selected", "\(layar.outline)")
    }

    @Test func aLongListIsSearched() async throws {
        let draf = try await ruang.inti.mulaiFormulir(form: "asesmen_awal", kasus: ruang.kasus("Rambu Daftar"))
        let pengisi = Pengisi(ruang, draf: draf, try Sampel.baca("asesmen-awal", "lansia-telantar"))
        let form = pengisi.form
        var item: PertanyaanItem?
        pengisi.lihat = { item = item ?? form.keadaan.isi?.pertanyaan.first { $0.alat == .pilihSatuCari } }
        await form.muat()
        _ = try await pengisi.isi()
        let soal = try #require(item)
        await form.halaman(soal.soal.path)
        let layar = ScreenProbe(Screens.FormulirScreen(aplikasi: ruang.aplikasi, model: form))
        try await layar.wait("for the page") { $0.shows(kata.formulirCariPilihan, in: soal.soal.path) }
        try layar.tap(kata.formulirCariPilihan, in: soal.soal.path)
        try await layar.wait("for the choices") {
            $0.outline.contains("circle") || $0.shows(kata.formulirPilihanLagi) || $0.shows(kata.umumTutup)
        }
        #expect(layar.unlabelled.isEmpty)
        try layar.type("zzzzzz", into: kata.formulirCariPilihan)
        try await layar.wait("for nothing") { $0.shows(kata.formulirPilihanKosong) }
        try layar.tap(kata.umumTutup)
        #expect(!layar.shows(kata.formulirPilihanKosong))
    }

    @Test func whatCannotBeOpenedSaysSo() async throws {
        ruang.aplikasi.buka(.formulir(draf: "00000000-0000-7000-8000-000000000000"))
        #expect(layar.shows(kata.formulirMemuat))
        try await layar.wait("for the error") { $0.shows(kata.umumCobaLagi) }
        #expect(layar.shows(kata.formulirGalat))
        ruang.aplikasi.jalur = [.kunjungan(kasus: "00000000-0000-7000-8000-000000000000")]
        try await layar.wait("for the error") { $0.shows(kata.kunjunganGalat) }
        #expect(layar.shows("Mulai kunjungan"))
        semuaBernama()
        ruang.aplikasi.jalur = [.selesai(dokumen: "00000000-0000-7000-8000-000000000000")]
        try await layar.wait("for the error") { $0.shows(kata.umumCobaLagi) }
    }
}
