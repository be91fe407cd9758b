import AppModel
import SwiftUI

// What only a phone has: keyboards, spoken announcements, touches, the look of a button. Kept in one small file, since the stand-in cannot check it.
extension View {
    #if os(iOS)
        /// Digits only.
        func angka() -> some View { keyboardType(.numberPad).privacySensitive() }

        /// A PIN: digits that no password manager offers to make up or to keep.
        func angkaRahasia() -> some View { angka().textContentType(.oneTimeCode) }

        /// A code that is typed once: nothing is corrected or remembered.
        func kodeSekali() -> some View {
            textInputAutocapitalization(.characters).autocorrectionDisabled().textContentType(.oneTimeCode)
        }

        /// A web address: nothing is corrected.
        func alamatWeb() -> some View {
            keyboardType(.URL).textInputAutocapitalization(.never).autocorrectionDisabled().textContentType(.URL)
        }

        /// A name: nothing is corrected.
        func tanpaKoreksi() -> some View { autocorrectionDisabled() }

        /// Spoken at once where VoiceOver is on, and again when it changes.
        func diucapkan(_ kalimat: String) -> some View {
            onChange(of: kalimat, initial: true) { _, baru in AccessibilityNotification.Announcement(baru).post() }
        }

        /// Tells the model that the screen was touched, without taking the touch away from what is under it.
        func mencatatSentuhan(_ aplikasi: AplikasiModel) -> some View {
            simultaneousGesture(DragGesture(minimumDistance: 0).onChanged { _ in aplikasi.sentuh() })
        }

        /// The main thing to do here: one a page.
        func tombolUtama() -> some View { buttonStyle(GayaTombol(utama: true)) }

        /// Anything else to do.
        func tombolBiasa() -> some View { buttonStyle(GayaTombol(utama: false)) }
    #else
        func angka() -> some View { self }
        func angkaRahasia() -> some View { self }
        func kodeSekali() -> some View { self }
        func alamatWeb() -> some View { self }
        func tanpaKoreksi() -> some View { self }
        func diucapkan(_ kalimat: String) -> some View { self }
        func mencatatSentuhan(_ aplikasi: AplikasiModel) -> some View { self }
        func tombolUtama() -> some View { self }
        func tombolBiasa() -> some View { self }
    #endif
}

#if os(iOS)
    /// A button as wide as the column and as high as a thumb wants it; its words take the lines they need. Dark on light or white on
    /// dark blue, to be read in the sun.
    private struct GayaTombol: ButtonStyle {
        let utama: Bool
        @Environment(\.isEnabled) private var aktif

        func makeBody(configuration: Configuration) -> some View {
            let bentuk = RoundedRectangle(cornerRadius: 12)
            configuration.label
                .font(.title3)
                .multilineTextAlignment(utama ? .center : .leading)
                .padding(.horizontal, 16)
                .padding(.vertical, 8)
                .frame(maxWidth: .infinity, minHeight: tinggiTombol, alignment: utama ? .center : .leading)
                .foregroundStyle(utama ? Color.white : Color.primary)
                .background(
                    utama ? Color(red: 0.04, green: 0.3, blue: 0.61) : Color(uiColor: .secondarySystemBackground), in: bentuk
                )
                .overlay(bentuk.strokeBorder(Color.primary.opacity(0.6), lineWidth: 1))
                .contentShape(bentuk)
                .opacity(aktif ? (configuration.isPressed ? 0.7 : 1) : 0.5)
        }
    }
#endif
