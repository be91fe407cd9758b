import Foundation

/// The folder for everything the core keeps: not in backups, encrypted by the system until the first unlock after a start. The
/// core's own encryption is within; this is the second wall.
public enum Wadah {
    /// Makes the folder if needed and gives its path.
    public static func siapkan() throws -> String {
        let manager = FileManager.default
        let support = try manager.url(for: .applicationSupportDirectory, in: .userDomainMask, appropriateFor: nil, create: true)
        var folder = support.appending(path: "lapangan", directoryHint: .isDirectory)
        // A sync in the background opens files while the phone is locked: a stricter class would break it.
        let protection: [FileAttributeKey: Any] = [.protectionKey: FileProtectionType.completeUntilFirstUserAuthentication]
        try manager.createDirectory(at: folder, withIntermediateDirectories: true, attributes: protection)
        try manager.setAttributes(protection, ofItemAtPath: folder.path(percentEncoded: false))
        // Keys stay on this device, so a copy elsewhere would be of no use to its owner.
        var values = URLResourceValues()
        values.isExcludedFromBackup = true
        try folder.setResourceValues(values)
        return folder.path(percentEncoded: false)
    }
}
