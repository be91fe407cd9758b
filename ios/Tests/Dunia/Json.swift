import Foundation

/// JSON that keeps the order of its keys, since a sample is given answer by answer in the order it was written. A number stays text.
public indirect enum Json: Sendable {
    /// Text, a number or a word such as `true`.
    case teks(String)
    /// Values in order.
    case array([Json])
    /// Keys and values in order.
    case object([(String, Json)])

    /// The text, if it is one.
    public var teks: String? { if case .teks(let teks) = self { teks } else { nil } }

    /// The value of a key.
    public subscript(_ key: String) -> Json? {
        if case .object(let pairs) = self { pairs.first { $0.0 == key }?.1 } else { nil }
    }

    /// The same with another value at a path of keys; a key that is new comes last.
    public func dengan(_ path: String..., isi: Json) -> Json { ubah(path[...], isi) }

    private func ubah(_ path: ArraySlice<String>, _ isi: Json) -> Json {
        guard let key = path.first else { return isi }
        guard case .object(var pairs) = self else { return .object([(key, isi)]) }
        let at = pairs.firstIndex { $0.0 == key }
        let baru = (at.map { pairs[$0].1 } ?? .object([])).ubah(path.dropFirst(), isi)
        if let at { pairs[at].1 = baru } else { pairs.append((key, baru)) }
        return .object(pairs)
    }

    /// Reads a whole text.
    public static func baca(_ text: String) throws -> Json {
        var reader = Pembaca(Array(text.utf8))
        let value = try reader.value()
        guard reader.next() == nil else { throw Sebab("JSON: more after the end") }
        return value
    }
}

private struct Pembaca {
    private let bytes: [UInt8]
    private var at = 0

    init(_ bytes: [UInt8]) { self.bytes = bytes }

    /// The next byte that is no space, not taken.
    mutating func next() -> UInt8? {
        while at < bytes.count, bytes[at] <= 0x20 { at += 1 }
        return at < bytes.count ? bytes[at] : nil
    }

    private mutating func take(_ character: Character) throws {
        guard next() == character.asciiValue else { throw Sebab("JSON: \(character) expected at byte \(at)") }
        at += 1
    }

    mutating func value() throws -> Json {
        switch next() {
        case UInt8(ascii: "{"): .object(try list("{", "}") { (try $0.string(), try $0.member()) })
        case UInt8(ascii: "["): .array(try list("[", "]") { try $0.value() })
        case UInt8(ascii: "\""): .teks(try string())
        default: .teks(try word())
        }
    }

    private mutating func member() throws -> Json {
        try take(":")
        return try value()
    }

    private mutating func list<T>(_ open: Character, _ close: Character, _ item: (inout Self) throws -> T) throws -> [T] {
        try take(open)
        var items: [T] = []
        while next() != close.asciiValue {
            if !items.isEmpty { try take(",") }
            items.append(try item(&self))
        }
        try take(close)
        return items
    }

    /// A string in quotes; Foundation undoes its escapes.
    private mutating func string() throws -> String {
        try take("\"")
        let begin = at - 1
        while at < bytes.count, bytes[at] != UInt8(ascii: "\"") { at += bytes[at] == UInt8(ascii: "\\") ? 2 : 1 }
        try take("\"")
        return try JSONDecoder().decode(String.self, from: Data(bytes[begin..<at]))
    }

    private mutating func word() throws -> String {
        let begin = at
        while at < bytes.count, !",]}".utf8.contains(bytes[at]), bytes[at] > 0x20 { at += 1 }
        guard at > begin else { throw Sebab("JSON: a value expected at byte \(at)") }
        return String(decoding: bytes[begin..<at], as: UTF8.self)
    }
}
