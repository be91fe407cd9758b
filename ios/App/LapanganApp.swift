import AppModel
import Core
import Platform
import Screens
import SwiftUI

/// The app: puts the parts together once, and tells the model what happens around it.
@main struct LapanganApp: App {
    @Environment(\.scenePhase) private var fase
    @State private var susunan = Susunan.buat()

    var body: some Scene {
        WindowGroup {
            if let susunan {
                AkarScreen(aplikasi: susunan.aplikasi, masuk: susunan.masuk)
                    .task { await susunan.aplikasi.mulai(bahasa: Perangkat.bahasa, zonaMenit: Perangkat.zonaMenit) }
                    .task { await susunan.jaga() }
                    .onChange(of: fase) { _, baru in susunan.berubah(baru) }
                    .onChange(of: susunan.aplikasi.pengguna?.id) { susunan.aplikasi.kirimYangMenunggu() }
            } else {
                Text(Kata(Perangkat.bahasa).umumGalatTakTerduga).padding()
            }
        }
    }
}

/// Everything that lives as long as the app.
@MainActor private final class Susunan {
    let aplikasi: AplikasiModel
    let masuk: MasukModel
    private let jaringan: Jaringan
    private let latar: SinkronLatar

    /// Nothing where the folder for the data cannot be made.
    static func buat() -> Susunan? {
        guard let folder = try? Wadah.siapkan() else { return nil }
        return Susunan(folder: folder)
    }

    private init(folder: String) {
        let inti = IntiCore(folder: folder, keystore: KunciPerangkat(), zonaMenit: Perangkat.zonaMenit)
        aplikasi = AplikasiModel(inti: inti, bahasa: Perangkat.bahasa)
        aplikasi.bahasaDipilih = { Perangkat.simpan(bahasa: $0) }
        latar = SinkronLatar(aplikasi: aplikasi)
        masuk = MasukModel(
            aplikasi: aplikasi, adaBiometrik: Perangkat.adaBiometrik, namaPerangkat: Perangkat.nama,
            alamat: Perangkat.alamatServer)
        jaringan = Jaringan(aplikasi: aplikasi)
        aplikasi.alat = AlatPonsel(
            kamera: KameraPonsel(), lokasi: LokasiPonsel(), suara: SuaraPonsel(), pena: PenaPonsel())
    }

    /// Covers at once when the app leaves the front; uncovers, or locks, when it comes back. A worker may have crossed a time zone.
    func berubah(_ fase: ScenePhase) {
        guard fase == .active else {
            aplikasi.keLatar()
            if fase == .background { latar.keLatar() }
            return
        }
        Task {
            await aplikasi.keDepan()
            await aplikasi.inti.setZona(menit: Perangkat.zonaMenit)
        }
    }

    /// Looks now and then whether the screen was left alone.
    func jaga() async {
        while !Task.isCancelled {
            try? await Task.sleep(for: .seconds(15))
            await aplikasi.periksaDiam()
        }
    }
}
