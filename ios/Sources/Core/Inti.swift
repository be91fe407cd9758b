/// What the models need from the core. A screen's model sees nothing else of it: the generated objects are named in `IntiCore`
/// alone, and tests may give another one. The generated records go through as they are.
public protocol Inti: Sendable {
    /// Before unlocking: the workers of this device, numbered, since their names are inside their encrypted stores.
    func layarMasuk() async throws -> MasukScreen
    /// Activates this device for a worker by one-time code, and unlocks. Needs the server.
    func activate(_ request: ActivationRequest) async throws -> UserInfo
    /// Unlocks with the PIN; no user named means the only one.
    func unlock(user: String?, pin: String) async throws -> UserInfo
    /// Unlocks with the device's biometric check, where that was switched on.
    func unlockWithKeystore(user: String?) async throws -> UserInfo
    /// Switches unlocking by the device's biometric check on or off.
    func setBiometrik(_ on: Bool) async throws
    /// Sets the language of everything said from here on.
    func setLang(_ lang: Lang) async
    /// Tells a new local offset from UTC, in minutes.
    func setZona(menit: Int16) async
    /// Locks: open sessions close. Doing it twice does nothing.
    func lock() async
}
