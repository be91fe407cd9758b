import AppModel
import BackgroundTasks
import Core
import UIKit

/// Sends while nobody looks: the one owner of the app's background tasks. What it may do is decided by `PengirimModel`.
@MainActor public final class SinkronLatar {
    /// Short and often: texts.
    private static let singkat = "id.go.kemensos.atensi.lapangan.sinkron"
    /// Long, where the system finds time and a network: photos too.
    private static let panjang = "id.go.kemensos.atensi.lapangan.sinkron-foto"
    private let aplikasi: AplikasiModel
    private var sisaWaktu = UIBackgroundTaskIdentifier.invalid

    /// Registers; the system wants that before the app has finished launching.
    public init(aplikasi: AplikasiModel) {
        self.aplikasi = aplikasi
        for nama in [Self.singkat, Self.panjang] {
            BGTaskScheduler.shared.register(forTaskWithIdentifier: nama, using: .main) { [weak self] task in
                nonisolated(unsafe) let task = task
                MainActor.assumeIsolated { self?.jalankan(Tugas(task)) ?? task.setTaskCompleted(success: false) }
            }
        }
    }

    /// The app leaves the front: a run that is under way gets the time the system gives, what waits is asked for later.
    public func keLatar() {
        Task { await jadwalkan() }
        guard aplikasi.pengirim.berjalan, sisaWaktu == .invalid else { return }
        sisaWaktu = UIApplication.shared.beginBackgroundTask { [weak self] in
            MainActor.assumeIsolated {
                self?.aplikasi.pengirim.batal()
                self?.akhiri()
            }
        }
        Task {
            await aplikasi.pengirim.tunggu()
            akhiri()
        }
    }

    private func akhiri() {
        guard sisaWaktu != .invalid else { return }
        UIApplication.shared.endBackgroundTask(sisaWaktu)
        sisaWaktu = .invalid
    }

    /// Asks for time only as long as something waits. A locked app could send nothing with it.
    private func jadwalkan() async {
        guard await aplikasi.pengirim.adaYangMenunggu() else { return BGTaskScheduler.shared.cancelAllTaskRequests() }
        let singkat = BGAppRefreshTaskRequest(identifier: Self.singkat)
        singkat.earliestBeginDate = Date(timeIntervalSinceNow: 15 * 60)
        let panjang = BGProcessingTaskRequest(identifier: Self.panjang)
        panjang.requiresNetworkConnectivity = true
        // Refused where the worker switched background work off: the app sends when it is opened.
        for permintaan in [singkat, panjang] { try? BGTaskScheduler.shared.submit(permintaan) }
    }

    private func jalankan(_ tugas: Tugas) {
        tugas.habis { [aplikasi] in aplikasi.pengirim.batal() }
        Task {
            if let kabar = await aplikasi.pengirim.kirimDiLatar() { await Pemberitahuan.kirim(kabar, kata: aplikasi.kata) }
            await jadwalkan()
            tugas.selesai(true)
        }
    }
}

/// A background task of the system that is ended once: by its work, or by the end of its time.
@MainActor private final class Tugas {
    private let tugas: BGTask
    private var sudah = false

    init(_ tugas: BGTask) { self.tugas = tugas }

    /// The system takes the time back: stop, and say so at once. What was sent stays received.
    func habis(_ cara: @escaping @MainActor () -> Void) {
        // Called on a thread of the system's.
        tugas.expirationHandler = { @Sendable in
            Task { @MainActor in
                cara()
                self.selesai(false)
            }
        }
    }

    func selesai(_ berhasil: Bool) {
        guard !sudah else { return }
        sudah = true
        tugas.setTaskCompleted(success: berhasil)
    }
}
