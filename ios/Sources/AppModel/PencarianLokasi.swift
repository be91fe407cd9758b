/// Which of the places that a phone tells in a row is the one: the most exact of the fresh ones.
public struct PencarianLokasi: Sendable {
    /// So long a place is looked for.
    public static let batas = Duration.seconds(60)
    private static let cukupTeliti = 20.0
    private static let palingTuaDetik = 60.0

    /// The best so far.
    public private(set) var terbaik: TitikLokasi?

    /// Nothing found yet.
    public init() {}

    /// A place was told; gives whether it is good enough to stop. What is old, or no place at all, does not count.
    public mutating func terima(_ titik: TitikLokasi, umurDetik: Double) -> Bool {
        guard umurDetik <= Self.palingTuaDetik, titik.jawaban != nil else { return false }
        if let terbaik, terbaik.ketelitian <= titik.ketelitian { return false }
        terbaik = titik
        return titik.ketelitian <= Self.cukupTeliti
    }
}
