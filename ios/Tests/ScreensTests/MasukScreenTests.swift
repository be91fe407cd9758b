import AppModel
import Core
import Dunia
import ScreenProbe
import Testing

@testable import Screens

/// The lock over the real library and a real server, used by its labels as a person with VoiceOver would.
@MainActor struct MasukScreenTests {
    let aplikasi: AplikasiModel
    let masuk: MasukModel
    let layar: ScreenProbe
    let brankas = Brankas()

    init() throws {
        aplikasi = AplikasiModel(inti: IntiCore(folder: try Dunia.rumah(), keystore: brankas, zonaMenit: 420))
        masuk = MasukModel(
            aplikasi: aplikasi, adaBiometrik: true, namaPerangkat: "iPhone", alamat: try Dunia.lingkungan("ATENSI_URL"))
        layar = ScreenProbe(AkarScreen(aplikasi: aplikasi, masuk: masuk))
    }

    private func aktifkan(biometrik: Bool = false) async throws {
        try await layar.wait("for the empty state") { $0.shows("Aktifkan ponsel ini") }
        try layar.type(Dunia.kode(), into: "Kode aktivasi")
        try layar.type(Dunia.pin, into: "Buat PIN enam angka")
        try layar.type(Dunia.pin, into: "Ketik PIN sekali lagi")
        if biometrik { try layar.tap("Masuk dengan sidik jari atau wajah") }
        try layar.tap("Aktifkan")
        try await layar.wait("to be in") { $0.shows("Kunci sekarang") }
    }

    private func buka(_ pin: String) throws {
        try layar.type(pin, into: "PIN enam angka")
        try layar.tap("Masuk")
    }

    @Test func activatesByCodeLocksAndUnlocks() async throws {
        #expect(layar.shows("Memuat…"))
        try await layar.wait { $0.shows("Aktifkan ponsel ini") }
        #expect(layar.unlabelled.isEmpty)
        #expect(throws: ScreenProbe.Missing.self) { try layar.tap("Aktifkan") }  // nothing typed yet
        try await aktifkan()
        #expect(layar.unlabelled.isEmpty)
        try layar.tap("Kunci sekarang")
        try await layar.wait("for the lock") { $0.shows("PIN enam angka") }
        #expect(!layar.shows("Kunci sekarang"))

        try buka("194837")
        try await layar.wait("for the refusal") { $0.shows("PIN salah. Data Anda tetap aman. Coba lagi.") }
        #expect(layar.outline.contains("secure field \"PIN enam angka\" = \n"), "the wrong PIN is gone:\n\(layar.outline)")
        #expect(layar.unlabelled.isEmpty)
        try buka(Dunia.pin)
        try await layar.wait("to be in again") { $0.shows("Kunci sekarang") }
    }

    @Test func theSameInEnglish() async throws {
        try await aktifkan()
        await aplikasi.kunci()
        await aplikasi.gantiBahasa(.en)
        try await layar.wait { $0.shows("Six-digit PIN") }
        try layar.type("194837", into: "Six-digit PIN")
        try layar.tap("Unlock")
        try await layar.wait("for the refusal") { $0.shows("Wrong PIN. Your data is safe. Try again.") }
    }

    @Test func aWrongCodeAndAnUnreachableServerAreSaid() async throws {
        try await layar.wait { $0.shows("Aktifkan ponsel ini") }
        func coba(_ kode: String) throws {
            try layar.type(kode, into: "Kode aktivasi")
            try layar.type(Dunia.pin, into: "Buat PIN enam angka")
            try layar.type(Dunia.pin, into: "Ketik PIN sekali lagi")
            try layar.tap("Aktifkan")
        }
        try coba("AAAA-AAAA")
        let refused = "Kode aktivasi tidak berlaku. Periksa lagi atau minta kode baru kepada penyelia Anda."
        try await layar.wait("for the refusal") { $0.shows(refused) }
        #expect(layar.outline.contains("\"AAAA-AAAA\""), "what was typed stays, to be corrected")

        // Port 9 of this machine: nothing listens there.
        try layar.type("http://127.0.0.1:9", into: "Alamat server")
        try coba("AAAA-AAAA")
        try await layar.wait("for the missing network") { $0.outline.contains("Belum ada jaringan.") }
        #expect(!layar.shows(refused))
    }

    @Test func twoPinsThatDifferAreSaid() async throws {
        try await layar.wait { $0.shows("Aktifkan ponsel ini") }
        try layar.type("AAAA-AAAA", into: "Kode aktivasi")
        try layar.type(Dunia.pin, into: "Buat PIN enam angka")
        try layar.type("493828", into: "Ketik PIN sekali lagi")
        try layar.tap("Aktifkan")
        try await layar.wait { $0.shows(aplikasi.kata.masukPinBeda) }
    }

    @Test func theBiometricCheckOpensAndItsRefusalIsSaid() async throws {
        try await aktifkan(biometrik: true)
        await aplikasi.kunci()
        try await layar.wait { $0.shows("PIN enam angka") }
        brankas.fail.nilai = PortError.NotPassed
        try layar.tap("Masuk dengan sidik jari atau wajah")
        try await layar.wait("for the refusal") { _ in masuk.galat?.kode == "key.unavailable" }
        brankas.fail.nilai = nil
        try layar.tap("Masuk dengan sidik jari atau wajah")
        try await layar.wait("to be in") { $0.shows("Kunci sekarang") }
    }

    @Test func aBiometricCheckThatCannotBeSwitchedOnIsToldOnce() async throws {
        brankas.gagalBungkus.nilai = true
        try await aktifkan(biometrik: true)
        try await layar.wait("to be told") { $0.shows(aplikasi.kata.masukBiometrikGagal) }
        try layar.tap("Tutup")
        #expect(!layar.shows(aplikasi.kata.masukBiometrikGagal))
    }

    @Test func noNetworkIsSaidAndStopsNothing() async throws {
        try await aktifkan()
        await aplikasi.kunci()
        aplikasi.jaringan(ada: false)
        try await layar.wait { $0.shows("Tidak ada jaringan. Anda tetap bisa masuk dengan PIN.") }
        try buka(Dunia.pin)
        try await layar.wait("to be in") { $0.shows("Kunci sekarang") }
    }

    @Test func coveredNobodySeesAnything() async throws {
        try await aktifkan()
        aplikasi.keLatar()
        #expect(layar.outline == "text \"ATENSI Lapangan\"\n")
        await aplikasi.keDepan()
        #expect(layar.shows("Kunci sekarang"))
    }
}
