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
    public func changePin(user: String?, old: String, new: String) throws {
        try lapangan.changePin(user: user, old: old, new: new)
    }
    /// See `Inti`.
    public func versi() -> String { Core.versi() }

    /// See `Inti`.
    public func layarHariIni(offset: UInt32, limit: UInt32) throws -> HariIniScreen {
        try lapangan.layarHariIni(offset: offset, limit: limit)
    }
    /// See `Inti`.
    public func listDraf() throws -> [DraftItem] { try lapangan.listDraf() }
    /// See `Inti`.
    public func drafBaru(formId: String, kasusId: String) throws -> String {
        try lapangan.mulaiFormulir(formId: formId, kasusId: kasusId).draftId()
    }
    /// See `Inti`.
    public func layarCari(teks: String, limit: UInt32) throws -> CariScreen { try lapangan.layarCari(teks: teks, limit: limit) }
    /// See `Inti`.
    public func cariWilayah(teks: String, within: String?, limit: UInt32) throws -> [WilayahItem] {
        try lapangan.cariWilayah(teks: teks, within: within, limit: limit)
    }
    /// See `Inti`.
    public func pilihanKode(_ daftar: String) throws -> [Pilihan] { try lapangan.pilihanKode(daftar: daftar) }
    /// See `Inti`.
    public func periksaOrang(_ baru: OrangBaru) throws -> PendaftaranScreen { try lapangan.periksaOrang(baru: baru) }
    /// See `Inti`.
    public func periksaKeluarga(_ baru: KeluargaBaru) throws -> PendaftaranScreen { try lapangan.periksaKeluarga(baru: baru) }
    /// See `Inti`.
    public func daftarOrang(_ baru: OrangBaru) throws -> OrangTerdaftar { try lapangan.daftarOrang(baru: baru) }
    /// See `Inti`.
    public func daftarKeluarga(_ baru: KeluargaBaru) throws -> KeluargaTerdaftar { try lapangan.daftarKeluarga(baru: baru) }
    /// See `Inti`.
    public func bukaKasus(_ baru: KasusBaru) throws -> String { try lapangan.bukaKasus(baru: baru) }
    /// See `Inti`.
    public func layarProfil(id: String) throws -> ProfilScreen { try lapangan.layarProfil(id: id) }
    /// See `Inti`.
    public func layarKotakKirim() throws -> KotakKirimScreen { try lapangan.layarKotakKirim() }
    /// See `Inti`.
    public func periksaTandaTerima() throws -> ReceiptCheck { try lapangan.periksaTandaTerima() }
    /// See `Inti`.
    public func sinkron() throws -> any Sinkron { try sinkron(pengamat: nil) }
    /// With an observer, which is called on the sync's thread.
    func sinkron(pengamat: (any SyncObserver)?) throws -> any Sinkron {
        SinkronCore(try lapangan.sync(observer: pengamat))
    }
    /// See `Inti`.
    public func layarTinjau() throws -> TinjauScreen { try lapangan.layarTinjau() }
    /// See `Inti`.
    public func putuskanSisi(record: String, field: String, version: String) throws {
        try lapangan.putuskanSisi(record: record, field: field, version: version)
    }

    /// See `Inti`.
    public func lock() { lapangan.lock() }
}

/// A sync behind an actor of its own: a step may wait for the network, and meanwhile `IntiCore` answers.
actor SinkronCore: Sinkron {
    private let antrean = Antrean("id.go.kemensos.atensi.sinkron")
    private let jalan: SyncHandle

    nonisolated var unownedExecutor: UnownedSerialExecutor { antrean.asUnownedSerialExecutor() }

    init(_ jalan: SyncHandle) { self.jalan = jalan }

    func langkah() throws -> SyncStepView { try jalan.step() }
    nonisolated func batal() { jalan.cancel() }
    func ringkasan() throws -> SyncSummary { try jalan.summary() }
}
