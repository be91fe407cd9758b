import Core
import Foundation

/// The picture that answers a photo or signature question, as the page shows it.
public enum GambarIsian: Equatable, Sendable {
    /// A picture file's bytes, decrypted. In memory only, and only while its page is in front.
    case isi(Data)
    /// It is kept, but not on this phone.
    case tidakAda
    /// It could not be read now.
    case galat(Galat)
}

/// Looking at what was photographed or signed. Pictures of people are held no longer than somebody can look at them.
extension FormulirModel {
    /// Reads the picture of a question on this page, unless nobody can look.
    public func muatGambar(_ item: PertanyaanItem) async {
        let (path, nilai) = (item.soal.path, item.soal.value)
        guard item.foto > 0, bolehDilihat else { return }
        gambar[path] = nil  // of the answer before
        let hasil: GambarIsian
        do { hasil = try await inti.gambar(draf: draf, path: path).map { .isi($0) } ?? .tidakAda } catch {
            hasil = .galat(aplikasi.galat(error))
        }
        // Late: covered, another page, another picture.
        guard bolehDilihat, pertanyaan(path)?.soal.value == nilai else { return }
        gambar[path] = hasil
    }

    /// Whether the page is in front, uncovered.
    public var bolehDilihat: Bool { !aplikasi.tertutup && !tersembunyi }

    /// Shows the picture large.
    public func lihatGambar(_ path: String) { if case .isi = gambar[path] { dilihat = path } }

    /// The picture that is shown large.
    public var gambarDilihat: Data? {
        guard let dilihat, case .isi(let data) = gambar[dilihat] else { return nil }
        return data
    }

    /// Whether one is.
    public var adaDilihat: Bool {
        get { gambarDilihat != nil }
        set { if !newValue { dilihat = nil } }
    }

    /// Lets go of every picture: nobody can look at them now.
    public func lepasGambar() { (gambar, dilihat) = ([:], nil) }
}
