/// What a finger draws on the signature pad: lines of points, as the screen measures them.
public struct Coretan: Equatable, Sendable {
    /// A point.
    public struct Titik: Equatable, Sendable {
        /// From the left.
        public var x: Double
        /// From the top.
        public var y: Double

        /// At a place.
        public init(x: Double, y: Double) {
            self.x = x
            self.y = y
        }
    }

    /// The lines, in the order they were drawn.
    public private(set) var goresan: [[Titik]] = []
    private var terangkat = true

    /// Nothing drawn yet.
    public init() {}

    /// The finger is here. It goes on with the line, or begins one if it was lifted.
    public mutating func gores(_ titik: Titik) {
        if terangkat { goresan.append([]) }
        terangkat = false
        if goresan[goresan.count - 1].last != titik { goresan[goresan.count - 1].append(titik) }
    }

    /// The finger was lifted.
    public mutating func angkat() { terangkat = true }

    /// Nothing that could be a signature: a touch by mistake leaves dots only.
    public var kosong: Bool { goresan.allSatisfy { $0.count < 2 } }

    /// The lines moved and scaled into a picture, with a margin, keeping their shape; and the size of that picture.
    public func dalamGambar(maksPiksel: Int, pinggir: Double = 16) -> (lebar: Double, tinggi: Double, goresan: [[Titik]]) {
        let semua = goresan.joined()
        guard let kiri = semua.map(\.x).min(), let kanan = semua.map(\.x).max(), let atas = semua.map(\.y).min(),
            let bawah = semua.map(\.y).max()
        else { return (1, 1, []) }
        let (lebar, tinggi) = (max(1, kanan - kiri), max(1, bawah - atas))
        let skala = max(1, Double(maksPiksel) - 2 * pinggir) / max(lebar, tinggi)
        let pindah = goresan.map { garis in
            garis.map { Titik(x: ($0.x - kiri) * skala + pinggir, y: ($0.y - atas) * skala + pinggir) }
        }
        return ((lebar * skala + 2 * pinggir).rounded(.up), (tinggi * skala + 2 * pinggir).rounded(.up), pindah)
    }
}
