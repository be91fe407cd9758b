import AppModel
import Core
import Foundation
import LocalAuthentication
import Network
import UIKit

/// What the device has and is called.
public enum Perangkat {
    /// Whether a face or finger is enrolled.
    public static var adaBiometrik: Bool {
        LAContext().canEvaluatePolicy(.deviceOwnerAuthenticationWithBiometrics, error: nil)
    }

    /// The model's name, for the supervisor's list. The name that a person gave it may be her own, so it is not sent.
    @MainActor public static var nama: String { UIDevice.current.model }

    /// The ministry's server, as the build names it (`ATENSIServer` in Info.plist); empty where it is typed.
    public static var alamatServer: String { Bundle.main.object(forInfoDictionaryKey: "ATENSIServer") as? String ?? "" }

    /// As chosen in the app; else Indonesian, unless the phone prefers English to it.
    public static var bahasa: Lang {
        if let dipilih = UserDefaults.standard.string(forKey: kunciBahasa) { return dipilih == "en" ? .en : .id }
        return Bundle.preferredLocalizations(from: ["id", "en"], forPreferences: Locale.preferredLanguages).first == "en"
            ? .en : .id
    }

    /// Keeps the language for the next start.
    public static func simpan(bahasa: Lang) { UserDefaults.standard.set(bahasa == .en ? "en" : "id", forKey: kunciBahasa) }

    private static let kunciBahasa = "bahasa"

    /// The local offset from UTC, in minutes.
    public static var zonaMenit: Int16 { Int16(clamping: TimeZone.current.secondsFromGMT() / 60) }
}

/// Tells the app's model when the network comes and goes. There is one, as long as the app lives.
@MainActor public final class Jaringan {
    private let monitor = NWPathMonitor()

    /// Begins to watch.
    public init(aplikasi: AplikasiModel) {
        monitor.pathUpdateHandler = { path in
            let ada = path.status == .satisfied
            Task { @MainActor in aplikasi.jaringan(ada: ada) }
        }
        monitor.start(queue: DispatchQueue(label: "id.go.kemensos.atensi.jaringan"))
    }
}
