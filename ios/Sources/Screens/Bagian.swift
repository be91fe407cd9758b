import AppModel
import Core
import SwiftUI

/// No control is lower than a thumb needs.
let tinggiTombol: CGFloat = 56

extension View {
    /// What the screen is for, at the bottom within reach of the thumb.
    func diBawah<Isi: View>(@ViewBuilder _ isi: () -> Isi) -> some View {
        let isi = isi()
        return safeAreaInset(edge: .bottom) { VStack(spacing: 8) { isi }.padding().background(.background) }
    }
}

/// It loads, it could not be read, or here it is.
struct KeadaanView<Isi: Sendable, Tampak: View>: View {
    let keadaan: Keadaan<Isi>
    let memuat: String
    let galat: String?
    let kata: Kata
    let cobaLagi: @MainActor () async -> Void
    @ViewBuilder let tampak: (Isi) -> Tampak

    var body: some View {
        switch keadaan {
        case .memuat: MemuatView(kata: memuat)
        case .galat(let sebab): GalatView(judul: galat, galat: sebab, kata: kata) { Task { await cobaLagi() } }
        case .isi(let isi): tampak(isi)
        }
    }
}

/// It loads.
struct MemuatView: View {
    let kata: String

    var body: some View { ProgressView(kata) }
}

/// It could not be read: what happened, whether the data is safe, what to do; and a way to try again.
struct GalatView: View {
    var judul: String?
    let galat: Galat
    let kata: Kata
    let cobaLagi: @MainActor () -> Void

    var body: some View {
        VStack(spacing: 16) {
            if let judul { Text(judul) }
            GalatBaris(galat: galat)
            Button(kata.umumCobaLagi, action: cobaLagi).tombolBiasa()
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

/// Something told once, on whatever screen is in front.
struct KabarBaris: View {
    let aplikasi: AplikasiModel

    var body: some View {
        if let kabar = aplikasi.kabar {
            Text(kabar).diucapkan(kabar)
            Button(aplikasi.kata.umumTutup) { aplikasi.kabar = nil }.tombolBiasa()
        }
    }
}

/// One of a list, or none.
struct PilihanView: View {
    let judul: String
    let kosong: String
    let pilihan: [Pilihan]
    @Binding var terpilih: String?

    var body: some View {
        Picker(judul, selection: $terpilih) {
            Text(kosong).tag(String?.none)
            ForEach(pilihan, id: \.value) { Text($0.label).tag(Optional($0.value)) }
        }
        .frame(minHeight: tinggiTombol)
    }
}
