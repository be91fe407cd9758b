import AppModel
import Core
import SwiftUI

/// The day's page. So far it greets the worker and lets her lock.
struct HariIniScreen: View {
    @Bindable var aplikasi: AplikasiModel
    let user: UserInfo

    var body: some View {
        NavigationStack(path: $aplikasi.jalur) {
            List {
                if let kabar = aplikasi.kabar {
                    Text(kabar).diucapkan(kabar)
                    Button(aplikasi.kata.umumTutup) { aplikasi.kabar = nil }.frame(minHeight: tinggiTombol)
                }
                Text(user.nama)
                Button(aplikasi.kata.kunciSekarang) { Task { await aplikasi.kunci() } }
                    .frame(maxWidth: .infinity, minHeight: tinggiTombol)
            }
            .navigationTitle(aplikasi.kata.hariIniJudul)
        }
    }
}
