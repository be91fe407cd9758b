import Core
import Observation

/// Hari Ini: whom to visit, what was begun, what waits.
@MainActor @Observable public final class HariIniModel {
    /// What the screen shows.
    public private(set) var keadaan = Keadaan<HariIniScreen>.memuat
    /// The visits as far as they were asked for.
    public private(set) var kunjungan: [KartuKunjungan] = []
    /// More visits are being read.
    public private(set) var menambah = false

    /// The app.
    @ObservationIgnored public let aplikasi: AplikasiModel
    private static let halaman: UInt32 = 20

    /// Reads nothing yet.
    public init(aplikasi: AplikasiModel) { self.aplikasi = aplikasi }

    /// Whether there are visits that are not shown yet.
    public var masihAda: Bool { keadaan.isi.map { kunjungan.count < Int($0.total) } ?? false }

    /// Reads the day, again as far as it was shown.
    public func muat() async {
        let limit = max(Self.halaman, UInt32(clamping: kunjungan.count))
        keadaan = await aplikasi.baca { try await $0.layarHariIni(offset: 0, limit: limit) }
        kunjungan = keadaan.isi?.kunjungan ?? []
    }

    /// Reads the next stretch of visits.
    public func muatLagi() async {
        guard masihAda, !menambah else { return }
        menambah = true
        defer { menambah = false }
        let offset = UInt32(clamping: kunjungan.count)
        keadaan = await aplikasi.baca { try await $0.layarHariIni(offset: offset, limit: Self.halaman) }
        let ada = Set(kunjungan.map(\.kasusId))
        kunjungan += (keadaan.isi?.kunjungan ?? []).filter { !ada.contains($0.kasusId) }
    }
}
