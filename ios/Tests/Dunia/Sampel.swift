import Core
import Foundation

/// The samples of the form pack, given answer by answer as a screen would.
public enum Sampel {
    /// A sample of a form, moved to today: its forms refuse dates that have not come yet, and plans that have passed.
    public static func baca(_ form: String, _ name: String) throws -> Json {
        let file = Dunia.root.appendingPathComponent("core/forms/\(form)/contoh/\(name).json")
        return pindah(try Json.baca(String(contentsOf: file, encoding: .utf8)), key: "")
    }

    /// The names of a form's samples.
    public static func nama(_ form: String) throws -> [String] {
        let folder = Dunia.root.appendingPathComponent("core/forms/\(form)/contoh").path
        let nama = try FileManager.default.contentsOfDirectory(atPath: folder).filter { $0.hasSuffix(".json") }
        return nama.map { String($0.dropLast(5)) }.sorted()
    }

    private static func pindah(_ node: Json, key: String) -> Json {
        switch node {
        case .object(let pairs): .object(pairs.map { ($0, pindah($1, key: $0)) })
        case .array(let items): .array(items.map { pindah($0, key: key) })
        case .teks(let teks):
            if key.hasPrefix("tanggal_kunjungan_berikut") || key == "tanggal_berikut" {
                .teks(tanggal(11))
            } else if ["tanggal_asesmen", "tanggal_kunjungan"].contains(key) {
                .teks(tanggal(0))
            } else {
                .teks(teks)
            }
        }
    }

    private static func tanggal(_ hari: Int) -> String {
        let form = DateFormatter()
        form.locale = Locale(identifier: "en_US_POSIX")
        form.dateFormat = "yyyy-MM-dd"
        return form.string(from: Date(timeIntervalSinceNow: Double(hari) * 86_400))
    }

    /// An answer of a sample.
    public enum Jawaban: Sendable {
        /// There are at least so many rows.
        case baris(Int)
        /// What a person types or chooses; several choices are separated by spaces.
        case teks(String)
        /// A place: degrees north and east, metres above the sea, metres it may be off.
        case titik([String])
        /// A picture of a name.
        case foto(String)
    }

    /// Single answers with their paths: rows are numbered from 1, several choices are one answer.
    public static func daun(_ path: String, _ value: Json) -> [(path: String, jawaban: Jawaban)] {
        switch value {
        case .teks(let teks): return [(path, .teks(teks))]
        case .object(let pairs):
            if let file = value["path"]?.teks { return [(path, .foto(file))] }
            if value["lat"] != nil {
                return [(path, .titik(["lat", "lon", "altitude", "accuracy"].map { value[$0]?.teks ?? "0" }))]
            }
            return pairs.flatMap { daun("\(path)/\($0)", $1) }
        case .array(let items):
            guard case .object = items.first else { return [(path, .teks(items.compactMap(\.teks).joined(separator: " ")))] }
            return items.enumerated().flatMap { at, row in
                guard case .object(let pairs) = row else { return [(path: String, jawaban: Jawaban)]() }
                return [(path, .baris(at + 1))] + pairs.flatMap { daun("\(path)[\(at + 1)]/\($0)", $1) }
            }
        }
    }

    private static func beri(_ form: FormSessionHandle, _ path: String, _ jawaban: Jawaban) throws {
        switch jawaban {
        case .baris(let baris): if try form.question(path: path).rows < baris { _ = try form.tambahBaris(path: path) }
        case .teks(let teks): _ = try form.jawab(path: path, value: teks)
        case .titik(let angka): _ = try form.jawab(path: path, value: angka.joined(separator: " "))
        case .foto(let name):
            let file = try foto(name)
            _ = try form.lampirkan(path: path, file: file)
            guard try form.gambar(path: path) == Data(contentsOf: URL(fileURLWithPath: file)) else {
                throw Sebab("another picture came back")
            }
        }
    }

    /// All answers one by one; those that do not apply yet come again after the others. Gives how many were taken.
    public static func isi(_ form: FormSessionHandle, _ answers: Json) throws -> Int {
        guard let root = try form.sections().first?.path.split(separator: "/").first else { throw Sebab("no section") }
        var todo = daun("/\(root)", answers)
        var taken = 0
        while !todo.isEmpty {
            var later: [(path: String, jawaban: Jawaban)] = []
            for answer in todo {
                do {
                    try beri(form, answer.path, answer.jawaban)
                    taken += 1
                } catch CoreError.Gagal(code: "answer.invalid", _, _, _, _, _) {
                    later.append(answer)
                }
            }
            guard later.count < todo.count else { throw Sebab("not accepted: \(later.map(\.path))") }
            todo = later
        }
        return taken
    }

    /// The smallest JPEG there is: one grey dot. A comment makes each picture another one.
    private static let titik = Data(
        base64Encoded: "/9j/4AAQSkZJRgABAQEASABIAAD/2wBDAP" + String(repeating: "/", count: 86)
            + "wgALCAABAAEBAREA/8QAFBABAAAAAAAAAAAAAAAAAAAAAP/aAAgBAQABPxA=")

    /// A JPEG file of its own content.
    public static func foto(_ name: String) throws -> String {
        let folder = URL(fileURLWithPath: try Dunia.lingkungan("ATENSI_KERJA"))
        let file = folder.appendingPathComponent(name.replacingOccurrences(of: "/", with: "-"))
        guard let dot = titik else { throw Sebab("the picture is no base64") }
        let comment = Data(name.utf8)
        let length = UInt16(comment.count + 2)
        let picture = dot.prefix(2) + [0xFF, 0xFE, UInt8(length >> 8), UInt8(length & 0xFF)] + comment + dot.dropFirst(2)
        try picture.write(to: file, options: .atomic)  // another test may be reading the same picture
        return file.path
    }
}
