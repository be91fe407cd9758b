import Core
import Observation

/// A pause before what is typed is looked up. Tests give one that does not wait.
public typealias JedaKetik = @Sendable () async throws -> Void

/// Half a word is typed in this time; the search itself is faster.
public let jedaKetik: JedaKetik = { try await Task.sleep(for: .milliseconds(200)) }

/// Cari & Daftar Baru: one box for a name in any spelling, a NIK or a family card number.
@MainActor @Observable public final class CariModel {
    /// What was found; what to do as long as nothing was.
    public private(set) var keadaan = Keadaan<CariScreen>.memuat
    /// As typed.
    public var teks = ""

    /// The app.
    @ObservationIgnored public let aplikasi: AplikasiModel
    @ObservationIgnored private let jeda: JedaKetik

    /// Reads nothing yet.
    public init(aplikasi: AplikasiModel, jeda: @escaping JedaKetik = jedaKetik) {
        self.aplikasi = aplikasi
        self.jeda = jeda
    }

    /// Looks up what is typed, unless more is typed meanwhile: then this one was cancelled.
    public func cari() async {
        if keadaan.isi != nil { do { try await jeda() } catch { return } }
        let hasil = await aplikasi.baca { [teks] in try await $0.layarCari(teks: teks, limit: 50) }
        if !Task.isCancelled { keadaan = hasil }
    }
}
