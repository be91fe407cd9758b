import Core
import Testing

@testable import AppModel

/// Sending, the outbox and the review over a core that is none.
@MainActor struct PengirimModelTests {
    let inti = IntiPalsu()
    let aplikasi: AplikasiModel
    let kotak: KotakKirimModel
    var pengirim: PengirimModel { aplikasi.pengirim }

    init() {
        aplikasi = AplikasiModel(inti: inti)
        aplikasi.masuk(IntiPalsu.rambu)
        kotak = KotakKirimModel(aplikasi: aplikasi)
    }

    private func siapkan(_ run: SinkronPalsu, bisaKirim: Bool = true) async {
        await inti.ubahLayar { ($0.sinkron, $0.bisaKirim) = (run, bisaKirim) }
    }
    private func sampai(_ line: String) async { while kotak.kataBerjalan != line { await Task.yield() } }

    @Test func whoeverAsksWhileItRunsWaitsForTheSameRun() async {
        let gerbang = Gerbang()
        await siapkan(SinkronPalsu(langkah: 3, tahan: gerbang), bisaKirim: false)
        let layar = Task { await kotak.kirim() }
        await sampai("Mengirim 1 dari 3")
        #expect(pengirim.berjalan && kotak.kataHasil == nil)
        let latar = Task { await pengirim.kirim() }
        gerbang.buka()
        await layar.value
        await latar.value
        #expect(await inti.diminta == ["sinkron", "kotak"])
        #expect(pengirim.putaran == 1 && !pengirim.berjalan && kotak.kataBerjalan == nil)
        #expect(kotak.kataHasil == aplikasi.kata.kotakKirimSelesai)
    }

    @Test func stoppedWhileAStepWaits() async {
        let gerbang = Gerbang()
        await siapkan(SinkronPalsu(langkah: 3, tahan: gerbang))
        let layar = Task { await kotak.kirim() }
        await sampai("Mengirim 1 dari 3")
        kotak.batal()
        gerbang.buka()
        await layar.value
        #expect(pengirim.langkah == .dihentikan && kotak.kataHasil == aplikasi.kata.kotakKirimDihentikan)
        await siapkan(SinkronPalsu(langkah: 1))
        await kotak.kirim()  // the next run is not stopped by the last one's end
        #expect(pengirim.langkah != .dihentikan)
    }

    @Test func lockingStopsItAndIsNoError() async {
        let gerbang = Gerbang()
        await siapkan(SinkronPalsu(langkah: 2, gagal: galat("session.closed"), tahan: gerbang))
        let latar = Task { await pengirim.kirim() }
        await sampai("Mengirim 1 dari 2")
        await aplikasi.kunci()
        gerbang.buka()
        await latar.value
        #expect(pengirim.langkah == .dihentikan && kotak.galat == nil)
        aplikasi.masuk(IntiPalsu.umbu)
        #expect(pengirim.langkah == .diam)
    }

    @Test func aBusyServerIsSaidWithWhatToDo() async {
        await siapkan(SinkronPalsu(langkah: 1, gagal: galat("server.busy", after: 30)))
        await kotak.kirim()
        #expect(kotak.galat?.kalimat == "Pesan server.busy. Coba lagi dalam 30 detik")
        #expect(pengirim.putaran == 1)
        await siapkan(SinkronPalsu(langkah: 1))
        await kotak.kirim()
        #expect(kotak.galat == nil)
    }

    @Test func theBackgroundSendsOnlyWhatWaitsAndTellsNoNames() async {
        await siapkan(SinkronPalsu(langkah: 1), bisaKirim: false)
        #expect(await pengirim.kirimDiLatar() == nil)
        #expect(await pengirim.adaYangMenunggu() == false)
        #expect(await !inti.diminta.contains("sinkron"))
        await siapkan(SinkronPalsu(langkah: 1))
        #expect(await pengirim.adaYangMenunggu())
        #expect(await pengirim.kirimDiLatar() == nil)
        await siapkan(SinkronPalsu(langkah: 1, gagal: galat("network.offline")))
        #expect(await pengirim.kirimDiLatar() == nil)  // the next time comes by itself
        await siapkan(SinkronPalsu(langkah: 1, gagal: galat("device.revoked", retry: false)))
        #expect(await pengirim.kirimDiLatar() == .perhatian)
        await aplikasi.kunci()
        #expect(await pengirim.kirimDiLatar() == .tertunda)
        #expect(await pengirim.adaYangMenunggu() == false)
    }

    @Test func theBackgroundTellsWhatNewlyNeedsALook() async {
        let gerbang = Gerbang()
        await siapkan(SinkronPalsu(langkah: 2, tahan: gerbang))
        let latar = Task { await pengirim.kirimDiLatar() }
        await sampai("Mengirim 1 dari 2")
        await inti.ubahLayar { $0.perhatian = 1 }
        gerbang.buka()
        #expect(await latar.value == .perhatian)
        await siapkan(SinkronPalsu(langkah: 1))
        #expect(await pengirim.kirimDiLatar() == nil)  // told once
    }

    @Test func aNetworkThatComesBackSendsWhatWaits() async {
        await siapkan(SinkronPalsu(langkah: 1))
        aplikasi.jaringan(ada: true)  // it was never missing
        aplikasi.jaringan(ada: false)
        await aplikasi.kunci()
        aplikasi.jaringan(ada: true)  // nobody is in
        aplikasi.jaringan(ada: false)
        aplikasi.masuk(IntiPalsu.rambu)
        aplikasi.kirimYangMenunggu()  // no network yet
        for _ in 0..<100 { await Task.yield() }
        #expect(await inti.diminta == ["lock"])
        aplikasi.jaringan(ada: true)
        while pengirim.putaran == 0 { await Task.yield() }
        #expect(await inti.diminta.prefix(3) == ["lock", "kotak", "sinkron"])
    }

    @Test func receiptsAreCheckedInWords() async {
        await kotak.periksaTandaTerima()
        #expect(kotak.hasilPeriksa == aplikasi.kata.kotakKirimPeriksaBaik(n: 4))
        let salah = ReceiptItem(through: 4, receivedAt: "", keyId: "", valid: false, quarantined: [])
        for check in [
            ReceiptCheck(items: [salah], chainOk: true, ops: 4, covered: 4),
            ReceiptCheck(items: [], chainOk: false, ops: 4, covered: 4),
        ] {
            await inti.ubahLayar { $0.tandaTerima = check }
            await kotak.periksaTandaTerima()
            #expect(kotak.hasilPeriksa == aplikasi.kata.kotakKirimPeriksaBuruk)
        }
        await inti.gagalkan(galat("store.failed"))
        await kotak.periksaTandaTerima()
        #expect(kotak.hasilPeriksa == "Pesan store.failed." && !kotak.memeriksa)
    }

    @Test func aDecisionIsOneTapAndReadBack() async throws {
        await inti.ubahLayar { $0.hal = [halPalsu("o1"), halPalsu("o2")] }
        let tinjau = TinjauModel(aplikasi: aplikasi)
        await tinjau.muat()
        let item = try #require(tinjau.keadaan.isi?.items.first)
        async let satu: Void = tinjau.putuskan(item, item.sisi[1])
        async let dua: Void = tinjau.putuskan(item, item.sisi[0])
        _ = await (satu, dua)
        #expect(await inti.diminta == ["tinjau", "putuskan o1 telepon 2.1", "tinjau"])
        #expect(tinjau.keadaan.isi?.items.map(\.record) == ["o2"])
        #expect(aplikasi.kabar == aplikasi.kata.tinjauTersimpan)
        await inti.gagalkan(galat("record.not_found", retry: false))
        await tinjau.putuskan(item, item.sisi[0])
        #expect(tinjau.galat?.kode == "record.not_found" && !tinjau.bekerja)
    }
}
