// A stand-in for SwiftUI on Linux: the declarations our screens use, and an outline of what they would show.
// Views see only what Apple's module has too; what tests need is @_spi(Probe).
@_exported import Foundation
@_exported import Observation

@MainActor @preconcurrency public protocol View {
    associatedtype Body: View
    @ViewBuilder @MainActor @preconcurrency var body: Body { get }
}
extension Never: View { public var body: Never { fatalError() } }
extension View where Body == Never { public var body: Never { fatalError("\(Self.self) has no body") } }
@MainActor protocol Drawn { func draw(_ cx: Frame) -> [Node] }
@MainActor protocol Linked { func link(_ cx: Frame, _ key: String) }
@MainActor @preconcurrency public protocol DynamicProperty {}

@_spi(Probe) @MainActor public final class Node {
    public var role: String, label: String, value: String?, identifier: String?, hint: String?
    public var disabled = false, hidden = false, labelIsSymbol = false, kids: [Node]
    var tags: Any?
    public var action: (() -> Void)?, set: ((String) -> Void)?, refresh: (@Sendable () async -> Void)?
    init(_ role: String, _ label: String = "", value: String? = nil, kids: [Node] = []) {
        self.role = role
        self.label = label
        self.value = value
        self.kids = kids
    }
    public func outline(_ depth: Int = 0) -> String {
        if hidden { return "" }
        var line = String(repeating: "  ", count: depth) + role
        if !label.isEmpty { line += " \"\(label)\"" }
        if let value { line += " = \(value)" }
        if disabled { line += " (disabled)" }
        return line + "\n" + kids.map { $0.outline(depth + 1) }.joined()
    }
    public var all: [Node] { hidden ? [] : [self] + kids.flatMap(\.all) }
}
@MainActor struct Frame {
    var path: String, env: EnvironmentValues, host: Host, nav: Nav?
    func child(_ step: String) -> Frame {
        var c = self
        c.path += "/" + step
        return c
    }
    func draw<V: View>(_ view: V) -> [Node] {
        if let d = view as? any Drawn { return d.draw(self) }
        let cx = child("\(V.self)")
        for p in Mirror(reflecting: view).children { (p.value as? any Linked)?.link(cx, cx.path + "." + (p.label ?? "?")) }
        return cx.draw(view.body)
    }
    func open(_ view: any View) -> [Node] {
        func go<V: View>(_ v: V) -> [Node] { draw(v) }
        return go(view)
    }
    func text<V: View>(_ view: V) -> (String, symbol: Bool) {
        let nodes = draw(view).flatMap(\.all).filter { !$0.label.isEmpty }
        return (nodes.map(\.label).joined(separator: ", "), !nodes.isEmpty && nodes.allSatisfy(\.labelIsSymbol))
    }
}
@MainActor final class Nav {
    var destinations: [ObjectIdentifier: (Frame, Any) -> [Node]] = [:], title = "", backHidden = false
    let path: Binding<[AnyHashable]>
    init(_ path: Binding<[AnyHashable]>) { self.path = path }
}
final class Flag: @unchecked Sendable {
    private let lock = NSLock()
    private var on = true
    func raise() { lock.withLock { on = true } }
    func take() -> Bool {
        lock.withLock {
            defer { on = false }
            return on
        }
    }
}

/// Draws one screen, again only when something it read has changed - as SwiftUI does.
@_spi(Probe) @MainActor public final class Host {
    private let root: (Frame) -> [Node]
    private var tree: [Node] = []
    let dirty = Flag()
    var cells: [String: AnyObject] = [:], seen: Set<String> = []
    var effects: [String: () -> Void] = [:], live: Set<String> = [], running: [String: Task<Void, Never>] = [:]
    var tasks: [String: @Sendable () async -> Void] = [:], changes: [String: (Any, (Any) -> (() -> Void)?)] = [:],
        old: [String: Any] = [:]
    public init<V: View>(_ view: V) { root = { $0.draw(view) } }
    public var nodes: [Node] {
        var rounds = 0
        while dirty.take() {
            rounds += 1
            precondition(rounds < 100, "the screen changes itself without end")
            seen = []
            effects = [:]
            tasks = [:]
            changes = [:]
            let flag = dirty
            tree = withObservationTracking {
                root(Frame(path: "", env: EnvironmentValues(), host: self, nav: nil))
            } onChange: {
                flag.raise()
            }
            cells = cells.filter { seen.contains($0.key) }
            for (k, t) in running where tasks[k] == nil {
                t.cancel()
                running[k] = nil
            }
            for (k, work) in tasks where running[k] == nil { running[k] = Task { @MainActor in await work() } }
            let fresh = effects.filter { !live.contains($0.key) }
            live = Set(effects.keys)
            fresh.values.forEach { $0() }
            for (k, (new, test)) in changes {
                let act = old[k].flatMap(test)
                old[k] = new
                act?()
            }
        }
        return tree
    }
    public func settle() async { for t in running.values { await t.value } }
    deinit { running.values.forEach { $0.cancel() } }
}

// MARK: state
final class Cell<V>: @unchecked Sendable {
    var value: V, target: Cell<V>?, dirty: Flag?
    init(_ v: V) { value = v }
    var live: Cell<V> { target ?? self }
    func write(_ v: V) {
        live.value = v
        live.dirty?.raise()
    }
}
@propertyWrapper public struct State<Value>: DynamicProperty, Linked, @unchecked Sendable {
    let cell: Cell<Value>
    public init(wrappedValue: Value) { cell = Cell(wrappedValue) }
    public init(initialValue: Value) { cell = Cell(initialValue) }
    public var wrappedValue: Value {
        get { cell.live.value }
        nonmutating set { cell.write(newValue) }
    }
    public var projectedValue: Binding<Value> {
        let c = cell.live
        return Binding {
            c.value
        } set: {
            c.write($0)
        }
    }
    func link(_ cx: Frame, _ key: String) {
        cx.host.seen.insert(key)
        cell.dirty = cx.host.dirty
        if let kept = cx.host.cells[key] as? Cell<Value> {
            if kept !== cell { cell.target = kept }
        } else {
            cx.host.cells[key] = cell
        }
    }
}
extension State where Value: ExpressibleByNilLiteral {
    public init() { self.init(wrappedValue: nil) }
}
@propertyWrapper @dynamicMemberLookup public struct Binding<Value>: DynamicProperty, @unchecked Sendable {
    let get: () -> Value, put: (Value) -> Void
    @preconcurrency public init(
        get: @escaping @isolated(any) @Sendable () -> Value, set: @escaping @isolated(any) @Sendable (Value) -> Void
    ) {
        self.get = unsafeBitCast(get, to: (@Sendable () -> Value).self)
        put = unsafeBitCast(set, to: (@Sendable (Value) -> Void).self)
    }
    init(_ get: @escaping () -> Value, set: @escaping (Value) -> Void) {
        self.get = get
        put = set
    }
    public static func constant(_ v: Value) -> Binding { Binding({ v }, set: { _ in }) }
    public var wrappedValue: Value {
        get { get() }
        nonmutating set { put(newValue) }
    }
    public var projectedValue: Binding { self }
    public subscript<S>(dynamicMember kp: WritableKeyPath<Value, S>) -> Binding<S> {
        Binding<S>(
            { get()[keyPath: kp] },
            set: {
                var v = get()
                v[keyPath: kp] = $0
                put(v)
            })
    }
}
@propertyWrapper @dynamicMemberLookup public struct Bindable<Value: AnyObject & Observable>: @unchecked Sendable {
    public var wrappedValue: Value
    public init(wrappedValue: Value) { self.wrappedValue = wrappedValue }
    public init(_ v: Value) { wrappedValue = v }
    public var projectedValue: Bindable { self }
    public subscript<S>(dynamicMember kp: ReferenceWritableKeyPath<Value, S>) -> Binding<S> {
        let o = wrappedValue
        return Binding<S>({ o[keyPath: kp] }, set: { o[keyPath: kp] = $0 })
    }
}
public protocol EnvironmentKey {
    associatedtype Value
    static var defaultValue: Value { get }
}
@MainActor public struct DismissAction {
    var run: () -> Void = {}
    public func callAsFunction() { run() }
}
@MainActor public struct EnvironmentValues {
    var objects: [ObjectIdentifier: Any] = [:]
    public var isEnabled = true, dismiss = DismissAction(), locale = Locale(identifier: "en_GB"),
        calendar = Calendar.current, timeZone = TimeZone.current
    public subscript<K: EnvironmentKey>(_ k: K.Type) -> K.Value {
        get { objects[ObjectIdentifier(k)] as? K.Value ?? K.defaultValue }
        set { objects[ObjectIdentifier(k)] = newValue }
    }
}
@propertyWrapper public struct Environment<Value>: DynamicProperty, Linked {
    let read: (EnvironmentValues) -> Value?, cell = Cell<Value?>(nil)
    @MainActor public init(_ kp: KeyPath<EnvironmentValues, Value>) { read = { $0[keyPath: kp] } }
    @MainActor public init(_ type: Value.Type) where Value: AnyObject & Observable {
        read = { v in MainActor.assumeIsolated { v.objects[ObjectIdentifier(type)] as? Value } }
    }
    public var wrappedValue: Value { if let v = cell.value { v } else { fatalError("no \(Value.self) in the environment") } }
    func link(_ cx: Frame, _ key: String) { cell.value = read(cx.env) }
}

// MARK: builder
@MainActor protocol Alternatives { func first(_ cx: Frame) -> [Node] }
public struct TupleView<T>: View, Drawn, Alternatives {
    let parts: [any View]
    public typealias Body = Never
    func first(_ cx: Frame) -> [Node] { parts.first.map { cx.child("0").open($0) } ?? [] }
    func draw(_ cx: Frame) -> [Node] {
        parts.indices.flatMap { i in
            let v: any View = parts[i]
            return cx.child("\(i)").open(v)
        }
    }
}
public struct EmptyView: View, Drawn {
    public typealias Body = Never
    public init() {}
    func draw(_ cx: Frame) -> [Node] { [] }
}
public struct _ConditionalContent<A: View, B: View>: View, Drawn {
    let a: A?, b: B?
    public typealias Body = Never
    func draw(_ cx: Frame) -> [Node] {
        if let a { cx.child("if").draw(a) } else if let b { cx.child("else").draw(b) } else { [] }
    }
}
extension Optional: View where Wrapped: View { public typealias Body = Never }
extension Optional: Drawn where Wrapped: View { func draw(_ cx: Frame) -> [Node] { map { cx.child("some").draw($0) } ?? [] } }
@resultBuilder @MainActor public struct ViewBuilder {
    public static func buildExpression<V: View>(_ v: V) -> V { v }
    public static func buildBlock() -> EmptyView { EmptyView() }
    public static func buildBlock<V: View>(_ v: V) -> V { v }
    public static func buildBlock<each V: View>(_ v: repeat each V) -> TupleView<(repeat each V)> {
        var parts: [any View] = []
        repeat parts.append(each v)
        return TupleView(parts: parts)
    }
    public static func buildIf<V: View>(_ v: V?) -> V? { v }
    public static func buildEither<A: View, B: View>(first: A) -> _ConditionalContent<A, B> { .init(a: first, b: nil) }
    public static func buildEither<A: View, B: View>(second: B) -> _ConditionalContent<A, B> { .init(a: nil, b: second) }
}
/// One type serves every modifier.
struct Modified<Content: View>: View, Drawn {
    typealias Body = Never
    let content: Content
    var before: (inout Frame) -> Void = { _ in }, after: (inout [Node], Frame) -> Void = { _, _ in }
    func draw(_ cx: Frame) -> [Node] {
        var c = cx
        before(&c)
        var n = c.draw(content)
        after(&n, c)
        return n
    }
}
