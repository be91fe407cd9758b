import Core
import Observation

/// A long list of choices, read in stretches and searched by the core.
@MainActor @Observable public final class PilihanModel: Identifiable {
    /// The question.
    public nonisolated let path: String
    /// One list a question.
    public nonisolated var id: String { path }
    /// What was read so far; nothing before the first stretch.
    public private(set) var keadaan = Keadaan<HalamanPilihan>.memuat
    /// More could not be read.
    public private(set) var galat: Galat?
    /// What is searched for, as typed.
    public private(set) var cari = ""
    /// The same, for a field: setting it types.
    public var isianCari: String {
        get { cari }
        set { ketik(newValue) }
    }

    @ObservationIgnored private let baca:
        @MainActor (_ cari: String?, _ mulai: UInt32, _ batas: UInt32) async throws -> HalamanPilihan
    @ObservationIgnored private let galatDari: @MainActor (any Error) -> Galat
    @ObservationIgnored private let jeda: JedaKetik
    @ObservationIgnored private var nomor = 0
    /// Choices read at once.
    private static let sekali: UInt32 = 50

    init(
        path: String, jeda: @escaping JedaKetik, galat: @escaping @MainActor (any Error) -> Galat,
        baca: @escaping @MainActor (String?, UInt32, UInt32) async throws -> HalamanPilihan
    ) {
        self.path = path
        self.jeda = jeda
        galatDari = galat
        self.baca = baca
    }

    /// Whether there is more than was read.
    public var adaLagi: Bool { keadaan.isi.map { $0.items.count < Int($0.total) } ?? false }

    /// Reads the first stretch.
    public func muat() async { await ambil(lanjutan: false) }

    /// Reads one more stretch.
    public func lagi() async { if adaLagi { await ambil(lanjutan: true) } }

    /// Something was typed: searched for once the person pauses.
    @discardableResult public func ketik(_ teks: String) -> Task<Void, Never> {
        cari = teks
        nomor += 1
        let ini = nomor
        return Task {
            try? await jeda()
            if ini == nomor { await ambil(lanjutan: false) }
        }
    }

    /// What comes late, after another search began, is not shown.
    private func ambil(lanjutan: Bool) async {
        nomor += 1
        let ini = nomor
        let lama = lanjutan ? keadaan.isi?.items ?? [] : []
        do {
            let baru = try await baca(cari.isEmpty ? nil : cari, UInt32(clamping: lama.count), Self.sekali)
            guard ini == nomor else { return }
            galat = nil
            keadaan = .isi(HalamanPilihan(total: baru.total, items: lama + baru.items))
        } catch {
            guard ini == nomor else { return }
            if lanjutan { galat = galatDari(error) } else { keadaan = .galat(galatDari(error)) }
        }
    }
}
