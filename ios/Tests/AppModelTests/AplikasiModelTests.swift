import Core
import Testing

@testable import AppModel

@MainActor struct AplikasiModelTests {
    /// A clock that a test moves.
    final class Jam {
        var kini = ContinuousClock.now
    }
    let jam = Jam()
    let inti = IntiPalsu()
    let aplikasi: AplikasiModel

    init() {
        let jam = jam
        let aturan = AplikasiModel.Aturan(diLatar: .seconds(120), diam: .seconds(600))
        aplikasi = AplikasiModel(inti: inti, aturan: aturan, jam: { jam.kini })
    }

    @Test func aPathOutlivesALockForTheSamePersonOnly() async {
        aplikasi.masuk(IntiPalsu.rambu)
        aplikasi.buka(.kunjungan(kasus: "k1"))
        aplikasi.buka(.formulir(draf: "d1"))
        await aplikasi.kunci()
        #expect(aplikasi.pengguna == nil)
        #expect(await inti.diminta == ["lock"])
        aplikasi.masuk(IntiPalsu.rambu)
        #expect(aplikasi.jalur == [.kunjungan(kasus: "k1"), .formulir(draf: "d1")])
        await aplikasi.kunci()
        aplikasi.masuk(IntiPalsu.umbu)
        #expect(aplikasi.jalur.isEmpty)
        aplikasi.kembali()
        #expect(aplikasi.jalur.isEmpty)
    }

    @Test(arguments: [(119, false), (120, true)])
    func awayForLongLocks(seconds: Int, locked: Bool) async {
        aplikasi.masuk(IntiPalsu.rambu)
        aplikasi.keLatar()
        #expect(aplikasi.tertutup)
        jam.kini += .seconds(60)
        aplikasi.keLatar()  // inactive, then in the background: away since the first
        jam.kini += .seconds(seconds - 60)
        await aplikasi.keDepan()
        #expect((aplikasi.pengguna == nil) == locked)
        #expect(!aplikasi.tertutup)
        #expect(await inti.diminta == (locked ? ["lock"] : []))
    }

    @Test func leftAloneForLongLocks() async {
        aplikasi.masuk(IntiPalsu.rambu)
        jam.kini += .seconds(599)
        await aplikasi.periksaDiam()
        #expect(aplikasi.pengguna != nil)
        aplikasi.sentuh()
        jam.kini += .seconds(599)
        await aplikasi.periksaDiam()
        #expect(aplikasi.pengguna != nil)
        jam.kini += .seconds(1)
        await aplikasi.periksaDiam()
        #expect(aplikasi.pengguna == nil)
    }

    @Test func comingBackToALockAsksTheCoreNothing() async {
        aplikasi.keLatar()
        jam.kini += .seconds(9_000)
        await aplikasi.keDepan()
        await aplikasi.periksaDiam()
        #expect(await inti.diminta == [])
    }

    @Test func theLanguageChangesWordsAndCore() async {
        #expect(aplikasi.kata.tabHariIni == "Hari Ini")
        await aplikasi.mulai(bahasa: .en, zonaMenit: 480)
        #expect(aplikasi.kata.tabHariIni == "Today")
        #expect(await inti.diminta == ["lang en", "zona 480"])
    }

    @Test func errorsBecomeWords() {
        let busy = CoreError.Gagal(
            code: "pin.delay", field: "pin", reason: "x", retry: true, retryAfterS: 30, pesan: "PIN salah beberapa kali.")
        let galat = aplikasi.galat(busy)
        #expect(galat.kode == "pin.delay" && galat.isian == "pin" && galat.bisaDiulang)
        #expect(galat.kalimat == "PIN salah beberapa kali. Coba lagi dalam 30 detik")

        struct Asing: Error { let nik = "5311014107520002" }
        let asing = aplikasi.galat(Asing())
        #expect(asing.kode == "bug" && asing.pesan == aplikasi.kata.umumGalatTakTerduga)
        #expect(!"\(asing)".contains("5311"))
    }

    @Test func aCoreThatSaysClosedShowsTheLock() {
        aplikasi.masuk(IntiPalsu.rambu)
        let closed = CoreError.Gagal(
            code: "session.closed", field: nil, reason: nil, retry: false, retryAfterS: nil, pesan: "Aplikasi sudah dikunci.")
        #expect(aplikasi.galat(closed).kode == "session.closed")
        #expect(aplikasi.pengguna == nil)
    }
}
