import AppModel
import Core
import SwiftUI

#if os(iOS)
    import ImageIO
    import UIKit
    import WebKit
#endif

// What only a phone has for a form: its keyboards, focus, the pad under a finger, the page of a report. Kept in one file, since the
// stand-in cannot check it.
extension View {
    /// What is typed or switched: as high as a thumb wants it.
    func isianBesar() -> some View { font(.title3).frame(maxWidth: .infinity, minHeight: tinggiTombol) }

    #if os(iOS)
        /// The keyboard for what is typed. A form's texts are about people: nothing is suggested or remembered.
        func papanKetik(_ jenis: JenisTeks) -> some View {
            keyboardType(jenis == .bilangan ? .numbersAndPunctuation : jenis == .desimal ? .decimalPad : .default)
                .autocorrectionDisabled()
                .textFieldStyle(.roundedBorder)
                .privacySensitive()
        }

        /// Told when the cursor leaves.
        func saatDitinggalkan(_ tindakan: @escaping @MainActor () -> Void) -> some View {
            modifier(Ditinggalkan(tindakan: tindakan))
        }

        /// Scrolling puts the keyboard away: that for numbers has no key for it.
        func tutupPapanKetik() -> some View { scrollDismissesKeyboard(.interactively) }

        /// VoiceOver begins at the top of a new page.
        func halamanBaru(_ halaman: String) -> some View {
            onChange(of: halaman) { _, _ in AccessibilityNotification.ScreenChanged().post() }
        }

        /// A calendar to tap on for dates, wheels for times; never a label cut short.
        @ViewBuilder func pemilihWaktu(tanggal: Bool) -> some View {
            if tanggal { datePickerStyle(.graphical).labelsHidden() } else { datePickerStyle(.wheel).labelsHidden() }
        }
    #else
        func papanKetik(_ jenis: JenisTeks) -> some View { self }
        func saatDitinggalkan(_ tindakan: @escaping @MainActor () -> Void) -> some View { self }
        func pemilihWaktu(tanggal: Bool) -> some View { self }
        func tutupPapanKetik() -> some View { self }
        func halamanBaru(_ halaman: String) -> some View { self }
    #endif
}

#if os(iOS)
    private struct Ditinggalkan: ViewModifier {
        let tindakan: @MainActor () -> Void
        @FocusState private var disini: Bool

        func body(content: Content) -> some View {
            content.focused($disini).onChange(of: disini) { dulu, kini in if dulu, !kini { tindakan() } }
        }
    }

    /// A picture, no larger than its place: an 8 MB photo is never unpacked whole.
    struct GambarView: View {
        let data: Data
        let sisi: CGFloat
        let gagal: String
        @Environment(\.displayScale) private var kerapatan
        @State private var gambar: UIImage?
        @State private var dicoba = false

        var body: some View {
            Group {
                if let gambar {
                    Image(uiImage: gambar).resizable().scaledToFit()
                } else if dicoba {
                    Text(gagal)
                } else {
                    Color.clear
                }
            }
            .frame(maxWidth: sisi, maxHeight: sisi)
            .task(id: data) {
                let piksel = Int(sisi * kerapatan)
                gambar = await Task.detached { [data] in Self.kecilkan(data, piksel) }.value
                dicoba = true
            }
        }

        private nonisolated static func kecilkan(_ data: Data, _ piksel: Int) -> UIImage? {
            let pilihan: [CFString: Any] = [
                kCGImageSourceCreateThumbnailFromImageAlways: true, kCGImageSourceCreateThumbnailWithTransform: true,
                kCGImageSourceThumbnailMaxPixelSize: piksel,
            ]
            guard let sumber = CGImageSourceCreateWithData(data as CFData, nil),
                let kecil = CGImageSourceCreateThumbnailAtIndex(sumber, 0, pilihan as CFDictionary)
            else { return nil }
            return UIImage(cgImage: kecil)
        }
    }

    /// Leads to the system's settings of this app, where a refused permission is given.
    struct TombolPengaturan: View {
        let kata: Kata
        @Environment(\.openURL) private var buka

        var body: some View {
            if let url = URL(string: UIApplication.openSettingsURLString) {
                Button(kata.izinPengaturan, systemImage: "gear") { buka(url) }.tombolBiasa()
            }
        }
    }

    /// Where a finger signs. VoiceOver lets the finger through, as it does for a drawing.
    struct BidangTandaTangan: View {
        let kata: Kata
        @Binding var coretan: Coretan

        var body: some View {
            Canvas { konteks, _ in
                for garis in coretan.goresan {
                    var jalan = Path()
                    jalan.addLines(garis.map { CGPoint(x: $0.x, y: $0.y) })
                    konteks.stroke(
                        jalan, with: .color(.black), style: StrokeStyle(lineWidth: 3, lineCap: .round, lineJoin: .round))
                }
            }
            .frame(maxWidth: .infinity, minHeight: 220)
            .background(Color.white)
            .border(Color.primary, width: 2)
            .gesture(
                DragGesture(minimumDistance: 0, coordinateSpace: .local)
                    .onChanged { coretan.gores(Coretan.Titik(x: $0.location.x, y: $0.location.y)) }
                    .onEnded { _ in coretan.angkat() }
            )
            .accessibilityElement()
            .accessibilityLabel(kata.lisanBidangTtd)
            .accessibilityAddTraits(.allowsDirectInteraction)
        }
    }

    /// A report of the core: a page of its own, without scripts and without a network.
    struct LaporanHtml: UIViewRepresentable {
        let html: String
        let cetak: CetakLaporan

        func makeUIView(context: Context) -> WKWebView {
            let susunan = WKWebViewConfiguration()
            susunan.websiteDataStore = .nonPersistent()
            susunan.defaultWebpagePreferences.allowsContentJavaScript = false
            let halaman = WKWebView(frame: .zero, configuration: susunan)
            halaman.loadHTMLString(html, baseURL: nil)
            cetak.halaman = halaman
            return halaman
        }

        func updateUIView(_ halaman: WKWebView, context: Context) {}
    }

    /// Prints what is shown, or saves it as PDF: the system asks which.
    @MainActor final class CetakLaporan {
        fileprivate weak var halaman: WKWebView?

        func cetak() {
            guard let halaman else { return }
            let kendali = UIPrintInteractionController.shared
            kendali.printFormatter = halaman.viewPrintFormatter()
            kendali.present(animated: true)
        }
    }
#else
    /// On Linux a picture is its size.
    struct GambarView: View {
        let data: Data
        let sisi: CGFloat
        let gagal: String
        var body: some View { Text(data.isEmpty ? gagal : "\(data.count) B") }
    }

    struct TombolPengaturan: View {
        let kata: Kata
        var body: some View { Button(kata.izinPengaturan, systemImage: "gear") {} }
    }

    /// On Linux a test draws by the model.
    struct BidangTandaTangan: View {
        let kata: Kata
        @Binding var coretan: Coretan
        var body: some View { Text(kata.lisanBidangTtd) }
    }

    struct LaporanHtml: View {
        let html: String
        let cetak: CetakLaporan
        var body: some View { Text(verbatim: html) }
    }

    @MainActor final class CetakLaporan {
        func cetak() {}
    }
#endif
