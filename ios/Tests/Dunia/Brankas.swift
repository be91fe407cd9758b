import Core
import Foundation

/// A value that threads share.
public final class Terkunci<Isi>: @unchecked Sendable {
    private let kunci = NSLock()
    private var isi: Isi

    /// Holds a value.
    public init(_ isi: Isi) { self.isi = isi }

    /// A copy of the value, or another one from here on.
    public var nilai: Isi {
        get { kunci.withLock { isi } }
        set { kunci.withLock { isi = newValue } }
    }

    /// Changes the value with nobody between.
    public func ubah(_ cara: (inout Isi) -> Void) { kunci.withLock { cara(&isi) } }
}

/// A key store in memory: one secret a name, wraps by exclusive-or, can be told to fail or to call back first.
public final class Brankas: Keystore {
    /// What it was asked, in order.
    public let asked = Terkunci<[String]>([])
    /// Thrown from here on by every call.
    public let fail = Terkunci<(any Error & Sendable)?>(nil)
    /// Run at the beginning of every call.
    public let before = Terkunci<(@Sendable () throws -> Void)?>(nil)
    /// Whether `wrap` alone cannot help, as on a phone without a face or finger enrolled.
    public let gagalBungkus = Terkunci(false)
    /// What `unwrap` alone throws, as where the fingers that are enrolled have changed.
    public let gagalBuka = Terkunci<PortError?>(nil)
    private let seed: UInt8

    /// Another seed is another device.
    public init(_ seed: UInt8 = 7) { self.seed = seed }

    private func called(_ what: String) throws {
        asked.ubah { $0.append(what) }
        try before.nilai?()
        if let error = fail.nilai { throw error }
    }

    /// See `Keystore`.
    public func secret(name: String) throws -> Data {
        try called("secret \(name)")
        return Data((0..<32).map { UInt8(truncatingIfNeeded: Int(seed) + $0 + name.count) })
    }

    /// See `Keystore`.
    public func wrap(key: Data) throws -> Data {
        try called("wrap")
        if gagalBungkus.nilai { throw PortError.Unavailable }
        return Data(key.map { $0 ^ seed })
    }

    /// See `Keystore`.
    public func unwrap(wrapped: Data) throws -> Data {
        try called("unwrap")
        if let error = gagalBuka.nilai { throw error }
        return Data(wrapped.map { $0 ^ seed })
    }
}
