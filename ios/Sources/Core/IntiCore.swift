import Dispatch

/// A thread of our own for an actor. The core's calls block, on the disk and on the network, and may not hold up the few threads
/// that Swift's tasks share.
final class Antrean: SerialExecutor {
    private let queue: DispatchQueue

    init(_ label: String) { queue = DispatchQueue(label: label, qos: .userInitiated) }

    func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        queue.async { job.runSynchronously(on: self.asUnownedSerialExecutor()) }
    }
}

/// The core behind an actor: its calls are made one after another, never on the main thread. The one owner of the generated
/// `Lapangan`; the app has one for its whole life.
public actor IntiCore: Inti {
    private let antrean = Antrean("id.go.kemensos.atensi.inti")
    let lapangan: Lapangan
    /// The forms that are open, by their drafts; one session a draft, since two would undo each other's answers.
    var sesi: [String: FormSessionHandle] = [:]

    /// The actor runs on its own thread.
    public nonisolated var unownedExecutor: UnownedSerialExecutor { antrean.asUnownedSerialExecutor() }

    /// Over a folder of the device; touches nothing yet. `zonaMenit` is the local offset from UTC (WIB 420).
    public init(folder: String, keystore: any Keystore, zonaMenit: Int16) {
        lapangan = Lapangan(folder: folder, keystore: keystore, zonaMenit: zonaMenit)
    }

    /// See `Inti`.
    public func layarMasuk() throws -> MasukScreen { try lapangan.layarMasuk() }
    /// See `Inti`.
    public func activate(_ request: ActivationRequest) throws -> UserInfo { try lapangan.activate(request: request) }
    /// See `Inti`.
    public func unlock(user: String?, pin: String) throws -> UserInfo { try lapangan.unlock(user: user, pin: pin) }
    /// See `Inti`.
    public func unlockWithKeystore(user: String?) throws -> UserInfo { try lapangan.unlockWithKeystore(user: user) }
    /// See `Inti`.
    public func setBiometrik(_ on: Bool) throws { try lapangan.setBiometrik(on: on) }
    /// See `Inti`.
    public func setLang(_ lang: Lang) { lapangan.setLang(lang: lang) }
    /// See `Inti`.
    public func setZona(menit: Int16) { lapangan.setZona(menit: menit) }
    /// See `Inti`.
    public func lock() {
        sesi = [:]
        lapangan.lock()
    }
    /// See `Inti`.
    public nonisolated var formulir: any IntiFormulir { self }

    /// Works in the session of a draft: the open one, or one opened now. A session that was closed or overtaken is of no use any
    /// more; the next call opens the draft again.
    func dalam<T>(_ draf: String, _ kerja: (FormSessionHandle) throws -> T) throws -> T {
        let sesi = try sesi[draf] ?? lapangan.lanjutFormulir(draftId: draf)
        self.sesi[draf] = sesi
        do { return try kerja(sesi) } catch let error as CoreError {
            if case .Gagal(let code, _, _, _, _, _) = error, ["session.closed", "draft.changed", "draft.closed"].contains(code) {
                self.sesi[draf] = nil
            }
            throw error
        }
    }
}
