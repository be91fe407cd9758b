import AppModel
import SwiftUI

/// Holds the place of the screen in the app's navigation.
struct FormulirScreen: View {
    let aplikasi: AplikasiModel
    let draf: String

    var body: some View { Text(aplikasi.kata.umumMemuat) }
}
