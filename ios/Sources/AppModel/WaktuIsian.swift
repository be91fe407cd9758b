import Foundation

/// Dates and times between a picker, which knows moments, and a form, which takes text. The local calendar is Gregorian whatever
/// the phone's is.
public struct WaktuIsian: Sendable {
    /// What is asked for.
    public enum Jenis: Sendable {
        /// A date.
        case tanggal
        /// A time of day.
        case jam
        /// Both.
        case tanggalJam
    }

    /// What is asked for.
    public let jenis: Jenis
    /// The calendar of the picker.
    public let kalender: Calendar

    /// In a time zone; the phone's if none is named.
    public init(_ jenis: Jenis, zona: TimeZone = .current) {
        var kalender = Calendar(identifier: .gregorian)
        kalender.timeZone = zona
        self.jenis = jenis
        self.kalender = kalender
    }

    /// The answer for a moment.
    public func jawaban(_ saat: Date) -> String {
        let bagian = kalender.dateComponents([.year, .month, .day, .hour, .minute], from: saat)
        let angka = [bagian.year, bagian.month, bagian.day, bagian.hour, bagian.minute].map { $0 ?? 0 }
        let posix = Locale(identifier: "en_US_POSIX")
        let tanggal = String(format: "%04d-%02d-%02d", locale: posix, angka[0], angka[1], angka[2])
        let jam = String(format: "%02d:%02d", locale: posix, angka[3], angka[4])
        switch jenis {
        case .tanggal: return tanggal
        case .jam: return jam
        case .tanggalJam: return "\(tanggal)T\(jam)"
        }
    }

    /// The moment of a stored answer: what the picker begins with. Nothing where it is no such answer.
    public func saat(_ jawaban: String, kini: Date = Date()) -> Date? {
        let potong = jawaban.split(separator: "T", maxSplits: 1).map(String.init)
        var bagian = kalender.dateComponents([.year, .month, .day], from: kini)
        (bagian.hour, bagian.minute) = (12, 0)
        if jenis != .jam {
            guard let tanggal = potong.first.map({ Self.angka($0, "-") }), tanggal.count >= 3 else { return nil }
            (bagian.year, bagian.month, bagian.day) = (tanggal[0], tanggal[1], tanggal[2])
        }
        if jenis != .tanggal {
            guard let jam = potong.last.map({ Self.angka(String($0.prefix(5)), ":") }), jam.count == 2 else { return nil }
            (bagian.hour, bagian.minute) = (jam[0], jam[1])
        }
        return bagian.isValidDate(in: kalender) ? kalender.date(from: bagian) : nil
    }

    private static func angka(_ teks: String, _ pemisah: Character) -> [Int] {
        teks.split(separator: pemisah).compactMap { Int($0) }
    }
}
