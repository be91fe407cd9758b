import Core
import Foundation
import Observation

/// What the screen of the lock shows.
public struct MasukIsi: Equatable, Sendable {
    /// What the person is asked for.
    public enum Langkah: Equatable, Sendable {
        /// The supervisor's code and a new PIN.
        case aktivasi
        /// The PIN.
        case pin
    }
    /// What the person is asked for.
    public let langkah: Langkah
    /// What the core says before unlocking.
    public let layar: MasukScreen
}

/// Masuk & Kunci: activates the device by a code, unlocks with PIN or biometric check.
@MainActor @Observable public final class MasukModel {
    /// What the screen shows.
    public private(set) var keadaan = Keadaan<MasukIsi>.memuat
    /// What went wrong with the last attempt; the screen stays as it is.
    public private(set) var galat: Galat?
    /// An attempt is being made.
    public private(set) var bekerja = false

    /// The server's address, as typed.
    public var alamat: String
    /// The activation code, as typed.
    public var kode = ""
    /// The PIN, as typed.
    public var pin = ""
    /// The new PIN once more, as typed.
    public var pinUlang = ""
    /// Whether to switch on the biometric check with the activation.
    public var pakaiBiometrik = false
    /// Who unlocks.
    public var terpilih: String?
    /// Whether this device has a biometric check at all.
    @ObservationIgnored public let adaBiometrik: Bool

    @ObservationIgnored private let aplikasi: AplikasiModel
    @ObservationIgnored private let namaPerangkat: String

    /// For a device of a name, as the supervisor's list shows it. The address may be known beforehand.
    public init(aplikasi: AplikasiModel, adaBiometrik: Bool, namaPerangkat: String, alamat: String = "") {
        self.aplikasi = aplikasi
        self.adaBiometrik = adaBiometrik
        self.namaPerangkat = namaPerangkat
        self.alamat = alamat
    }

    /// The words.
    public var kata: Kata { aplikasi.kata }

    /// Who unlocks, as the core describes him.
    public var petugas: PetugasItem? { keadaan.isi?.layar.petugas.first { $0.id == terpilih } }

    /// Whether the one who unlocks can do it by the biometric check.
    public var bisaBiometrik: Bool { adaBiometrik && petugas?.biometrik == true }

    /// What to say about the missing network, if it is missing.
    public var kataLuring: String? {
        guard aplikasi.luring, let isi = keadaan.isi else { return nil }
        return isi.langkah == .pin ? kata.masukLuring : kata.masukLuringAktivasi
    }

    /// What is being done, while it is.
    public var kataBekerja: String { keadaan.isi?.langkah == .pin ? kata.masukMembuka : kata.masukMemuat }

    /// Whether there is enough to try with. Whether it is good is for the core to say.
    public var bolehMasuk: Bool {
        guard !bekerja, !pin.isEmpty, let isi = keadaan.isi else { return false }
        return isi.langkah == .pin || !(alamat.isEmpty || kode.isEmpty || pinUlang.isEmpty)
    }

    /// Reads who is activated here. The lock asks whenever it is shown.
    public func muat() async {
        do {
            let layar = try await aplikasi.inti.layarMasuk()
            if !layar.petugas.contains(where: { $0.id == terpilih }) { terpilih = layar.petugas.first?.id }
            keadaan = .isi(MasukIsi(langkah: layar.perluAktivasi ? .aktivasi : .pin, layar: layar))
        } catch { keadaan = .galat(aplikasi.galat(error)) }
    }

    /// Asks for a code, for one more worker on this device.
    public func aktivasiLain() { ke(.aktivasi) }

    /// Asks for the PIN again, where somebody is activated.
    public func kembaliKePin() { if keadaan.isi?.layar.perluAktivasi == false { ke(.pin) } }

    /// Activates or unlocks with what was typed.
    public func masuk() async {
        guard bolehMasuk, let langkah = keadaan.isi?.langkah else { return }
        switch langkah {
        case .pin: await buka { [pin, terpilih] in (try await $0.unlock(user: terpilih, pin: pin), true) }
        case .aktivasi: await aktifkan()
        }
    }

    /// Unlocks with the device's biometric check.
    public func bukaBiometrik() async {
        guard !bekerja else { return }
        await buka { [terpilih] in (try await $0.unlockWithKeystore(user: terpilih), true) }
    }

    private func aktifkan() async {
        guard pin == pinUlang else {
            galat = Galat(kode: "pin.beda", pesan: kata.masukPinBeda, isian: "pin")
            (pin, pinUlang) = ("", "")
            return
        }
        let alamat = alamat.trimmingCharacters(in: .whitespacesAndNewlines)
        let request = ActivationRequest(serverUrl: alamat, code: kode, pin: pin, deviceName: namaPerangkat, roots: [])
        let biometrik = adaBiometrik && pakaiBiometrik
        await buka { inti in
            let user = try await inti.activate(request)
            guard biometrik else { return (user, true) }
            // A refused fingerprint does not take the activation back: the PIN opens. But she is told.
            do { try await inti.setBiometrik(true) } catch { return (user, false) }
            return (user, true)
        }
    }

    /// One attempt at a time. A PIN stays in memory no longer than its attempt; what else was typed stays when it fails.
    private func buka(_ cara: @Sendable (any Inti) async throws -> (user: UserInfo, lengkap: Bool)) async {
        (bekerja, galat) = (true, nil)
        defer {
            bekerja = false
            (pin, pinUlang) = ("", "")
        }
        do {
            let (user, lengkap) = try await cara(aplikasi.inti)
            (kode, pakaiBiometrik, terpilih) = ("", false, user.id)
            aplikasi.masuk(user)
            if !lengkap { aplikasi.kabar = kata.masukBiometrikGagal }
        } catch { galat = aplikasi.galat(error) }
    }

    private func ke(_ langkah: MasukIsi.Langkah) {
        guard let isi = keadaan.isi, !bekerja else { return }
        (galat, pin, pinUlang) = (nil, "", "")
        keadaan = .isi(MasukIsi(langkah: langkah, layar: isi.layar))
    }
}
