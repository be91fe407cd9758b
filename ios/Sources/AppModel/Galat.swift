import Core

/// An error as a person reads it. The words are the core's: what happened, is my data safe, what to do now. Shells add none for a
/// code they do not know.
public struct Galat: Error, Equatable, Sendable {
    /// The core's stable code.
    public let kode: String
    /// What happened and whether the data is safe.
    public let pesan: String
    /// What to do next, where the core's words leave it open.
    public let saran: String?
    /// The field concerned.
    public let isian: String?
    /// Whether the same may succeed later.
    public let bisaDiulang: Bool

    /// With words of the shell's own.
    public init(kode: String, pesan: String, saran: String? = nil, isian: String? = nil, bisaDiulang: Bool = true) {
        self.kode = kode
        self.pesan = pesan
        self.saran = saran
        self.isian = isian
        self.bisaDiulang = bisaDiulang
    }

    /// Of whatever was thrown. What did not come from the core gets words without its text, which may quote a person.
    public init(_ error: any Error, kata: Kata) {
        switch error {
        case let galat as Galat:
            self = galat
        case CoreError.Gagal(let code, let field, _, let retry, let retryAfterS, let pesan):
            let saran = retryAfterS.map { kata.masukTunggu(n: Int(clamping: $0)) }
            self.init(kode: code, pesan: pesan, saran: saran, isian: field, bisaDiulang: retry)
        default:
            self.init(kode: "bug", pesan: kata.umumGalatTakTerduga, saran: kata.umumGalatSaran)
        }
    }

    /// Spoken and read as one: the message, then what to do.
    public var kalimat: String { [pesan, saran].compactMap { $0 }.joined(separator: " ") }
}
