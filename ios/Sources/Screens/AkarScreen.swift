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
        ZStack {
            Group {
                if let user = aplikasi.pengguna {
                    HariIniScreen(aplikasi: aplikasi, user: user)
                } else {
                    MasukScreen(model: masuk)
                }
            }
            .accessibilityHidden(aplikasi.tertutup)
            if aplikasi.tertutup { TutupView(kata: aplikasi.kata) }
        }
        .mencatatSentuhan(aplikasi)
    }
}

/// Hides everything from the list of open apps.
private struct TutupView: View {
    let kata: Kata

    var body: some View {
        Text(kata.umumNamaAplikasi)
            .font(.title)
            .frame(maxWidth: .infinity, maxHeight: .infinity)
            .background(.background)
    }
}
