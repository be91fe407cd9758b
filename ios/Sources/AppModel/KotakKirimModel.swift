import Core
import Observation

/// Kotak Kirim: what waits, what was received and proven so, what needs attention.
@MainActor @Observable public final class KotakKirimModel {
    /// What the screen shows.
    public private(set) var keadaan = Keadaan<KotakKirimScreen>.memuat
    /// What the check of the receipts said.
    public private(set) var hasilPeriksa: String?
    /// The receipts are being checked.
    public private(set) var memeriksa = false

    /// The app.
    @ObservationIgnored public let aplikasi: AplikasiModel

    /// Reads nothing yet.
    public init(aplikasi: AplikasiModel) { self.aplikasi = aplikasi }

    private var kata: Kata { aplikasi.kata }

    /// What runs, in words.
    public var kataBerjalan: String? {
        guard case .berjalan(let progress) = aplikasi.pengirim.langkah else { return nil }
        return progress?.line ?? kata.kotakKirimMulai
    }

    /// How the last run ended, in words; nothing while one runs.
    public var kataHasil: String? {
        switch aplikasi.pengirim.langkah {
        case .diam, .berjalan, .gagal: nil
        case .selesai: keadaan.isi?.bisaKirim == false ? kata.kotakKirimSelesai : nil
        case .dihentikan: kata.kotakKirimDihentikan
        }
    }

    /// Why the last run could not go on.
    public var galat: Galat? { if case .gagal(let galat) = aplikasi.pengirim.langkah { galat } else { nil } }

    /// Reads it.
    public func muat() async { keadaan = await aplikasi.baca { try await $0.layarKotakKirim() } }

    /// Sends now; the outbox is read again when it has ended.
    public func kirim() async {
        hasilPeriksa = nil
        await aplikasi.pengirim.kirim()
        await muat()
    }

    /// Stops sending.
    public func batal() { aplikasi.pengirim.batal() }

    /// Proves, without a network, that what was sent was received.
    public func periksaTandaTerima() async {
        guard !memeriksa else { return }
        memeriksa = true
        defer { memeriksa = false }
        do {
            let check = try await aplikasi.inti.periksaTandaTerima()
            let baik = check.chainOk && check.items.allSatisfy(\.valid)
            hasilPeriksa = baik ? kata.kotakKirimPeriksaBaik(n: Int(clamping: check.covered)) : kata.kotakKirimPeriksaBuruk
        } catch { hasilPeriksa = aplikasi.galat(error).kalimat }
    }
}
