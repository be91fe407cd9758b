import Core
import Observation

/// What was saved: after a form was finished, and the page of any document.
@MainActor @Observable public final class SelesaiModel {
    /// What the screen shows.
    public private(set) var keadaan = Keadaan<SelesaiScreen>.memuat
    /// The report of a home visit, while it is open.
    public private(set) var laporan: Keadaan<String>?
    /// Whether it is open.
    public var laporanTerbuka: Bool {
        get { laporan != nil }
        set { if !newValue { laporan = nil } }
    }

    /// The app.
    @ObservationIgnored public let aplikasi: AplikasiModel
    @ObservationIgnored private let dokumen: String

    /// A document.
    public init(aplikasi: AplikasiModel, dokumen: String) {
        self.aplikasi = aplikasi
        self.dokumen = dokumen
    }

    /// The words.
    public var kata: Kata { aplikasi.kata }

    /// Reads the record.
    public func muat() async {
        do { keadaan = .isi(try await aplikasi.inti.formulir.layarSelesai(dokumen: dokumen)) } catch {
            keadaan = .galat(aplikasi.galat(error))
        }
    }

    /// Goes where an action leads.
    public func pilih(_ rute: Core.Rute) async {
        if case .laporan(let dokumen) = rute { await bukaLaporan(dokumen) } else { await aplikasi.ikuti(rute) }
    }

    /// Back to today's work.
    public func keHariIni() { aplikasi.jalur = [] }

    /// Makes the report.
    public func bukaLaporan(_ dokumen: String) async {
        laporan = .memuat
        do { laporan = .isi(try await aplikasi.inti.formulir.laporanKunjungan(dokumen: dokumen)) } catch {
            laporan = .galat(aplikasi.galat(error))
        }
    }

    /// Closes the report.
    public func tutupLaporan() { laporan = nil }
}
