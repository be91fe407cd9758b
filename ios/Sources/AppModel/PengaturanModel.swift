import Core
import Observation

/// Pengaturan: language, biometric check, PIN, version.
@MainActor @Observable public final class PengaturanModel {
    /// Whether unlocking by the biometric check is set up; nothing before it was read.
    public private(set) var biometrik: Bool?
    /// The version of the core.
    public private(set) var versi = ""
    /// What went wrong last.
    public private(set) var galat: Galat?
    /// Something is being changed.
    public private(set) var bekerja = false
    /// As typed.
    public var pinLama = ""
    /// As typed.
    public var pinBaru = ""
    /// As typed.
    public var pinUlang = ""

    /// The app.
    @ObservationIgnored public let aplikasi: AplikasiModel
    /// Whether this device has a biometric check at all.
    @ObservationIgnored public let adaBiometrik: Bool

    /// Reads nothing yet.
    public init(aplikasi: AplikasiModel, adaBiometrik: Bool) {
        self.aplikasi = aplikasi
        self.adaBiometrik = adaBiometrik
    }

    /// Reads what is set.
    public func muat() async {
        versi = await aplikasi.inti.versi()
        do {
            let petugas = try await aplikasi.inti.layarMasuk().petugas
            biometrik = petugas.first { $0.id == aplikasi.pengguna?.id }?.biometrik
        } catch { galat = aplikasi.galat(error) }
    }

    /// The language, for a picker.
    public var bahasa: Lang {
        get { aplikasi.bahasa }
        set { Task { await aplikasi.pilihBahasa(newValue) } }
    }

    /// The biometric check, for a switch: it shows what holds, not what was asked for.
    public var biometrikMenyala: Bool {
        get { biometrik ?? false }
        set { Task { await pilihBiometrik(newValue) } }
    }

    /// Switches unlocking by the biometric check on or off; what holds is read back.
    public func pilihBiometrik(_ on: Bool) async {
        await kerjakan { try await $0.setBiometrik(on) }
        await muat()
    }

    /// Whether there is enough to change the PIN with.
    public var bolehGantiPin: Bool { !bekerja && !(pinLama.isEmpty || pinBaru.isEmpty || pinUlang.isEmpty) }

    /// Changes the PIN. No PIN stays in memory longer than its attempt.
    public func gantiPin() async {
        guard bolehGantiPin else { return }
        let (lama, baru, ulang, user) = (pinLama, pinBaru, pinUlang, aplikasi.pengguna?.id)
        (pinLama, pinBaru, pinUlang) = ("", "", "")
        guard baru == ulang else {
            galat = Galat(kode: "pin.beda", pesan: aplikasi.kata.masukPinBeda, isian: "pin")
            return
        }
        await kerjakan { try await $0.changePin(user: user, old: lama, new: baru) }
        if galat == nil { aplikasi.kabar = aplikasi.kata.pengaturanPinDiganti }
    }

    private func kerjakan(_ cara: @Sendable (any Inti) async throws -> Void) async {
        guard !bekerja else { return }
        (bekerja, galat) = (true, nil)
        defer { bekerja = false }
        do { try await cara(aplikasi.inti) } catch { galat = aplikasi.galat(error) }
    }
}
