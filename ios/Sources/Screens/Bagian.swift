import AppModel
import Core
import SwiftUI

/// It loads.
struct MemuatView: View {
    let kata: String

    var body: some View { ProgressView(kata) }
}

/// It could not be read: what happened, whether the data is safe, what to do; and a way to try again.
struct GalatView: View {
    let galat: Galat
    let kata: Kata
    let cobaLagi: @MainActor () -> Void

    var body: some View {
        VStack(spacing: 16) {
            GalatBaris(galat: galat)
            Button(kata.umumCobaLagi, action: cobaLagi).frame(minHeight: tinggiTombol)
        }
        .padding()
    }
}

/// An error beside what caused it. Told by sign and words, never by colour alone.
struct GalatBaris: View {
    let galat: Galat

    var body: some View {
        Label(galat.kalimat, systemImage: "exclamationmark.triangle")
            .accessibilityIdentifier("galat \(galat.kode)")
            .diucapkan(galat.kalimat)
    }
}

/// There is no network; what that means here.
struct LuringBaris: View {
    let kata: String

    var body: some View { Label(kata, systemImage: "wifi.slash") }
}

/// No control is lower than a thumb needs.
let tinggiTombol: CGFloat = 48
