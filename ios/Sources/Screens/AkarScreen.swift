import AppModel
import Core
import SwiftUI

/// The whole app: the lock until somebody is in, then her work; covered while the app is not in front.
public struct AkarScreen: View {
    private let aplikasi: AplikasiModel
    private let masuk: MasukModel

    /// Shows the app.
    public init(aplikasi: AplikasiModel, masuk: MasukModel) {
        self.aplikasi = aplikasi
        self.masuk = masuk
    }

    /// See `View`.
    public var body: some View {
        Penutup(aplikasi: aplikasi) {
            if aplikasi.pengguna != nil {
                JalurView(aplikasi: aplikasi, adaBiometrik: masuk.adaBiometrik)
            } else {
                MasukScreen(model: masuk)
            }
        }
        .environment(\.locale, Locale(identifier: aplikasi.kata.bahasa.rawValue))
        .dynamicTypeSize(.xLarge...)
        .mencatatSentuhan(aplikasi)
    }
}

/// Today's work, and the screens above it.
private struct JalurView: View {
    @Bindable var aplikasi: AplikasiModel
    let adaBiometrik: Bool

    var body: some View {
        NavigationStack(path: $aplikasi.jalur) {
            HariIniScreen(aplikasi: aplikasi)
                .navigationDestination(for: AppModel.Rute.self) { tujuan($0) }
        }
    }

    @ViewBuilder private func tujuan(_ rute: AppModel.Rute) -> some View {
        switch rute {
        case .cari: CariScreen(aplikasi: aplikasi)
        case .daftar(let calon): DaftarScreen(aplikasi: aplikasi, calon: calon)
        case .bukaKasus(let jenis, let subjek): KasusScreen(aplikasi: aplikasi, jenis: jenis, subjek: subjek)
        case .profil(let id): ProfilScreen(aplikasi: aplikasi, id: id)
        case .draf: DrafScreen(aplikasi: aplikasi)
        case .formulir(let draf): FormulirScreen(aplikasi: aplikasi, draf: draf)
        case .kunjungan(let kasus): KunjunganScreen(aplikasi: aplikasi, kasus: kasus)
        case .selesai(let dokumen): SelesaiScreen(aplikasi: aplikasi, dokumen: dokumen)
        case .kotakKirim: KotakKirimScreen(aplikasi: aplikasi)
        case .tinjau: TinjauScreen(aplikasi: aplikasi)
        case .pengaturan: PengaturanScreen(aplikasi: aplikasi, adaBiometrik: adaBiometrik)
        }
    }
}

/// Covers what is in it while the app is not in front: nobody's data is in the list of open apps. A sheet lies above what it came
/// from, so each has a cover of its own.
struct Penutup<Isi: View>: View {
    let aplikasi: AplikasiModel
    @ViewBuilder let isi: Isi

    var body: some View {
        ZStack {
            Group { isi }.accessibilityHidden(aplikasi.tertutup)
            if aplikasi.tertutup { TutupView(kata: aplikasi.kata) }
        }
    }
}

private struct TutupView: View {
    let kata: Kata

    var body: some View {
        Text(kata.umumNamaAplikasi)
            .font(.title)
            .frame(maxWidth: .infinity, maxHeight: .infinity)
            .background(.background)
    }
}
