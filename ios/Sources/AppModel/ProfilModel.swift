import Core
import Observation

/// A person, family or case with everything around it.
@MainActor @Observable public final class ProfilModel {
    /// What the screen shows.
    public private(set) var keadaan = Keadaan<ProfilScreen>.memuat

    /// The app.
    @ObservationIgnored public let aplikasi: AplikasiModel
    @ObservationIgnored private let id: String

    /// Reads nothing yet.
    public init(aplikasi: AplikasiModel, id: String) {
        self.aplikasi = aplikasi
        self.id = id
    }

    /// Reads it.
    public func muat() async { keadaan = await aplikasi.baca { [id] in try await $0.layarProfil(id: id) } }
}
