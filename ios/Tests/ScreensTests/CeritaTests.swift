import Dunia
import Foundation
import Testing

@testable import AppModel
@testable import Core

/// Acceptance stories through the models, over the real library and a real server.
@MainActor struct CeritaTests {
    /// Kunjungan di blank spot: everything up to the last tap outlives a phone that dies, and nothing asks for the network.
    @Test func aVisitWithoutASignalOutlivesAPhoneThatDies() async throws {
        let jalan = try Penerus(ke: Dunia.lingkungan("ATENSI_URL"))
        defer { jalan.tutup() }
        let ruang = try await RuangFormulir(url: jalan.url)
        let kasus = try await ruang.kasus("Rambu Blankspot")
        jalan.putus()
        try await ruang.bunuh()  // a cold start, and the PIN
        ruang.aplikasi.jaringan(ada: false)

        let kunjungan = KunjunganModel(aplikasi: ruang.aplikasi, kasus: kasus)
        await kunjungan.muat()
        #expect(kunjungan.kataLuring != nil)
        await kunjungan.pilih(try #require(kunjungan.keadaan.isi?.aksi.first { $0.utama }).rute)
        guard case .formulir(let draf) = ruang.aplikasi.jalur.last else {
            Issue.record("no form was begun")
            return
        }
        let pengisi = Pengisi(ruang, draf: draf, try Sampel.baca("kunjungan-rumah", "bertemu"))
        await pengisi.form.muat()
        let titik = "/data/keamanan_lokasi/titik_lokasi"
        ruang.alat.hasilLokasi = .tidakAda
        await pengisi.form.halaman(titik)
        await pengisi.form.lokasi(titik)
        #expect(pengisi.form.galatIsian[titik]?.pesan == ruang.aplikasi.kata.formulirLokasiGagal)
        await pengisi.form.halaman("/data/kunjungan")
        while pengisi.form.keadaan.isi?.kepala.halaman != "/data/pemeriksaan" { _ = try await pengisi.isi(halaman: 1) }
        // The last tap before it dies, on a page that is hardly begun.
        let terakhir = try #require(pengisi.form.keadaan.isi?.pertanyaan.first { $0.alat == .pilihSatu })
        await pengisi.form.pilih(terakhir.soal.path, try #require(terakhir.pilihan.first).value)
        let dulu = try await jawaban(ruang, draf)
        #expect(dulu["/data/keamanan_lokasi/tempat_manual"] == "Dusun II, seberang dermaga lama")
        #expect(dulu["/data/keamanan_lokasi/alasan_tanpa_gps"] == "tidak_ada_sinyal" && dulu[titik] == "")
        #expect(dulu.values.count { !$0.isEmpty } > 15, "\(dulu)")

        try await ruang.bunuh()
        ruang.aplikasi.jaringan(ada: false)
        #expect(try await jawaban(ruang, draf) == dulu)
        let hari = HariIniModel(aplikasi: ruang.aplikasi)
        await hari.muat()
        let kartu = try #require(hari.keadaan.isi?.draf.first)
        #expect(kartu.id == draf && kartu.lisan.hasPrefix("Draf. "))
        let lagi = KunjunganModel(aplikasi: ruang.aplikasi, kasus: kasus)
        await lagi.muat()
        #expect(lagi.keadaan.isi?.draf?.id == draf)
        await lagi.pilih(try #require(lagi.keadaan.isi?.aksi.first { $0.utama }).rute)
        #expect(ruang.aplikasi.jalur == [.formulir(draf: draf)])
        let form = ruang.form(draf)
        await form.muat()
        #expect(form.pertanyaan(terakhir.soal.path)?.soal.value == terakhir.pilihan.first?.value, "at the answer given last")
        #expect(jalan.percobaan == 0, "something asked for the network")

        // The way that is cut does count: the outbox says that there is no network, and nothing is lost.
        await ruang.aplikasi.pengirim.kirim()
        guard case .gagal(let galat) = ruang.aplikasi.pengirim.langkah else {
            Issue.record("sent without a network")
            return
        }
        #expect(galat.bisaDiulang && jalan.percobaan > 0)
        jalan.sambung()
        await ruang.aplikasi.pengirim.kirim()
        guard case .selesai(let ringkasan) = ruang.aplikasi.pengirim.langkah else {
            Issue.record("not sent: \(ruang.aplikasi.pengirim.langkah)")
            return
        }
        #expect(ringkasan.complete)
    }

    /// Dua petugas, satu anak: the graver value holds, both learn of it, the supervisor decides, nothing is lost.
    @Test func twoWorkersJudgeOneChildDifferently() async throws {
        let tim = try Dunia.tim()
        let pendamping = try await RuangFormulir(tim.pendamping)
        let peksos = try await RuangFormulir(tim.peksos)
        let penyelia = try await RuangFormulir(tim.penyelia)
        let semua = [pendamping, peksos, penyelia]
        let kasus = try await pendamping.kasus("Anak Dua Petugas")
        for ruang in semua { try await kirim(ruang) }

        // Both offline, both finish.
        let alasan = "Luka lebam baru di lengan."
        let tinggi = try Sampel.baca("asesmen-awal", "anak-dengan-wali")
            .dengan("analisis", "tingkat_risiko", isi: .teks("tinggi")).dengan("analisis", "alasan_risiko", isi: .teks(alasan))
        let rendah = try Sampel.baca("kunjungan-rumah", "bertemu").dengan("penilaian", "tingkat_risiko", isi: .teks("rendah"))
        for ruang in [peksos, pendamping] { ruang.aplikasi.jaringan(ada: false) }
        let asesmen = try await selesaikan(peksos, "asesmen_awal", kasus, tinggi)
        let kunjungan = try await selesaikan(pendamping, "kunjungan_rumah", kasus, rendah)
        #expect(try await risiko(peksos, kasus) == .tinggi)
        #expect(try await risiko(pendamping, kasus) == .rendah)
        for ruang in [peksos, pendamping] { #expect(try await hal(ruang, kasus) == nil) }

        try await pendamping.bunuh()  // the phone that comes last dies before it was sent
        try await kirim(peksos)
        try await kirim(pendamping)
        try await kirim(peksos)
        for ruang in [pendamping, peksos] {
            #expect(try await risiko(ruang, kasus) == .tinggi, "the graver value holds")
            let item = try #require(try await hal(ruang, kasus))
            #expect(item.label == "Tingkat risiko" && item.sementara.contains("Tinggi"))
            let sisi = Dictionary(uniqueKeysWithValues: item.sisi.map { ($0.nilai, $0) })
            #expect(Set(sisi.keys) == ["Tinggi", "Rendah"])
            let (saya, rekan) = ruang === peksos ? ("Tinggi", "Rendah") : ("Rendah", "Tinggi")
            let lain = ruang === peksos ? pendamping : peksos
            #expect(sisi[saya]?.siapa == "Anda" && sisi[saya]?.milikSendiri == true)
            #expect(sisi[rekan]?.siapa == lain.aplikasi.pengguna?.nama && sisi[rekan]?.milikSendiri == false)
            #expect(sisi.values.allSatisfy { $0.kapan.contains(".") }, "a time: \(sisi)")
            #expect(sisi["Tinggi"]?.dipakai == true && sisi["Rendah"]?.dipakai == false)
            let kotak = try await ruang.inti.layarKotakKirim()
            #expect(kotak.perhatian.items.contains { $0.judul.contains("Anak Dua Petugas") }, "\(kotak.perhatian)")
        }

        try await kirim(penyelia)
        let tinjau = TinjauModel(aplikasi: penyelia.aplikasi)
        await tinjau.muat()
        let item = try #require(tinjau.keadaan.isi?.items.first { $0.record == kasus })
        #expect(Set(item.sisi.map(\.siapa)) == Set([peksos, pendamping].compactMap { $0.aplikasi.pengguna?.nama }))
        await tinjau.putuskan(item, try #require(item.sisi.first { $0.nilai == "Rendah" }))
        #expect(tinjau.galat == nil && penyelia.aplikasi.kabar == penyelia.aplikasi.kata.tinjauTersimpan)
        #expect(tinjau.keadaan.isi?.items.contains { $0.record == kasus } == false)
        try await penyelia.bunuh()
        for ruang in [penyelia, peksos, pendamping] { try await kirim(ruang) }
        for ruang in semua {
            #expect(try await hal(ruang, kasus) == nil)
            #expect(try await risiko(ruang, kasus) == .rendah, "a person decided")
            // The history keeps both: who judged, when, and how.
            let riwayat = try await ruang.inti.layarProfil(id: kasus).dokumen
            #expect(Set(riwayat.map(\.id)) == [asesmen, kunjungan])
            #expect(riwayat.allSatisfy { $0.status.status == .diterimaServer })
        }
        guard case .array(let dokumen) = try Json.baca(Dunia.server("ekspor"))["documents"] else {
            Issue.record("the export has no documents")
            return
        }
        func isi(_ id: String) throws -> Json { try #require(dokumen.first { $0["id"]?.teks == id }) }
        let (satu, dua) = (try isi(asesmen), try isi(kunjungan))
        #expect(satu["by"]?.teks == tim.peksos && dua["by"]?.teks == tim.pendamping)
        #expect(satu["content"]?["analisis"]?["tingkat_risiko"]?.teks == "tinggi")
        #expect(satu["content"]?["analisis"]?["alasan_risiko"]?.teks == alasan)
        #expect(dua["content"]?["penilaian"]?["tingkat_risiko"]?.teks == "rendah")
    }

    // MARK: what a person does, and sees

    /// Every answer, as the pages show it.
    private func jawaban(_ ruang: RuangFormulir, _ draf: String) async throws -> [String: String] {
        var semua: [String: String] = [:]
        let tempat = try await ruang.inti.halaman(draf: draf, path: nil)
        for bagian in tempat.bagian {
            for item in try await ruang.inti.halaman(draf: draf, path: bagian.path).pertanyaan {
                semua[item.soal.path] = item.soal.value
            }
        }
        // Back on the page that is shown.
        _ = try await ruang.inti.halaman(draf: draf, path: tempat.kepala.halaman)
        return semua
    }

    private func selesaikan(_ ruang: RuangFormulir, _ form: String, _ kasus: String, _ jawaban: Json) async throws -> String {
        await ruang.aplikasi.ikuti(.mulaiFormulir(formId: form, kasusId: kasus))
        guard case .formulir(let draf) = ruang.aplikasi.jalur.last else { throw Sebab("no form was begun") }
        let pengisi = Pengisi(ruang, draf: draf, jawaban)
        await pengisi.form.muat()
        #expect(try await pengisi.isi())
        await pengisi.form.lanjut()
        await pengisi.form.selesai()
        guard case .selesai(let dokumen) = ruang.aplikasi.jalur.last else {
            throw Sebab("not finished: \(String(describing: pengisi.form.galat))")
        }
        return dokumen
    }

    private func kirim(_ ruang: RuangFormulir) async throws {
        ruang.aplikasi.jaringan(ada: true)
        await ruang.aplikasi.pengirim.kirim()
        guard case .selesai(let ringkasan) = ruang.aplikasi.pengirim.langkah, ringkasan.complete else {
            throw Sebab("not sent: \(ruang.aplikasi.pengirim.langkah)")
        }
    }

    private func hal(_ ruang: RuangFormulir, _ kasus: String) async throws -> TinjauItem? {
        let model = TinjauModel(aplikasi: ruang.aplikasi)
        await model.muat()
        return try #require(model.keadaan.isi).items.first { $0.record == kasus }
    }

    private func risiko(_ ruang: RuangFormulir, _ kasus: String) async throws -> Risiko? {
        try await ruang.inti.layarProfil(id: kasus).kasus.first { $0.id == kasus }?.risiko.risiko
    }
}
