import Core
import Observation

/// Sends and receives. The app has one: whoever asks while it runs, a screen or the background, waits for the same run.
@MainActor @Observable public final class PengirimModel {
    /// How the last run stands.
    public enum Langkah: Equatable, Sendable {
        /// None since the app began.
        case diam
        /// It runs; nothing is known of it before the first answer.
        case berjalan(SyncProgress?)
        /// It came to its end.
        case selesai(SyncSummary)
        /// It was stopped. What was sent stays received.
        case dihentikan
        /// It could not go on. What was sent stays received.
        case gagal(Galat)
    }
    /// What to tell a worker who does not look at the app. Has no text of its own, so that no name can get into it.
    public enum Pemberitahuan: Equatable, Sendable {
        /// Something in the outbox needs a look.
        case perhatian
        /// It could not be sent.
        case tertunda
    }

    /// How the last run stands.
    public private(set) var langkah = Langkah.diam
    /// Runs that ended; screens read again when it changes.
    public private(set) var putaran = 0

    @ObservationIgnored private unowned let aplikasi: AplikasiModel
    @ObservationIgnored private var tugas: Task<Void, Never>?
    @ObservationIgnored private var jalan: (any Sinkron)?
    @ObservationIgnored private var dibatalkan = false

    init(aplikasi: AplikasiModel) { self.aplikasi = aplikasi }

    /// Whether a run is under way.
    public var berjalan: Bool { if case .berjalan = langkah { true } else { false } }

    /// Sends and receives until done, stopped or failed.
    public func kirim() async {
        if tugas == nil { tugas = Task { await jalankan() } }
        await tugas?.value
    }

    /// Waits for the run that is under way, if one is.
    public func tunggu() async { await tugas?.value }

    /// Stops the run after the step that is under way.
    public func batal() {
        dibatalkan = true
        jalan?.batal()
    }

    /// Sends in the background if something waits. A locked app cannot: then the worker is asked to open it.
    public func kirimDiLatar() async -> Pemberitahuan? {
        guard aplikasi.pengguna != nil else { return .tertunda }
        do {
            let dulu = try await aplikasi.inti.layarKotakKirim()
            guard dulu.bisaKirim else { return nil }
            await kirim()
            let kini = try await aplikasi.inti.layarKotakKirim()
            if kini.perhatian.jumlah > dulu.perhatian.jumlah { return .perhatian }
        } catch { return .tertunda }
        // Not reaching the network is no news: the next time comes by itself.
        if case .gagal(let galat) = langkah, !galat.bisaDiulang { return .perhatian }
        return nil
    }

    /// Whether something waits, for the background to be asked for.
    public func adaYangMenunggu() async -> Bool {
        guard aplikasi.pengguna != nil else { return false }
        return (try? await aplikasi.inti.layarKotakKirim().bisaKirim) ?? false
    }

    /// Another worker is here: the last run was not hers.
    func lupakan() { if !berjalan { langkah = .diam } }

    private func jalankan() async {
        (langkah, dibatalkan) = (.berjalan(nil), false)
        do {
            let run = try await aplikasi.inti.sinkron()
            jalan = run
            if dibatalkan { run.batal() }
            var done = false
            while !done {
                let step = try await run.langkah()
                langkah = .berjalan(step.progress)
                done = step.done
            }
            langkah = .selesai(try await run.ringkasan())
        } catch {
            let galat = aplikasi.galat(error)
            langkah = ["cancelled", "session.closed"].contains(galat.kode) ? .dihentikan : .gagal(galat)
        }
        (jalan, tugas) = (nil, nil)
        putaran += 1
    }
}
