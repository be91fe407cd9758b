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
    /// Changes the PIN of who is unlocked; the old one is checked and counted as at unlock.
    func changePin(user: String?, old: String, new: String) async throws
    /// The version of the core.
    func versi() async -> String

    /// Today: greeting, pill, drafts to go on with, and a stretch of the visits due.
    func layarHariIni(offset: UInt32, limit: UInt32) async throws -> HariIniScreen
    /// Every draft, and every discarded one.
    func layarDraf() async throws -> DrafScreen
    /// Throws a draft away; its answers stay until it is brought back.
    func buangDraf(id: String) async throws
    /// Brings a discarded draft back, with every answer.
    func pulihkanDraf(id: String) async throws
    /// People and families by name in any spelling, NIK or family card number.
    func layarCari(teks: String, limit: UInt32) async throws -> CariScreen
    /// Regions by name, forgiving of spelling.
    func cariWilayah(teks: String, within: String?, limit: UInt32) async throws -> [WilayahItem]
    /// The choices of a code list that hold today.
    func pilihanKode(_ daftar: String) async throws -> [Pilihan]
    /// What is known of a person while it is typed. Never a reason not to save.
    func periksaOrang(_ baru: OrangBaru) async throws -> PendaftaranScreen
    /// What is known of a family while it is typed. Never a reason not to save.
    func periksaKeluarga(_ baru: KeluargaBaru) async throws -> PendaftaranScreen
    /// Registers a person.
    func daftarOrang(_ baru: OrangBaru) async throws -> OrangTerdaftar
    /// Registers a family.
    func daftarKeluarga(_ baru: KeluargaBaru) async throws -> KeluargaTerdaftar
    /// Opens a case and gives its id.
    func bukaKasus(_ baru: KasusBaru) async throws -> String
    /// The profile of a person, family or case.
    func layarProfil(id: String) async throws -> ProfilScreen
    /// The outbox: what waits, what arrived, what needs attention and why.
    func layarKotakKirim() async throws -> KotakKirimScreen
    /// Checks this device's log and every stored receipt, offline.
    func periksaTandaTerima() async throws -> ReceiptCheck
    /// Prepares a sync; no connection is made yet.
    func sinkron() async throws -> any Sinkron
    /// Every open collision, with both values in words.
    func layarTinjau() async throws -> TinjauScreen
    /// Decides a collision for one of its sides.
    func putuskanSisi(record: String, field: String, version: String) async throws

    /// Locks: open sessions close. Doing it twice does nothing.
    func lock() async
    /// The form's half.
    var formulir: any IntiFormulir { get }
}

/// One run of a sync, step by step. Ending it at any point loses nothing.
public protocol Sinkron: Sendable {
    /// One step: at most one exchange or one piece of a photo. Repeat until `done`.
    func langkah() async throws -> SyncStepView
    /// Makes the next step answer with code `cancelled`. Returns at once, also during a step.
    func batal()
    /// What was done so far.
    func ringkasan() async throws -> SyncSummary
}
