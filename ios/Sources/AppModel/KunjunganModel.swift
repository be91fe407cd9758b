import Core
import Observation

/// Kunjungan Rumah, before the door: who, where, what to watch out for; then the form begins.
@MainActor @Observable public final class KunjunganModel {
    /// What the screen shows.
    public private(set) var keadaan = Keadaan<KunjunganScreen>.memuat
    /// What went wrong with the last tap; the screen stays as it is.
    public private(set) var galat: Galat?
    /// Something is being begun.
    public private(set) var bekerja = false

    /// The app.
    @ObservationIgnored public let aplikasi: AplikasiModel
    @ObservationIgnored private let kasus: String

    /// The visit of a case.
    public init(aplikasi: AplikasiModel, kasus: String) {
        self.aplikasi = aplikasi
        self.kasus = kasus
    }

    /// The words.
    public var kata: Kata { aplikasi.kata }
    /// That there is no network, and why that is all right.
    public var kataLuring: String? { aplikasi.luring ? kata.kunjunganLuring : nil }

    /// Reads the record.
    public func muat() async {
        do { keadaan = .isi(try await aplikasi.inti.formulir.layarKunjungan(kasus: kasus)) } catch {
            keadaan = .galat(aplikasi.galat(error))
        }
    }

    /// Goes where an action leads. A second tap while the form begins does not begin another one.
    public func pilih(_ rute: Core.Rute) async {
        guard !bekerja else { return }
        guard case .mulaiFormulir(let form, let kasus) = rute else { return await aplikasi.ikuti(rute) }
        (bekerja, galat) = (true, nil)
        defer { bekerja = false }
        galat = await aplikasi.mulaiFormulir(form, kasus: kasus)
    }

    /// Begins to record although this page could not be read: she is at the door.
    public func mulai() async { await pilih(.mulaiFormulir(formId: "kunjungan_rumah", kasusId: kasus)) }
}
