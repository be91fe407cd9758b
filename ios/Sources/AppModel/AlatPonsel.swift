import Core
import Foundation

/// What came of taking a picture.
public enum HasilFoto: Equatable, Sendable {
    /// A picture file of our own: scaled, upright, without its place. Whoever takes it removes it.
    case foto(berkas: String)
    /// The person went back, or the camera gave nothing.
    case batal
    /// The person does not allow the camera.
    case ditolak
    /// It could not be taken or written.
    case gagal
}

/// Takes pictures.
@MainActor public protocol Kamera: AnyObject {
    /// From the camera, or from the gallery; the longer side has at most so many pixels.
    func ambil(dariGaleri: Bool, maksPiksel: Int) async -> HasilFoto
}

/// A place on the globe, as a device measured it.
public struct TitikLokasi: Equatable, Sendable {
    /// Degrees north.
    public var lintang: Double
    /// Degrees east.
    public var bujur: Double
    /// Metres above the sea.
    public var tinggi: Double
    /// Metres it may be off; below zero where the device says that it is not good.
    public var ketelitian: Double

    /// Measured values.
    public init(lintang: Double, bujur: Double, tinggi: Double, ketelitian: Double) {
        self.lintang = lintang
        self.bujur = bujur
        self.tinggi = tinggi
        self.ketelitian = ketelitian
    }

    /// As the form takes it; nothing where the device measured nothing.
    var jawaban: String? {
        guard lintang.isFinite, bujur.isFinite, ketelitian.isFinite, ketelitian >= 0 else { return nil }
        let angka = [(lintang, 6), (bujur, 6), (tinggi.isFinite ? tinggi : 0, 1), (ketelitian, 1)]
        let posix = Locale(identifier: "en_US_POSIX")
        return angka.map { String(format: "%.\($1)f", locale: posix, $0) }.joined(separator: " ")
    }
}

/// What came of looking for the place.
public enum HasilLokasi: Equatable, Sendable {
    /// Found.
    case dapat(TitikLokasi)
    /// The person does not allow it.
    case ditolak
    /// Nothing found in good time.
    case tidakAda
}

/// Finds the place, on request only.
@MainActor public protocol Lokasi: AnyObject {
    /// Looks once; ends by itself.
    func cari() async -> HasilLokasi
}

/// Reads aloud.
@MainActor public protocol Suara: AnyObject {
    /// Reads a sentence; what was being read stops.
    func baca(_ kalimat: String, bahasa: Lang)
    /// Says nothing more.
    func diam()
}

/// Makes a picture of what a finger drew.
@MainActor public protocol Pena: AnyObject {
    /// A picture file, black on white; whoever takes it removes it. Nothing where it could not be written.
    func gambar(_ coretan: Coretan, maksPiksel: Int) async -> String?
}

/// What the phone has for a form. Where something is missing, the form is filled in without it.
@MainActor public struct AlatPonsel {
    /// Takes pictures.
    public var kamera: (any Kamera)?
    /// Finds the place.
    public var lokasi: (any Lokasi)?
    /// Reads aloud.
    public var suara: (any Suara)?
    /// Makes a picture of a signature.
    public var pena: (any Pena)?

    /// With what there is.
    public init(
        kamera: (any Kamera)? = nil, lokasi: (any Lokasi)? = nil, suara: (any Suara)? = nil, pena: (any Pena)? = nil
    ) {
        self.kamera = kamera
        self.lokasi = lokasi
        self.suara = suara
        self.pena = pena
    }
}

/// Sizes of a picture.
public enum Gambar {
    /// The longer side where a form says nothing.
    public static let maksPikselBiasa = 1600

    /// Width and height after scaling the longer side down to a limit; never larger, never nothing.
    public static func ukuran(lebar: Double, tinggi: Double, maksPiksel: Int) -> (lebar: Double, tinggi: Double) {
        guard lebar > 0, tinggi > 0, lebar.isFinite, tinggi.isFinite else { return (1, 1) }
        let skala = min(1, Double(max(1, maksPiksel)) / max(lebar, tinggi))
        return (max(1, (lebar * skala).rounded()), max(1, (tinggi * skala).rounded()))
    }
}
