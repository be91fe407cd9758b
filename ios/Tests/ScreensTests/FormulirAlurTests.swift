import Dunia
import ScreenProbe
import Testing

@testable import AppModel
@testable import Core
@testable import Screens

/// Forms over the real library, filled in from deltas alone; what is finished goes to the real server.
@MainActor struct FormulirAlurTests {
    @Test func aHomeVisitSurvivesAKillAndReachesTheServer() async throws {
        let ruang = try await RuangFormulir()
        let kasus = try await ruang.kasus("Rambu Kunjungan")
        let kunjungan = KunjunganModel(aplikasi: ruang.aplikasi, kasus: kasus)
        await kunjungan.muat()
        let isi = try #require(kunjungan.keadaan.isi)
        #expect(isi.nama == "Rambu Kunjungan" && isi.draf == nil)
        await kunjungan.pilih(try #require(isi.aksi.first { $0.utama }).rute)
        guard case .formulir(let draf) = ruang.aplikasi.jalur.last else {
            Issue.record("no form was begun")
            return
        }

        let pengisi = Pengisi(ruang, draf: draf, try Sampel.baca("kunjungan-rumah", "bertemu"))
        await pengisi.form.muat()
        #expect(try await pengisi.isi(halaman: 4) == false)
        let dulu = try #require(pengisi.form.keadaan.isi)
        let terakhir = try #require(dulu.bagian.firstIndex { $0.terbuka })

        try await ruang.bunuh()
        let lagi = KunjunganModel(aplikasi: ruang.aplikasi, kasus: kasus)
        await lagi.muat()
        #expect(lagi.keadaan.isi?.draf?.id == draf)
        await lagi.pilih(try #require(lagi.keadaan.isi?.aksi.first { $0.utama }).rute)
        #expect(ruang.aplikasi.jalur == [.formulir(draf: draf)])
        pengisi.form = ruang.form(draf)
        await pengisi.form.muat()
        let kini = try #require(pengisi.form.keadaan.isi)
        #expect(kini.kepala.kemajuan == dulu.kepala.kemajuan && kini.kepala.kurang == dulu.kepala.kurang)
        #expect(kini.bagian.map(\.hitung) == dulu.bagian.map(\.hitung))
        #expect(kini.bagian.firstIndex { $0.terbuka } == terakhir - 1, "at the answer given last")

        #expect(try await pengisi.isi())
        #expect(pengisi.sisa.isEmpty, "not asked: \(pengisi.sisa.keys)")
        await pengisi.form.lanjut()
        #expect(pengisi.form.tanyaSelesai)
        await pengisi.form.selesai()
        guard case .selesai(let dokumen) = ruang.aplikasi.jalur.last else {
            Issue.record("not finished: \(String(describing: pengisi.form.galat))")
            return
        }

        let selesai = SelesaiModel(aplikasi: ruang.aplikasi, dokumen: dokumen)
        await selesai.muat()
        #expect(selesai.keadaan.isi?.status.status == .menungguDikirim)
        await selesai.pilih(try #require(selesai.keadaan.isi?.laporan))
        #expect(selesai.laporan?.isi?.contains("Rambu Kunjungan") == true)
        let kiriman = try Dunia.sync(await ruang.inti.lapangan)
        #expect(kiriman.complete)
        await selesai.muat()
        #expect(selesai.keadaan.isi?.status.status == .diterimaServer)
        // What is finished is no draft any more.
        let usang = ruang.form(draf)
        await usang.muat()
        guard case .galat(let galat) = usang.keadaan else {
            Issue.record("a finished draft opened")
            return
        }
        #expect(galat.kode == "draft.closed")
    }

    @Test func theInitialAssessmentIsFilledInFromDeltasAlone() async throws {
        let ruang = try await RuangFormulir()
        let kasus = try await ruang.kasus("Apu Lodu")
        let draf = try await ruang.inti.mulaiFormulir(form: "asesmen_awal", kasus: kasus)
        ruang.aplikasi.buka(.formulir(draf: draf))
        let pengisi = Pengisi(ruang, draf: draf, try Sampel.baca("asesmen-awal", "lansia-telantar"))
        await pengisi.form.muat()
        let layar = ScreenProbe(Screens.FormulirScreen(aplikasi: ruang.aplikasi, model: pengisi.form))
        pengisi.lihat = { #expect(layar.unlabelled.isEmpty, "\(layar.unlabelled) in:\n\(layar.outline)") }
        #expect(try await pengisi.isi())
        #expect(pengisi.sisa.isEmpty, "not asked: \(pengisi.sisa.keys)")
        #expect(pengisi.diberi > 80, "\(pengisi.diberi) answers")
        #expect(pengisi.form.keadaan.isi?.kepala.masalah == "")
        await pengisi.form.lanjut()
        await pengisi.form.selesai()
        #expect(ruang.aplikasi.jalur.count == 1 && ruang.aplikasi.jalur.last != .formulir(draf: draf))
    }

    @Test func undoRedoAndTheLanguage() async throws {
        let ruang = try await RuangFormulir()
        let draf = try await ruang.inti.mulaiFormulir(form: "asesmen_awal", kasus: ruang.kasus("Rambu Urung"))
        let form = ruang.form(draf)
        await form.muat()
        await form.pilih("/data/akses/sumber_akses", "pengaduan")
        let path = "/data/akses/nama_pelapor"
        #expect(form.pertanyaan(path) != nil, "the answer before asks for it")
        let aneh = "مريم Rambu 👵🏽 \u{202E}terbalik\u{202C} " + String(repeating: "é", count: 10_000)
        await form.ketik(path, aneh).value
        await form.lepas(path)
        #expect(form.pertanyaan(path)?.soal.value == aneh && form.galatIsian.isEmpty)
        await form.urung()
        #expect(form.pertanyaan(path)?.soal.value == "")
        await form.urung()
        #expect(form.pertanyaan(path) == nil && form.keadaan.isi?.kepala.bisaUlang == true)
        await form.ulang()
        await form.ulang()
        #expect(form.pertanyaan(path)?.soal.value == aneh && form.keadaan.isi?.kepala.bisaUlang == false)
        await form.ulang()  // nothing left to make again
        #expect(form.galat == nil)

        let label = try #require(form.pertanyaan(path)?.soal.label)
        await ruang.aplikasi.gantiBahasa(.en)
        await form.gantiBahasa()
        let inggris = try #require(form.pertanyaan(path)?.soal.label)
        #expect(inggris != label && form.pertanyaan(path)?.soal.value == aneh)
        await form.halaman("/data/akses/tanggal_asesmen")
        #expect(form.keadaan.isi?.kepala.posisi.hasPrefix("Section") == true)
        // Closed in English, opened again in Indonesian, with nobody telling the form.
        await ruang.inti.tutup(draf: draf)
        await ruang.aplikasi.gantiBahasa(.id)
        let lagi = ruang.form(draf)
        await lagi.muat()
        await lagi.halaman(path)
        #expect(lagi.pertanyaan(path)?.soal.label == label && lagi.pertanyaan(path)?.soal.value == aneh)
    }

    @Test func aLockInBetweenKeepsEverything() async throws {
        let ruang = try await RuangFormulir()
        let draf = try await ruang.inti.mulaiFormulir(form: "kunjungan_rumah", kasus: ruang.kasus("Rambu Kunci"))
        let form = ruang.form(draf)
        await form.muat()
        await form.pilih("/data/kunjungan/tujuan_kunjungan", "monev")
        await ruang.aplikasi.kunci()
        await form.pilih("/data/kunjungan/tujuan_kunjungan", "asesmen")
        #expect(form.galatIsian.values.map(\.kode) == ["session.closed"] && ruang.aplikasi.pengguna == nil)
        ruang.aplikasi.masuk(try await ruang.inti.unlock(user: nil, pin: Dunia.pin))
        // The same model goes on too: its session is opened again and the page read.
        await form.pilih("/data/kunjungan/tujuan_kunjungan", "asesmen")
        #expect(form.pertanyaan("/data/kunjungan/tujuan_kunjungan")?.terpilih == ["monev", "asesmen"])
        #expect(form.galatIsian.isEmpty)
    }

    @Test func everySampleOfBothFormsCanBeFilledInByThumb() async throws {
        let ruang = try await RuangFormulir()
        let semua = [
            ("kunjungan_rumah", "kunjungan-rumah"), ("asesmen_awal", "asesmen-awal"),
        ]
        for (form, folder) in semua {
            for nama in try Sampel.nama(folder) {
                let draf = try await ruang.inti.mulaiFormulir(form: form, kasus: ruang.kasus("Uji \(nama)"))
                let pengisi = Pengisi(ruang, draf: draf, try Sampel.baca(folder, nama))
                await pengisi.form.muat()
                #expect(try await pengisi.isi(), "\(nama)")
                #expect(pengisi.sisa.isEmpty, "\(nama), not asked: \(pengisi.sisa.keys)")
                #expect(
                    pengisi.form.keadaan.isi?.kepala.bisaSelesai == true,
                    "\(nama): \(form) \(String(describing: pengisi.form.keadaan.isi?.kepala))")
            }
        }
    }
}
