import Core
import Observation

/// Opens a case about a person or a family.
@MainActor @Observable public final class KasusModel {
    /// The lists to choose from.
    public struct Isi: Equatable, Sendable {
        /// Clusters.
        public let klaster: [Pilihan]
        /// Kinds of need.
        public let jenisPpks: [Pilihan]
        /// How grave it is.
        public let risiko: [Pilihan]
        /// Who may see it.
        public let kerahasiaan: [Pilihan]
    }

    /// The lists to choose from.
    public private(set) var keadaan = Keadaan<Isi>.memuat
    /// Why the case was not opened.
    public private(set) var galat: Galat?
    /// The case is being opened.
    public private(set) var bekerja = false
    /// Chosen, as a code.
    public var klaster: String?
    /// Chosen, as a code.
    public var jenisPpks: String?
    /// Chosen, as a code.
    public var risiko: String?
    /// Chosen, as a code.
    public var kerahasiaan: String?

    /// The app.
    @ObservationIgnored public let aplikasi: AplikasiModel
    @ObservationIgnored private let jenis: String
    @ObservationIgnored private let subjek: String

    /// About somebody, by kind and id.
    public init(aplikasi: AplikasiModel, jenis: String, subjek: String) {
        self.aplikasi = aplikasi
        self.jenis = jenis
        self.subjek = subjek
    }

    /// Reads the lists.
    public func muat() async {
        keadaan = await aplikasi.baca {
            Isi(
                klaster: try await $0.pilihanKode("klaster"), jenisPpks: try await $0.pilihanKode("jenis_ppks"),
                risiko: try await $0.pilihanKode("tingkat_risiko"), kerahasiaan: try await $0.pilihanKode("kerahasiaan"))
        }
    }

    /// Opens the case and shows it in place of this screen.
    public func buka() async {
        guard !bekerja else { return }
        (bekerja, galat) = (true, nil)
        defer { bekerja = false }
        // A case may be opened before its cluster is known.
        let baru = KasusBaru(
            subjekJenis: jenis, subjekId: subjek, klaster: klaster ?? "", jenisPpks: jenisPpks, risiko: risiko,
            kerahasiaan: kerahasiaan)
        do {
            let id = try await aplikasi.inti.bukaKasus(baru)
            aplikasi.kabar = aplikasi.kata.kasusTerbuka
            aplikasi.ganti(.profil(id: id))
        } catch { galat = aplikasi.galat(error) }
    }
}
