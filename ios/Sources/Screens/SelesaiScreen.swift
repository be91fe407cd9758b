import AppModel
import SwiftUI

/// Holds the place of the screen in the app's navigation.
struct SelesaiScreen: View {
    let aplikasi: AplikasiModel
    let dokumen: String

    var body: some View { Text(aplikasi.kata.umumMemuat) }
}
