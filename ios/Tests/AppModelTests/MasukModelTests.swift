import Core
import Testing

@testable import AppModel

@MainActor struct MasukModelTests {
    private func model(_ inti: IntiPalsu, adaBiometrik: Bool = false) -> (MasukModel, AplikasiModel) {
        let aplikasi = AplikasiModel(inti: inti)
        return (
            MasukModel(aplikasi: aplikasi, adaBiometrik: adaBiometrik, namaPerangkat: "iPhone", alamat: " https://x "), aplikasi
        )
    }

    @Test func nothingIsSentBeforeEverythingIsTyped() async {
        let inti = IntiPalsu()
        let (masuk, _) = model(inti)
        #expect(!masuk.bolehMasuk)  // still loading
        await masuk.muat()
        #expect(masuk.keadaan == .isi(MasukIsi(langkah: .aktivasi, layar: IntiPalsu.masuk([]))))
        for (kode, pin, ulang) in [("", "493827", "493827"), ("AAAA", "", "493827"), ("AAAA", "493827", "")] {
            (masuk.kode, masuk.pin, masuk.pinUlang) = (kode, pin, ulang)
            await masuk.masuk()
        }
        #expect(await inti.diminta == ["masuk"])
    }

    @Test func twoPinsThatDifferReachNobody() async {
        let inti = IntiPalsu()
        let (masuk, aplikasi) = model(inti)
        await masuk.muat()
        (masuk.kode, masuk.pin, masuk.pinUlang) = ("AAAA", "493827", "493828")
        await masuk.masuk()
        #expect(masuk.galat?.kode == "pin.beda")
        #expect(masuk.pin.isEmpty && masuk.pinUlang.isEmpty && masuk.kode == "AAAA")
        #expect(await inti.diminta == ["masuk"])
        #expect(aplikasi.pengguna == nil)
    }

    @Test func aRefusedFingerprintDoesNotTakeTheActivationBack() async {
        let inti = IntiPalsu()
        let (masuk, aplikasi) = model(inti, adaBiometrik: true)
        await masuk.muat()
        (masuk.kode, masuk.pin, masuk.pinUlang, masuk.pakaiBiometrik) = ("AAAA", "493827", "493827", true)
        await masuk.masuk()
        #expect(aplikasi.pengguna == IntiPalsu.rambu)
        #expect(masuk.galat == nil && masuk.kode.isEmpty && masuk.pin.isEmpty)
        await masuk.muat()  // as the lock does when it is shown again
        #expect(masuk.keadaan == .isi(MasukIsi(langkah: .pin, layar: IntiPalsu.masuk(["u1"]))))
        #expect(aplikasi.kabar == aplikasi.kata.masukBiometrikGagal)
        #expect(await inti.diminta == ["masuk", "activate https://x AAAA 493827", "biometrik true", "masuk"])
    }

    @Test func aFailedAttemptKeepsTheStepAndForgetsThePin() async {
        let inti = IntiPalsu(petugas: ["u1", "u2"])
        let (masuk, aplikasi) = model(inti)
        await masuk.muat()
        #expect(masuk.terpilih == "u1")
        masuk.terpilih = "u2"
        await masuk.muat()
        #expect(masuk.terpilih == "u2")
        let wrong = CoreError.Gagal(
            code: "pin.wrong", field: nil, reason: nil, retry: true, retryAfterS: nil, pesan: "PIN salah.")
        await inti.gagalkan(wrong)
        masuk.pin = "111112"
        await masuk.masuk()
        #expect(masuk.galat?.kalimat == "PIN salah." && masuk.pin.isEmpty && aplikasi.pengguna == nil)
        await inti.gagalkan(nil)
        masuk.pin = "493827"
        await masuk.masuk()
        #expect(masuk.galat == nil && aplikasi.pengguna == IntiPalsu.umbu)
        #expect(await inti.diminta.filter { $0.hasPrefix("unlock") } == ["unlock u2 111112", "unlock u2 493827"])
    }

    @Test func aFolderThatCannotBeReadIsSaid() async {
        let inti = IntiPalsu()
        let broken = CoreError.Gagal(
            code: "store.failed", field: nil, reason: nil, retry: true, retryAfterS: nil, pesan: "Data tidak bisa dibaca.")
        await inti.gagalkan(broken)
        let (masuk, _) = model(inti)
        await masuk.muat()
        guard case .galat(let galat) = masuk.keadaan else {
            Issue.record("no error shown")
            return
        }
        #expect(galat.kode == "store.failed")
    }

    @Test func anotherWorkerCanBeActivatedAndTheStepTakenBack() async {
        let (masuk, aplikasi) = model(IntiPalsu(petugas: ["u1"]))
        await masuk.muat()
        aplikasi.jaringan(ada: false)
        #expect(masuk.kataLuring == aplikasi.kata.masukLuring)
        masuk.pin = "1"
        masuk.aktivasiLain()
        #expect(masuk.keadaan.isi?.langkah == .aktivasi && masuk.pin.isEmpty)
        #expect(masuk.kataLuring == aplikasi.kata.masukLuringAktivasi)
        masuk.kembaliKePin()
        #expect(masuk.keadaan.isi?.langkah == .pin)
        let (kosong, _) = model(IntiPalsu())
        await kosong.muat()
        kosong.kembaliKePin()  // nobody to go back to
        #expect(kosong.keadaan.isi?.langkah == .aktivasi)
    }
}
