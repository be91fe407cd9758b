import Core
import Observation

/// Perlu Ditinjau: fields on which two people wrote differently; she decides.
@MainActor @Observable public final class TinjauModel {
    /// What the screen shows.
    public private(set) var keadaan = Keadaan<TinjauScreen>.memuat
    /// Why the last decision was not taken.
    public private(set) var galat: Galat?
    /// A decision is being written.
    public private(set) var bekerja = false

    /// The app.
    @ObservationIgnored public let aplikasi: AplikasiModel

    /// Reads nothing yet.
    public init(aplikasi: AplikasiModel) { self.aplikasi = aplikasi }

    /// Reads them.
    public func muat() async { keadaan = await aplikasi.baca { try await $0.layarTinjau() } }

    /// This side holds. The list is read again in any case: a sync may have changed it meanwhile.
    public func putuskan(_ item: TinjauItem, _ sisi: SisiItem) async {
        guard !bekerja else { return }
        (bekerja, galat) = (true, nil)
        defer { bekerja = false }
        do {
            try await aplikasi.inti.putuskanSisi(record: item.record, field: item.field, version: sisi.version)
            aplikasi.kabar = aplikasi.kata.tinjauTersimpan
        } catch { galat = aplikasi.galat(error) }
        await muat()
    }
}
