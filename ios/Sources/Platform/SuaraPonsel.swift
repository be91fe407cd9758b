import AVFoundation
import AppModel
import Core

/// The phone's own voice; what is read never leaves the phone.
@MainActor public final class SuaraPonsel: Suara {
    private let pembaca = AVSpeechSynthesizer()

    /// Says nothing yet.
    public init() {}

    /// See `Suara`.
    public func baca(_ kalimat: String, bahasa: Lang) {
        diam()
        let ucapan = AVSpeechUtterance(string: kalimat)
        ucapan.voice = AVSpeechSynthesisVoice(language: bahasa == .en ? "en-GB" : "id-ID")
        pembaca.speak(ucapan)
    }

    /// See `Suara`.
    public func diam() { pembaca.stopSpeaking(at: .immediate) }
}
