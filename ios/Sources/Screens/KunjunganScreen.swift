import AppModel
import SwiftUI

/// Holds the place of the screen in the app's navigation.
struct KunjunganScreen: View {
    let aplikasi: AplikasiModel
    let kasus: String

    var body: some View { Text(aplikasi.kata.umumMemuat) }
}
