import AppModel
import SwiftUI

// What only a phone has: keyboards, spoken announcements, touches. Kept in one small file, since the stand-in cannot check it.
extension View {
    #if os(iOS)
        /// Digits only.
        func angka() -> some View { keyboardType(.numberPad).privacySensitive() }

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
    #else
        func angka() -> some View { self }
        func kodeSekali() -> some View { self }
        func alamatWeb() -> some View { self }
        func tanpaKoreksi() -> some View { self }
        func diucapkan(_ kalimat: String) -> some View { self }
        func mencatatSentuhan(_ aplikasi: AplikasiModel) -> some View { self }
    #endif
}
