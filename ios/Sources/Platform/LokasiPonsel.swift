import AppModel
import CoreLocation

/// The place, on request only and while the app is in front.
@MainActor public final class LokasiPonsel: NSObject, Lokasi, CLLocationManagerDelegate {
    private let pengelola = CLLocationManager()
    private var menunggu: CheckedContinuation<HasilLokasi, Never>?
    private var pencarian = PencarianLokasi()
    private var batas: Task<Void, Never>?

    /// Touches nothing yet: the permission is asked for at the first search.
    override public init() {
        super.init()
        pengelola.delegate = self
        pengelola.desiredAccuracy = kCLLocationAccuracyBest
    }

    /// See `Lokasi`.
    public func cari() async -> HasilLokasi {
        guard menunggu == nil else { return .tidakAda }
        return await withCheckedContinuation { lanjutan in
            menunggu = lanjutan
            pencarian = PencarianLokasi()
            batas = Task { [weak self] in
                try? await Task.sleep(for: PencarianLokasi.batas)
                if !Task.isCancelled { self?.habis() }
            }
            izin(pengelola.authorizationStatus)
        }
    }

    /// See `CLLocationManagerDelegate`.
    public nonisolated func locationManagerDidChangeAuthorization(_ manager: CLLocationManager) {
        let status = manager.authorizationStatus
        Task { @MainActor in izin(status) }
    }

    /// See `CLLocationManagerDelegate`.
    public nonisolated func locationManager(_ manager: CLLocationManager, didUpdateLocations locations: [CLLocation]) {
        let baru = locations.map { tempat in
            let titik = TitikLokasi(
                lintang: tempat.coordinate.latitude, bujur: tempat.coordinate.longitude, tinggi: tempat.altitude,
                ketelitian: tempat.horizontalAccuracy)
            return (titik, -tempat.timestamp.timeIntervalSinceNow)
        }
        Task { @MainActor in
            for (titik, umur) in baru where pencarian.terima(titik, umurDetik: umur) { return habis() }
        }
    }

    /// See `CLLocationManagerDelegate`. No signal yet: the search goes on until its time is up.
    public nonisolated func locationManager(_ manager: CLLocationManager, didFailWithError error: any Error) {}

    private func izin(_ status: CLAuthorizationStatus) {
        guard menunggu != nil else { return }
        switch status {
        case .notDetermined: pengelola.requestWhenInUseAuthorization()
        case .denied, .restricted: selesai(.ditolak)
        default: pengelola.startUpdatingLocation()
        }
    }

    private func habis() { selesai(pencarian.terbaik.map { .dapat($0) } ?? .tidakAda) }

    private func selesai(_ hasil: HasilLokasi) {
        pengelola.stopUpdatingLocation()
        batas?.cancel()
        menunggu?.resume(returning: hasil)
        menunggu = nil
    }
}
