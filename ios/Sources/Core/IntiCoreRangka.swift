// The calls of the screens outside of forms, one line each; they are made on the actor as those in IntiCore.swift.
extension IntiCore {
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
    public func layarDraf() throws -> DrafScreen { try lapangan.layarDraf() }
    /// See `Inti`.
    public func buangDraf(id: String) throws {
        try lapangan.buangDraf(draftId: id)
        sesi[id] = nil
    }
    /// See `Inti`.
    public func pulihkanDraf(id: String) throws { try lapangan.pulihkanDraf(draftId: id) }
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
