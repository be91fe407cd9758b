import Foundation

/// Pictures on their way into the core: for a moment they lie open in a folder of ours, closed while the phone is locked. Models
/// remove each one; what a killed app left behind goes at the next start.
enum BerkasSementara {
    private static var folder: URL {
        FileManager.default.temporaryDirectory.appending(path: "gambar", directoryHint: .isDirectory)
    }

    /// Writes a picture and gives its path; nothing where there is no room.
    static func tulis(_ data: Data, akhiran: String) -> String? {
        let berkas = folder.appending(path: "\(UUID().uuidString).\(akhiran)")
        do {
            try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
            try data.write(to: berkas, options: [.atomic, .completeFileProtection])
            return berkas.path(percentEncoded: false)
        } catch { return nil }
    }

    /// Removes what was left behind.
    static func bersihkan() { try? FileManager.default.removeItem(at: folder) }
}
