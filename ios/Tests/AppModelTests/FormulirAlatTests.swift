import Core
import Foundation
import Testing

@testable import AppModel

/// Photo, place, signature, long lists over a made-up phone and core.
@MainActor struct FormulirAlatTests {
    let jeda = JedaPalsu()
    let alat = AlatPalsu()
    let inti: FormulirPalsu
    let aplikasi: AplikasiModel
    let form: FormulirModel

    init() {
        let soal = [
            Contoh.tanya("/f", .foto, maks: 900), Contoh.tanya("/l", .lokasi), Contoh.tanya("/t", .tandaTangan),
            Contoh.tanya("/d", .pilihSatuCari), Contoh.tanya("/e", .pilihBanyakCari),
        ]
        inti = FormulirPalsu(Contoh.layar(soal))
        aplikasi = AplikasiModel(inti: IntiPalsu(formulir: inti))
        aplikasi.alat = AlatPonsel(kamera: alat, lokasi: alat, suara: alat, pena: alat)
        form = FormulirModel(aplikasi: aplikasi, draf: "d1", jeda: { [jeda] in await jeda.tunggu() })
    }

    private func berkas() throws -> String {
        let url = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
        try Data([1]).write(to: url)
        return url.path
    }

    @Test func aPhotoIsAttachedAndItsOpenFileRemoved() async throws {
        await form.muat()
        for gagal in [false, true] {
            let berkas = try berkas()
            alat.hasilFoto = .foto(berkas: berkas)
            if gagal { await inti.gagalkan("store.full") }
            await form.foto("/f")
            #expect(!FileManager.default.fileExists(atPath: berkas))
            #expect(form.galatIsian["/f"]?.kode == (gagal ? "store.full" : nil))
            #expect(form.menunggu.isEmpty)
        }
        #expect(alat.diminta == ["foto false 900", "foto false 900"])
        await form.foto("/t", dariGaleri: true)
        #expect(alat.diminta.last == "foto true 1600")
    }

    @Test func aPictureIsHeldOnlyWhileSomebodyCanLook() async throws {
        let foto = Contoh.tanya("/f", .foto, "a.jpg", foto: 1)
        await inti.ganti(Contoh.layar([foto, Contoh.tanya("/t", .tandaTangan)]))
        await inti.beriGambar(Data([1, 2]))
        await form.muat()
        await form.muatGambar(try #require(form.pertanyaan("/t")))
        #expect(form.gambar.isEmpty, "nothing to look at, nothing asked for")
        await form.muatGambar(foto)
        #expect(form.gambar == ["/f": .isi(Data([1, 2]))] && !form.adaDilihat)
        form.lihatGambar("/f")
        #expect(form.gambarDilihat == Data([1, 2]))
        form.adaDilihat = false
        form.lihatGambar("/f")
        aplikasi.keLatar()
        await form.keLatar()
        #expect(form.gambar.isEmpty && !form.adaDilihat)
        await form.muatGambar(foto)
        #expect(form.gambar.isEmpty, "covered: nobody can look")
        await aplikasi.keDepan()
        await form.muatGambar(foto)
        form.lihatGambar("/f")
        form.tirai(true)
        #expect(form.gambar.isEmpty && !form.adaDilihat)
        form.tirai(false)

        await form.muatGambar(foto)
        await form.jawab("/f", "")  // removed by the person
        #expect(form.gambar.isEmpty)
        await inti.beriGambar(nil)
        await inti.ganti(Contoh.layar([foto, Contoh.tanya("/t", .tandaTangan)]))
        await form.muat()
        await form.muatGambar(foto)
        #expect(form.gambar == ["/f": .tidakAda])
        form.lihatGambar("/f")
        #expect(!form.adaDilihat)
        await inti.gagalkan("store.failed")
        await form.muatGambar(foto)
        guard case .galat(let galat) = form.gambar["/f"] else {
            Issue.record("no error shown")
            return
        }
        #expect(galat.kode == "store.failed")
    }

    @Test func aPictureThatComesLateIsNotShown() async throws {
        let (foto, gerbang) = (Contoh.tanya("/f", .foto, "a.jpg", foto: 1), Gerbang())
        await inti.ganti(Contoh.layar([foto]))
        await inti.beriGambar(Data([1]), tahan: gerbang)
        await form.muat()
        async let baca: Void = form.muatGambar(foto)
        while await !inti.diminta.contains("gambar /f") { await Task.yield() }
        await form.jawab("/f", "b.jpg")  // replaced meanwhile
        gerbang.buka()
        await baca
        #expect(form.gambar.isEmpty)
    }

    @Test(arguments: [(HasilFoto.batal, nil as String?), (.ditolak, "camera.denied"), (.gagal, "camera.failed")])
    func aCameraThatGivesNothingStopsNothing(hasil: HasilFoto, kode: String?) async {
        await form.muat()
        alat.hasilFoto = hasil
        await form.foto("/f")
        #expect(form.galatIsian["/f"]?.kode == kode && form.menunggu.isEmpty)
        #expect(await inti.diminta == ["halaman -"])
    }

    @Test func aPhoneWithoutAnythingSaysSoAtTheQuestion() async {
        aplikasi.alat = AlatPonsel()
        await form.muat()
        await form.foto("/f")
        await form.lokasi("/l")
        #expect(form.galatIsian.mapValues(\.kode) == ["/f": "camera.failed", "/l": "location.none"])
        #expect(!form.bisaBacakan)
    }

    @Test func thePlaceIsFoundWhileSheGoesOn() async {
        await form.muat()
        alat.tahanLokasi = true
        alat.hasilLokasi = .dapat(TitikLokasi(lintang: -9.6567, bujur: 120.2641, tinggi: 12, ketelitian: 8))
        async let mencari: Void = form.lokasi("/l")
        while !alat.sedangMencari { await Task.yield() }
        await form.jawab("/d", "x")  // nothing waits for it
        #expect(form.menunggu == ["/l"] && form.pertanyaan("/d")?.soal.value == "x")
        alat.temukan()
        await mencari
        #expect(await inti.diminta.last == "jawab /l=-9.656700 120.264100 12.0 8.0")
    }

    @Test func aPlaceThatComesAfterStoppingIsNotTaken() async {
        await form.muat()
        alat.tahanLokasi = true
        alat.hasilLokasi = .dapat(TitikLokasi(lintang: 1, bujur: 2, tinggi: 0, ketelitian: 5))
        async let mencari: Void = form.lokasi("/l")
        while !alat.sedangMencari { await Task.yield() }
        form.hentikanLokasi("/l")
        alat.temukan()
        await mencari
        #expect(await inti.diminta == ["halaman -"])
    }

    @Test(arguments: [
        (HasilLokasi.ditolak, "location.denied"), (.tidakAda, "location.none"),
        (.dapat(TitikLokasi(lintang: .nan, bujur: 0, tinggi: 0, ketelitian: 1)), "location.none"),
        (.dapat(TitikLokasi(lintang: 0, bujur: 0, tinggi: 0, ketelitian: -1)), "location.none"),
    ])
    func noPlaceIsSaidInWords(hasil: HasilLokasi, kode: String) async {
        await form.muat()
        alat.hasilLokasi = hasil
        await form.lokasi("/l")
        #expect(form.galatIsian["/l"]?.kode == kode)
        #expect(await inti.diminta == ["halaman -"])
    }

    @Test func aSignatureIsKeptUntilItIsSaved() async throws {
        await form.muat()
        form.bukaTandaTangan(Contoh.tanya("/t", .tandaTangan, maks: 1000))
        await form.simpanTandaTangan()  // nothing drawn
        #expect(alat.diminta == [])
        for x in [1.0, 40, 90] { form.coretan.gores(Coretan.Titik(x: x, y: x / 2)) }
        form.coretan.angkat()
        await form.simpanTandaTangan()  // the pen gives no file
        #expect(form.galatIsian["/t"]?.kode == "signature.failed" && form.menandatangani != nil && !form.coretan.kosong)
        alat.berkasPena = try berkas()
        await inti.gagalkan("store.full")
        await form.simpanTandaTangan()
        #expect(form.galatIsian["/t"]?.kode == "store.full" && form.menandatangani != nil)
        alat.berkasPena = try berkas()
        await form.simpanTandaTangan()
        #expect(form.menandatangani == nil && form.galatIsian.isEmpty)
        #expect(alat.diminta == ["pena 1000", "pena 1000", "pena 1000"])
    }

    @Test func aLongListIsReadInStretchesAndSearched() async throws {
        let semua = (0..<120).map { Pilihan(value: "v\($0)", label: "Desa \($0)") }
        await inti.isi("", HalamanPilihan(total: 120, items: semua))
        await inti.isi("kam", HalamanPilihan(total: 1, items: [semua[7]]))
        await form.muat()
        await form.bukaPilihan(Contoh.tanya("/d", .pilihSatuCari))
        let daftar = try #require(form.daftar)
        #expect(daftar.keadaan.isi?.items.count == 50 && daftar.adaLagi)
        await inti.gagalkan("store.failed")
        await daftar.lagi()
        #expect(daftar.galat?.kode == "store.failed" && daftar.keadaan.isi?.items.count == 50, "what was read stays")
        await daftar.lagi()
        await daftar.lagi()
        #expect(daftar.keadaan.isi?.items == semua && !daftar.adaLagi && daftar.galat == nil)
        let ketukan = ["k", "ka", "kam"].map { daftar.ketik($0) }
        while jeda.berapa < 3 { await Task.yield() }
        jeda.lewat()
        for satu in ketukan { await satu.value }
        #expect(daftar.keadaan.isi?.items == [semua[7]])
        #expect(await inti.diminta.filter { $0.hasPrefix("pilihan k") } == ["pilihan kam 0"])
        await form.pilihDari("v7")
        #expect(form.daftar == nil && form.pertanyaan("/d")?.soal.value == "v7")
        await form.bukaPilihan(Contoh.tanya("/e", .pilihBanyakCari))
        await form.pilihDari("v1")
        await form.pilihDari("v2")
        #expect(form.daftar != nil && form.pertanyaan("/e")?.terpilih == ["v1", "v2"])
    }

    @Test func theMostExactFreshPlaceIsTaken() {
        func titik(_ ketelitian: Double) -> TitikLokasi { TitikLokasi(lintang: 1, bujur: 2, tinggi: 0, ketelitian: ketelitian) }
        var pencarian = PencarianLokasi()
        let kasus: [(ketelitian: Double, umur: Double, cukup: Bool, terbaik: Double?)] = [
            (5, 61, false, nil), (-1, 0, false, nil), (90, 2, false, 90), (200, 0, false, 90), (30, 60, false, 30),
            (20, 0, true, 20),
        ]
        for satu in kasus {
            #expect(pencarian.terima(titik(satu.ketelitian), umurDetik: satu.umur) == satu.cukup, "\(satu)")
            #expect(pencarian.terbaik?.ketelitian == satu.terbaik, "\(satu)")
        }
    }

    @Test func picturesAreScaledDownAndNeverUp() {
        func ukuran(_ lebar: Double, _ tinggi: Double, _ maks: Int) -> [Double] {
            let hasil = Gambar.ukuran(lebar: lebar, tinggi: tinggi, maksPiksel: maks)
            return [hasil.lebar, hasil.tinggi]
        }
        #expect(ukuran(4000, 3000, 1600) == [1600, 1200])
        #expect(ukuran(3000, 4000, 1600) == [1200, 1600])
        #expect(ukuran(800, 600, 1600) == [800, 600])
        #expect(ukuran(10_000, 1, 100) == [100, 1])
        #expect(ukuran(0, .nan, 100) == [1, 1])
        #expect(ukuran(10, 10, 0) == [1, 1])
    }

    @Test func aDrawingKeepsItsShape() {
        var coretan = Coretan()
        #expect(coretan.kosong && coretan.dalamGambar(maksPiksel: 100).goresan.isEmpty)
        coretan.gores(Coretan.Titik(x: 10, y: 10))
        coretan.angkat()
        #expect(coretan.kosong, "a dot is no signature")
        for (x, y) in [(10.0, 20.0), (110, 20), (110, 70)] { coretan.gores(Coretan.Titik(x: x, y: y)) }
        coretan.gores(Coretan.Titik(x: 110, y: 70))  // the finger rests
        #expect(!coretan.kosong && coretan.goresan.map(\.count) == [1, 3])
        let gambar = coretan.dalamGambar(maksPiksel: 232)
        #expect(gambar.lebar == 232 && gambar.tinggi == 152)
        #expect(gambar.goresan.last?.last == Coretan.Titik(x: 216, y: 136))
    }

    @Test(arguments: ["Asia/Jakarta", "Asia/Jayapura", "America/New_York"])
    func datesGoThereAndBack(zona: String) throws {
        let zona = try #require(TimeZone(identifier: zona))
        let kini = Date(timeIntervalSince1970: 1_795_500_000)
        let kasus: [(WaktuIsian.Jenis, String, String)] = [
            (.tanggal, "2026-11-20", "2026-11-20"), (.tanggal, "2024-02-29", "2024-02-29"), (.jam, "09:40", "09:40"),
            (.jam, "09:40:00.000+07:00", "09:40"), (.tanggalJam, "2026-11-20T23:59", "2026-11-20T23:59"),
            (.tanggalJam, "2026-11-20T00:05:00.000+07:00", "2026-11-20T00:05"),
        ]
        for (jenis, masuk, keluar) in kasus {
            let waktu = WaktuIsian(jenis, zona: zona)
            let saat = try #require(waktu.saat(masuk, kini: kini), "\(masuk)")
            #expect(waktu.jawaban(saat) == keluar)
        }
        for (jenis, buruk) in [
            (WaktuIsian.Jenis.tanggal, "2026-02-31"), (.tanggal, ""), (.tanggal, "kemarin"), (.jam, "9"),
            (.tanggalJam, "2026-11-20"),
        ] {
            #expect(WaktuIsian(jenis, zona: zona).saat(buruk, kini: kini) == nil, "\(buruk)")
        }
    }
}
