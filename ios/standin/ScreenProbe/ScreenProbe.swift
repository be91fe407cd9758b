@_spi(Probe) import SwiftUI

/// Uses a screen as a person with VoiceOver would: by the labels of what is in front.
@MainActor public final class ScreenProbe {
    public struct Missing: Error, CustomStringConvertible { public let description: String }
    private let host: Host
    public init<V: View>(_ view: V) { host = Host(view) }
    public var outline: String { host.nodes.map { $0.outline() }.joined() }
    private var front: [Node] {  // under a sheet or an alert nothing can be reached
        let all = host.nodes.flatMap(\.all)
        return all.last { $0.role == "sheet" || $0.role == "alert" }?.all ?? all
    }
    private func part(_ identifier: String?) throws -> [Node] {
        guard let identifier else { return front }
        guard let part = front.first(where: { $0.identifier == identifier }) else {
            throw Missing(description: "no part \(identifier) in:\n\(outline)")
        }
        return part.all
    }
    private func one(_ label: String, _ what: String, in identifier: String?, _ usable: (Node) -> Bool) throws -> Node {
        let hits = try part(identifier).filter { $0.label == label && usable($0) }
        guard hits.count == 1 else { throw Missing(description: "\(hits.count) \(what) labelled \"\(label)\" in:\n\(outline)") }
        if hits[0].disabled { throw Missing(description: "\"\(label)\" is disabled in:\n\(outline)") }
        return hits[0]
    }
    /// `part`: the identifier of what it is in, where the same words stand in several places.
    public func tap(_ label: String, in part: String? = nil) throws {
        try one(label, "things to tap", in: part) { $0.action != nil }.action?()
    }
    public func type(_ text: String, into label: String, in part: String? = nil) throws {
        try one(label, "fields", in: part) { $0.set != nil }.set?(text)
    }
    public func pull() async throws {
        guard let r = front.compactMap(\.refresh).first else { throw Missing(description: "nothing to pull in:\n\(outline)") }
        await r()
    }
    public func shows(_ label: String) -> Bool { front.contains { $0.label == label } }
    public func shows(_ label: String, in identifier: String) -> Bool {
        (try? part(identifier).contains { $0.label == label }) ?? false
    }
    public func value(of label: String, in identifier: String? = nil) throws -> String? {
        try part(identifier).first { $0.label == label && ($0.action != nil || $0.set != nil) }?.value
    }
    public var unlabelled: [String] {
        front.filter { ($0.action != nil || $0.set != nil) && ($0.label.isEmpty || $0.labelIsSymbol) }.map {
            "\($0.role) \($0.label)"
        }
    }
    public func wait(_ what: String = "", seconds: Double = 60, until done: (ScreenProbe) -> Bool) async throws {
        let end = ContinuousClock.now + .seconds(seconds)
        while !done(self) {
            guard ContinuousClock.now < end else { throw Missing(description: "waited in vain \(what):\n\(outline)") }
            try await Task.sleep(for: .milliseconds(1))
        }
    }
}
