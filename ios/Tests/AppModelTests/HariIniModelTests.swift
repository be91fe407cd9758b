import Core
import Testing

@testable import AppModel

/// What the pages show, over a core that is none: paging, errors, languages, ways.
@MainActor struct HariIniModelTests {
    let formulir = FormulirPalsu()
    let inti: IntiPalsu
    let aplikasi: AplikasiModel

    init() {
        inti = IntiPalsu(formulir: formulir)
        aplikasi = AplikasiModel(inti: inti)
        aplikasi.masuk(IntiPalsu.rambu)
    }

    @Test func visitsComeInStretchesAndStayWhenReadAgain() async {
        await inti.ubahLayar { $0.kunjungan = 45 }
        let model = HariIniModel(aplikasi: aplikasi)
        await model.muatLagi()  // nothing is read yet: no stretch to go on from
        await model.muat()
        #expect(model.kunjungan.count == 20 && model.masihAda)
        await model.muatLagi()
        await model.muatLagi()
        #expect(model.kunjungan.map(\.kasusId) == (0..<45).map { "k\($0)" })
        #expect(!model.masihAda)
        await model.muatLagi()
        await model.muat()
        #expect(model.kunjungan.count == 45)
        #expect(await inti.diminta == ["hariIni 0 20", "hariIni 20 20", "hariIni 40 20", "hariIni 0 45"])
    }

    @Test func aLongDayIsHeldOnlyAsFarAsItWasShown() async {
        await inti.ubahLayar { $0.kunjungan = 2_000 }
        let model = HariIniModel(aplikasi: aplikasi)
        await model.muat()
        #expect(model.kunjungan.count == 20 && model.keadaan.isi?.total == 2_000)
        for _ in 0..<3 { await model.muatLagi() }
        #expect(model.kunjungan.count == 80 && model.keadaan.isi?.kunjungan.count == 20)
        await model.muat()
        #expect(model.kunjungan.count == 80 && model.masihAda)
        #expect(await inti.diminta == ["hariIni 0 20", "hariIni 20 20", "hariIni 40 20", "hariIni 60 20", "hariIni 0 80"])
        // Another one who comes to the page begins with one stretch.
        let baru = HariIniModel(aplikasi: aplikasi)
        await baru.muat()
        #expect(await inti.diminta.last == "hariIni 0 20" && baru.kunjungan.count == 20)
    }

    @Test func whatWasCountedTwiceIsShownOnce() async {
        await inti.ubahLayar { $0.kunjungan = 25 }
        let model = HariIniModel(aplikasi: aplikasi)
        await model.muat()
        async let satu: Void = model.muatLagi()
        async let dua: Void = model.muatLagi()
        _ = await (satu, dua)
        #expect(model.kunjungan.count == 25)
        #expect(await inti.diminta == ["hariIni 0 20", "hariIni 20 20"])
    }

    @Test func aDayThatCannotBeReadIsSaidAndCanBeReadAgain() async {
        let model = HariIniModel(aplikasi: aplikasi)
        await inti.gagalkan(galat("store.failed"))
        await model.muat()
        #expect(model.keadaan == .galat(Galat(kode: "store.failed", pesan: "Pesan store.failed.")))
        #expect(model.kunjungan.isEmpty && !model.masihAda)
        await inti.gagalkan(nil)
        await model.muat()
        #expect(model.kunjungan.count == 3)
    }

    @Test(arguments: [
        (Core.Rute.profil(id: "o1"), AppModel.Rute.profil(id: "o1")), (.kunjungan(kasusId: "k1"), .kunjungan(kasus: "k1")),
        (.mulaiFormulir(formId: "asesmen_awal", kasusId: "k1"), .formulir(draf: "d9")),
        (.lanjutDraf(draftId: "d2"), .formulir(draf: "d2")), (.dokumen(dokumenId: "x"), .selesai(dokumen: "x")),
        (.laporan(dokumenId: "x"), .selesai(dokumen: "x")),
        (.bukaKasus(subjekJenis: "orang", subjekId: "o1"), .bukaKasus(jenis: "orang", subjek: "o1")),
        (.daftarAnggota(keluargaId: "f1"), .daftar(.orang(keluarga: "f1"))), (.cari, .cari), (.kotakKirim, .kotakKirim),
        (.tinjau, .tinjau),
    ])
    func aTapLeadsWhereTheCoreSays(_ dari: Core.Rute, _ ke: AppModel.Rute) async {
        await aplikasi.ikuti(dari)
        await aplikasi.ikuti(dari)  // a second tap on the same thing
        #expect(aplikasi.jalur == [ke])
    }

    @Test func aFormIsBegunOnceHoweverOftenItIsTapped() async {
        let rute = Core.Rute.mulaiFormulir(formId: "asesmen_awal", kasusId: "k1")
        async let satu: Void = aplikasi.ikuti(rute)
        async let dua: Void = aplikasi.ikuti(rute)
        _ = await (satu, dua)
        #expect(await formulir.diminta == ["mulai asesmen_awal k1"])
        await formulir.gagalkan("disk.full")
        await aplikasi.ikuti(rute)
        #expect(aplikasi.kabar == "Pesan disk.full.")
        #expect(aplikasi.jalur == [.formulir(draf: "d9")])
    }

    @Test func aDraftIsDiscardedAfterAskingAndBroughtBack() async {
        let kartu = KartuDraf(
            id: "d1", judul: "Kunjungan rumah", nama: "Rambu", rincian: "", rute: .lanjutDraf(draftId: "d1"), lisan: "Draf.")
        let model = DrafModel(aplikasi: aplikasi)
        await model.muat()
        model.tanyaBuang = kartu
        #expect(model.adaTanyaBuang)
        model.adaTanyaBuang = false  // she keeps it
        #expect(await inti.diminta == ["draf"])
        model.tanyaBuang = kartu
        async let satu: Void = model.buang(kartu)
        async let dua: Void = model.buang(kartu)
        _ = await (satu, dua)
        #expect(!model.adaTanyaBuang && aplikasi.kabar == aplikasi.kata.drafTerbuang)
        #expect(await inti.diminta == ["draf", "buang d1", "draf"])
        await model.kembalikan(kartu)
        #expect(aplikasi.kabar == aplikasi.kata.drafKembali)
        aplikasi.kabar = nil
        await inti.gagalkan(galat("draft.closed", retry: false))  // finished on another page meanwhile
        await model.buang(kartu)
        #expect(model.galat?.kode == "draft.closed" && aplikasi.kabar == nil && !model.bekerja)
        #expect(await inti.diminta.suffix(2) == ["buang d1", "draf"], "read again in any case")
    }

    @Test func aProfileAndTheDraftsAreRead() async {
        let profil = ProfilModel(aplikasi: aplikasi, id: "o1")
        await profil.muat()
        #expect(profil.keadaan.isi?.judul == "Warga")
        await inti.gagalkan(galat("record.not_found", retry: false))
        await profil.muat()
        let draf = DrafModel(aplikasi: aplikasi)
        await draf.muat()
        for isi in [profil.keadaan.isi == nil, draf.keadaan.isi == nil] { #expect(isi) }
    }

    @Test func anErrorThatSaysClosedShowsTheLock() async {
        await inti.gagalkan(galat("session.closed", retry: false))
        await HariIniModel(aplikasi: aplikasi).muat()
        #expect(aplikasi.pengguna == nil)
    }

    @Test func settingsSayWhatHolds() async {
        var dipilih: [Lang] = []
        aplikasi.bahasaDipilih = { dipilih.append($0) }
        let model = PengaturanModel(aplikasi: aplikasi, adaBiometrik: true)
        await model.muat()
        #expect(model.versi == "1.2.3" && model.biometrik == nil)  // nobody of this id is activated here
        await model.pilihBiometrik(true)  // refused by this core
        #expect(model.galat?.kode == "key.unavailable" && !model.biometrikMenyala)
        await aplikasi.pilihBahasa(.en)
        #expect(dipilih == [.en] && model.bahasa == .en)
    }

    @Test func aPinIsChangedOnlyWhenTypedTwiceAlike() async {
        let model = PengaturanModel(aplikasi: aplikasi, adaBiometrik: false)
        (model.pinLama, model.pinBaru) = ("493827", "582934")
        #expect(!model.bolehGantiPin)
        await model.gantiPin()
        model.pinUlang = "582935"
        await model.gantiPin()
        #expect(model.galat?.kode == "pin.beda" && model.pinLama.isEmpty && model.pinBaru.isEmpty && model.pinUlang.isEmpty)
        #expect(await inti.diminta == [])
        (model.pinLama, model.pinBaru, model.pinUlang) = ("493827", "582934", "582934")
        await model.gantiPin()
        #expect(await inti.diminta == ["pin u1 493827 582934"])
        #expect(model.galat == nil && aplikasi.kabar == aplikasi.kata.pengaturanPinDiganti)
    }
}
