import AppModel
import Core
import UserNotifications

/// Tells a worker who does not look at the app that sending needs her. The words are fixed ones: no name, no number, no place.
public enum Pemberitahuan {
    /// Shows it in place of the one before. Quiet at first, so that nobody is asked for leave before there is something to tell.
    public static func kirim(_ kabar: PengirimModel.Pemberitahuan, kata: Kata) async {
        let pusat = UNUserNotificationCenter.current()
        guard (try? await pusat.requestAuthorization(options: [.alert, .provisional])) == true else { return }
        let isi = UNMutableNotificationContent()
        switch kabar {
        case .perhatian: (isi.title, isi.body) = (kata.notifikasiPerhatianJudul, kata.notifikasiPerhatian)
        case .tertunda: (isi.title, isi.body) = (kata.notifikasiTertundaJudul, kata.notifikasiTertunda)
        }
        try? await pusat.add(UNNotificationRequest(identifier: "kirim", content: isi, trigger: nil))
    }
}
