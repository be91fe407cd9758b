import AppModel
import Core

/// A core that answers what a test told it to, and notes what it was asked. For what a real one cannot be made to do on purpose.
actor IntiPalsu: Inti {
    var petugas: [String]
    var gagal: (any Error & Sendable)?
    private(set) var diminta: [String] = []

    nonisolated let formulir: any IntiFormulir

    init(petugas: [String] = [], gagal: (any Error & Sendable)? = nil, formulir: any IntiFormulir = FormulirPalsu()) {
        self.formulir = formulir
        self.petugas = petugas
        self.gagal = gagal
    }

    static let rambu = UserInfo(id: "u1", nama: "Rambu", peran: "pendamping", kab: "53.11", deviceNo: 1, serverUrl: "https://x")
    static let umbu = UserInfo(id: "u2", nama: "Umbu", peran: "pendamping", kab: "53.11", deviceNo: 1, serverUrl: "https://x")

    func gagalkan(_ error: (any Error & Sendable)?) { gagal = error }

    /// What the screens are told; see IntiPalsuLayar.
    var layar = LayarPalsu()
    func ubahLayar(_ cara: @Sendable (inout LayarPalsu) -> Void) { cara(&layar) }

    func jawab<T>(_ what: String, _ value: T) throws -> T {
        diminta.append(what)
        if let gagal { throw gagal }
        return value
    }

    static func masuk(_ petugas: [String]) -> MasukScreen {
        let items = petugas.map { PetugasItem(id: $0, kata: "Petugas \($0)", biometrik: false, tungguDetik: 0, pesan: "") }
        return MasukScreen(judul: "Masuk", pesan: "Masukkan PIN.", perluAktivasi: petugas.isEmpty, petugas: items)
    }

    func layarMasuk() throws -> MasukScreen { try jawab("masuk", Self.masuk(petugas)) }
    func activate(_ request: ActivationRequest) throws -> UserInfo {
        let user = try jawab("activate \(request.serverUrl) \(request.code) \(request.pin)", Self.rambu)
        petugas.append(user.id)
        return user
    }
    func unlock(user: String?, pin: String) throws -> UserInfo {
        try jawab("unlock \(user ?? "-") \(pin)", user == "u2" ? Self.umbu : Self.rambu)
    }
    func unlockWithKeystore(user: String?) throws -> UserInfo { try jawab("keystore \(user ?? "-")", Self.rambu) }
    func setBiometrik(_ on: Bool) throws {
        diminta.append("biometrik \(on)")
        throw CoreError.Gagal(code: "key.unavailable", field: nil, reason: nil, retry: true, retryAfterS: nil, pesan: "x")
    }
    func setLang(_ lang: Lang) { diminta.append("lang \(lang)") }
    func setZona(menit: Int16) { diminta.append("zona \(menit)") }
    func lock() { diminta.append("lock") }
}
