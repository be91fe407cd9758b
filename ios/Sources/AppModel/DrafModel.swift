import Core
import Observation

/// Semua draf: every form that was begun and not finished, to go on with or to discard; and those discarded, to bring back.
@MainActor @Observable public final class DrafModel {
    /// What the screen shows.
    public private(set) var keadaan = Keadaan<DrafScreen>.memuat
    /// Why the last discarding or bringing back did not happen.
    public private(set) var galat: Galat?
    /// One of the two is under way.
    public private(set) var bekerja = false
    /// Asked whether to discard this one.
    public var tanyaBuang: KartuDraf?
    /// The same as yes or no.
    public var adaTanyaBuang: Bool {
        get { tanyaBuang != nil }
        set { if !newValue { tanyaBuang = nil } }
    }

    /// The app.
    @ObservationIgnored public let aplikasi: AplikasiModel

    /// Reads nothing yet.
    public init(aplikasi: AplikasiModel) { self.aplikasi = aplikasi }

    /// Reads them.
    public func muat() async { keadaan = await aplikasi.baca { try await $0.layarDraf() } }

    /// Discards the one that was asked about; its answers stay until it is brought back.
    public func buang(_ kartu: KartuDraf) async {
        tanyaBuang = nil
        await kerjakan(aplikasi.kata.drafTerbuang) { try await $0.buangDraf(id: kartu.id) }
    }

    /// Brings a discarded one back, with every answer.
    public func kembalikan(_ kartu: KartuDraf) async {
        await kerjakan(aplikasi.kata.drafKembali) { try await $0.pulihkanDraf(id: kartu.id) }
    }

    /// The list is read again in any case: the draft may have been finished meanwhile.
    private func kerjakan(_ kabar: String, _ cara: @Sendable (any Inti) async throws -> Void) async {
        guard !bekerja else { return }
        (bekerja, galat) = (true, nil)
        defer { bekerja = false }
        do {
            try await cara(aplikasi.inti)
            aplikasi.kabar = kabar
        } catch { galat = aplikasi.galat(error) }
        await muat()
    }
}
