// Part of the stand-in for SwiftUI on Linux; see Engine.swift.
public struct LocalizedStringKey: ExpressibleByStringInterpolation, Equatable {
    let key: String, shown: String
    public init(_ v: String) {
        key = v
        shown = v
    }
    public init(stringLiteral v: String) { self.init(v) }
    public init(stringInterpolation i: StringInterpolation) {
        key = i.key
        shown = i.shown
    }
    public struct StringInterpolation: StringInterpolationProtocol {
        var key = "", shown = ""
        public init(literalCapacity: Int, interpolationCount: Int) {}
        public mutating func appendLiteral(_ s: String) {
            key += s
            shown += s
        }
        public mutating func appendInterpolation(_ s: String) {
            key += "%@"
            shown += s
        }
        public mutating func appendInterpolation(_ n: Int) {
            key += "%lld"
            shown += "\(n)"
        }
    }
}
public struct Text: View, Drawn {
    let string: String
    public typealias Body = Never
    public init(_ key: LocalizedStringKey) { string = key.shown }
    public init(verbatim s: String) { string = s }
    @_disfavoredOverload public init<S: StringProtocol>(_ s: S) { string = String(s) }
    func draw(_ cx: Frame) -> [Node] { [Node("text", string)] }
}
public struct Image: View, Drawn {
    let name: String
    public typealias Body = Never
    public init(systemName: String) { name = systemName }
    func draw(_ cx: Frame) -> [Node] {
        let n = Node("image", name)
        n.labelIsSymbol = true
        return [n]
    }
}
public struct Label<Title: View, Icon: View>: View, Drawn {
    let title: Title
    public typealias Body = Never
    func draw(_ cx: Frame) -> [Node] { cx.draw(title) }
}
extension Label where Title == Text, Icon == Image {
    public init(_ key: LocalizedStringKey, systemImage: String) { title = Text(key) }
    @_disfavoredOverload public init<S: StringProtocol>(_ s: S, systemImage: String) { title = Text(s) }
}
public struct ButtonRole: Equatable, Sendable {
    let name: String
    public static let destructive = ButtonRole(name: "destructive"), cancel = ButtonRole(name: "cancel")
}
public struct Button<L: View>: View, Drawn {
    let role: ButtonRole?, action: @MainActor () -> Void, label: L
    public typealias Body = Never
    public init(role: ButtonRole? = nil, action: @escaping @MainActor () -> Void, @ViewBuilder label: () -> L) {
        self.role = role
        self.action = action
        self.label = label()
    }
    func draw(_ cx: Frame) -> [Node] {
        let (t, symbol) = cx.text(label)
        let n = Node("button", t)
        n.labelIsSymbol = symbol
        n.action = action
        n.disabled = !cx.env.isEnabled
        return [n]
    }
}
extension Button where L == Text {
    @_disfavoredOverload public init<S: StringProtocol>(_ s: S, role: ButtonRole? = nil, action: @escaping @MainActor () -> Void)
    { self.init(role: role, action: action) { Text(s) } }
    public init(_ key: LocalizedStringKey, role: ButtonRole? = nil, action: @escaping @MainActor () -> Void) {
        self.init(role: role, action: action) { Text(key) }
    }
}
extension Button where L == Label<Text, Image> {
    @_disfavoredOverload public init<S: StringProtocol>(
        _ s: S, systemImage: String, role: ButtonRole? = nil, action: @escaping @MainActor () -> Void
    ) { self.init(role: role, action: action) { Label(s, systemImage: systemImage) } }
    public init(_ key: LocalizedStringKey, systemImage: String, role: ButtonRole? = nil, action: @escaping @MainActor () -> Void)
    { self.init(role: role, action: action) { Label(key, systemImage: systemImage) } }
}
public struct TextField<L: View>: View, Drawn {
    let label: L, text: Binding<String>
    public typealias Body = Never
    func draw(_ cx: Frame) -> [Node] {
        let n = Node("field", cx.text(label).0, value: "\"\(text.wrappedValue)\"")
        let b = text
        n.set = { b.wrappedValue = $0 }
        n.disabled = !cx.env.isEnabled
        return [n]
    }
}
extension TextField where L == Text {
    @_disfavoredOverload public init<S: StringProtocol>(_ s: S, text: Binding<String>, axis: Axis = .horizontal) {
        label = Text(s)
        self.text = text
    }
    public init(_ key: LocalizedStringKey, text: Binding<String>, axis: Axis = .horizontal) {
        label = Text(key)
        self.text = text
    }
}
extension TextField where L == Text {
    @_disfavoredOverload public init<S: StringProtocol>(
        _ s: S, text: Binding<String>, prompt: Text?, axis: Axis = .horizontal
    ) { self.init(s, text: text, axis: axis) }
}
public struct SecureField<L: View>: View, Drawn {
    let label: L, text: Binding<String>
    public typealias Body = Never
    func draw(_ cx: Frame) -> [Node] {  // what was typed is never shown, only how much
        let n = Node("secure field", cx.text(label).0, value: String(repeating: "•", count: text.wrappedValue.count))
        let b = text
        n.set = { b.wrappedValue = $0 }
        n.disabled = !cx.env.isEnabled
        return [n]
    }
}
extension SecureField where L == Text {
    public init(_ key: LocalizedStringKey, text: Binding<String>) {
        label = Text(key)
        self.text = text
    }
    @_disfavoredOverload public init<S: StringProtocol>(_ s: S, text: Binding<String>) {
        label = Text(s)
        self.text = text
    }
}
public struct ProgressView<L: View>: View, Drawn {
    let label: L
    public typealias Body = Never
    func draw(_ cx: Frame) -> [Node] { [Node("progress", cx.text(label).0)] }
}
extension ProgressView where L == Text {
    public init(_ key: LocalizedStringKey) { label = Text(key) }
    @_disfavoredOverload public init<S: StringProtocol>(_ s: S) { label = Text(s) }
}
public enum Axis: Sendable {
    case horizontal, vertical
    public struct Set: OptionSet, Sendable {
        public let rawValue: Int8
        public init(rawValue: Int8) { self.rawValue = rawValue }
        public static let horizontal = Set(rawValue: 1), vertical = Set(rawValue: 2)
    }
}
public struct DatePickerComponents: OptionSet, Sendable {
    public let rawValue: UInt
    public init(rawValue: UInt) { self.rawValue = rawValue }
    public static let hourAndMinute = Self(rawValue: 1), date = Self(rawValue: 2)
}
public struct DatePicker<L: View>: View, Drawn {
    let label: L, selection: Binding<Date>, components: DatePickerComponents
    public typealias Body = Never
    /// A probe turns it by typing: "2026-11-20", "09:40", or both with a space between, in the time zone of the environment.
    func draw(_ cx: Frame) -> [Node] {
        let form = DateFormatter()
        form.locale = Locale(identifier: "en_US_POSIX")
        form.calendar = Calendar(identifier: .gregorian)
        form.timeZone = cx.env.timeZone
        form.dateFormat = [components.contains(.date) ? "yyyy-MM-dd" : "", components.contains(.hourAndMinute) ? "HH:mm" : ""]
            .filter { !$0.isEmpty }.joined(separator: " ")
        let n = Node("date picker", cx.text(label).0, value: form.string(from: selection.wrappedValue))
        let b = selection
        n.set = { if let date = form.date(from: $0) { b.wrappedValue = date } }
        n.disabled = !cx.env.isEnabled
        return [n]
    }
}
extension DatePicker where L == Text {
    @_disfavoredOverload public init<S: StringProtocol>(
        _ s: S, selection: Binding<Date>, displayedComponents: DatePickerComponents = [.hourAndMinute, .date]
    ) {
        label = Text(s)
        self.selection = selection
        components = displayedComponents
    }
}
public struct Toggle<L: View>: View, Drawn {
    let on: Binding<Bool>, label: L
    public typealias Body = Never
    public init(isOn: Binding<Bool>, @ViewBuilder label: () -> L) {
        on = isOn
        self.label = label()
    }
    func draw(_ cx: Frame) -> [Node] {
        let n = Node("switch", cx.text(label).0, value: on.wrappedValue ? "on" : "off")
        let b = on
        n.action = { b.wrappedValue.toggle() }
        n.disabled = !cx.env.isEnabled
        return [n]
    }
}
extension Toggle where L == Text {
    public init(_ key: LocalizedStringKey, isOn: Binding<Bool>) { self.init(isOn: isOn) { Text(key) } }
    @_disfavoredOverload public init<S: StringProtocol>(_ s: S, isOn: Binding<Bool>) { self.init(isOn: isOn) { Text(s) } }
}
public struct Picker<L: View, Value: Hashable, Content: View>: View, Drawn {
    let label: L, selection: Binding<Value>, content: Content
    public typealias Body = Never
    func draw(_ cx: Frame) -> [Node] {
        let options = cx.draw(content)
        let b = selection
        for o in options {
            o.role = "option"
            o.disabled = !cx.env.isEnabled
            if let t = o.tag as? Value {
                o.value = t == b.wrappedValue ? "selected" : nil
                o.action = { b.wrappedValue = t }
            }
        }
        return [Node("picker", cx.text(label).0, kids: options)]
    }
}
extension Picker where L == Text {
    @_disfavoredOverload public init<S: StringProtocol>(_ s: S, selection: Binding<Value>, @ViewBuilder content: () -> Content) {
        label = Text(s)
        self.selection = selection
        self.content = content()
    }
    public init(_ key: LocalizedStringKey, selection: Binding<Value>, @ViewBuilder content: () -> Content) {
        label = Text(key)
        self.selection = selection
        self.content = content()
    }
}
public struct ForEach<Data: RandomAccessCollection, ID: Hashable, Content: View>: View, Drawn {
    let data: Data, id: (Data.Element) -> ID, content: (Data.Element) -> Content
    public typealias Body = Never
    public init(_ data: Data, id: KeyPath<Data.Element, ID>, @ViewBuilder content: @escaping (Data.Element) -> Content) {
        self.data = data
        self.id = { $0[keyPath: id] }
        self.content = content
    }
    public init(_ data: Data, @ViewBuilder content: @escaping (Data.Element) -> Content)
    where Data.Element: Identifiable, ID == Data.Element.ID {
        self.data = data
        id = { $0.id }
        self.content = content
    }
    func draw(_ cx: Frame) -> [Node] {
        precondition(Set(data.map(id)).count == data.count, "ForEach: the ids are not unique")
        return data.flatMap { cx.child("\(id($0))").draw(content($0)) }
    }
}
public struct _Box<Content: View>: View, Drawn {
    let role: String?, title: String, content: Content
    public typealias Body = Never
    func draw(_ cx: Frame) -> [Node] {
        let k = cx.child(role ?? "group").draw(content)
        return role.map { [Node($0, title, kids: k)] } ?? k
    }
}
@MainActor public func _box<C: View>(_ role: String?, _ c: C, _ title: String = "") -> _Box<C> {
    _Box(role: role, title: title, content: c)
}
public struct List<C: View>: View {
    let c: C
    public init(@ViewBuilder content: () -> C) { c = content() }
    public var body: some View { _box("list", c) }
}
public struct Form<C: View>: View {
    let c: C
    public init(@ViewBuilder content: () -> C) { c = content() }
    public var body: some View { _box("form", c) }
}
public struct Group<C: View>: View {
    let c: C
    public init(@ViewBuilder content: () -> C) { c = content() }
    public var body: some View { _box(nil, c) }
}
public struct ScrollView<C: View>: View {
    let c: C
    public init(_ axes: Axis.Set = .vertical, showsIndicators: Bool = true, @ViewBuilder content: () -> C) { c = content() }
    public var body: some View { _box("scroll", c) }
}
public struct ScrollViewProxy {
    public func scrollTo<ID: Hashable>(_ id: ID, anchor: UnitPoint? = nil) {}
}
public struct UnitPoint: Hashable, Sendable { public static let top = UnitPoint(), center = UnitPoint() }
public struct ScrollViewReader<C: View>: View {
    let c: C
    public init(@ViewBuilder content: @escaping (ScrollViewProxy) -> C) { c = content(ScrollViewProxy()) }
    public var body: some View { _box(nil, c) }
}
/// Draws the first: nothing here has a width.
public struct ViewThatFits<C: View>: View, Drawn {
    let c: C
    public typealias Body = Never
    public init(in axes: Axis.Set = [.horizontal, .vertical], @ViewBuilder content: () -> C) { c = content() }
    func draw(_ cx: Frame) -> [Node] { (c as? any Alternatives)?.first(cx) ?? cx.draw(c) }
}
public enum HorizontalAlignment: Sendable { case leading, center, trailing }
public enum VerticalAlignment: Sendable { case top, center, bottom }
public struct VStack<C: View>: View {
    let c: C
    public init(alignment: HorizontalAlignment = .center, spacing: CGFloat? = nil, @ViewBuilder content: () -> C) {
        c = content()
    }
    public var body: some View { _box(nil, c) }
}
public struct HStack<C: View>: View {
    let c: C
    public init(alignment: VerticalAlignment = .center, spacing: CGFloat? = nil, @ViewBuilder content: () -> C) { c = content() }
    public var body: some View { _box(nil, c) }
}
public struct Spacer: View {
    public init() {}
    public var body: some View { EmptyView() }
}
public struct ZStack<C: View>: View {
    let c: C
    public init(@ViewBuilder content: () -> C) { c = content() }
    public var body: some View { _box(nil, c) }
}
public struct Section<C: View>: View {
    let c: C, t: String
    public init(_ t: LocalizedStringKey, @ViewBuilder content: () -> C) {
        c = content()
        self.t = t.shown
    }
    @_disfavoredOverload public init<S: StringProtocol>(_ s: S, @ViewBuilder content: () -> C) {
        c = content()
        t = String(s)
    }
    public var body: some View { _box("section", c, t) }
}
public struct ContentUnavailableView: View {
    let t: LocalizedStringKey
    public init(_ t: LocalizedStringKey, systemImage: String, description: Text? = nil) { self.t = t }
    public var body: some View { Text(t) }
}
public struct NavigationStack<Root: View>: View, Drawn {
    let path: Binding<[AnyHashable]>?, root: Root, own = State<[AnyHashable]>(wrappedValue: [])
    public typealias Body = Never
    public init(@ViewBuilder root: () -> Root) {
        path = nil
        self.root = root()
    }
    public init<E: Hashable>(path: Binding<[E]>, @ViewBuilder root: () -> Root) {
        self.path = Binding(
            { path.wrappedValue.map { AnyHashable($0) } }, set: { path.wrappedValue = $0.compactMap { $0.base as? E } })
        self.root = root()
    }
    func draw(_ cx: Frame) -> [Node] {
        var c = cx.child("nav")
        own.link(c, c.path + ".own")
        let nav = Nav(path ?? own.projectedValue)
        c.nav = nav
        var kids = c.draw(root)
        var trail = nav.path.wrappedValue
        if let top = trail.last {
            let was = nav.title
            nav.title = ""
            var d = c.child("\(top)")
            let back = {
                trail.removeLast()
                nav.path.wrappedValue = trail
            }
            d.env.dismiss.run = back
            guard let make = nav.destinations[ObjectIdentifier(type(of: top.base))] else {
                return [Node("missing destination", "\(top)")]
            }
            let b = Node("button", was.isEmpty ? "Back" : was)
            b.action = back
            nav.backHidden = false
            let shown = make(d, top.base)
            kids = (nav.backHidden ? [] : [b]) + shown
        }
        return [Node("screen", nav.title, kids: kids)]
    }
}
public struct NavigationLink<L: View, D: View>: View, Drawn {
    let value: AnyHashable, label: L
    public typealias Body = Never
    public init<P: Hashable>(value: P, @ViewBuilder label: () -> L) where D == Never {
        self.value = value
        self.label = label()
    }
    func draw(_ cx: Frame) -> [Node] {
        let n = Node("link", cx.text(label).0)
        let v = value
        let nav = cx.nav
        n.action = { nav?.path.wrappedValue.append(v) }
        n.disabled = nav == nil || !cx.env.isEnabled
        return [n]
    }
}
public struct ToolbarItemPlacement: Sendable {
    public static let primaryAction = Self(), cancellationAction = Self(), confirmationAction = Self(), topBarTrailing = Self(),
        bottomBar = Self()
}
public struct ToolbarItem<C: View>: View {
    let c: C
    public init(placement: ToolbarItemPlacement = .primaryAction, @ViewBuilder content: () -> C) { c = content() }
    public var body: some View { c }
}
public struct AccessibilityTraits: OptionSet, Sendable {
    public let rawValue: Int
    public init(rawValue: Int) { self.rawValue = rawValue }
    public static let isHeader = Self(rawValue: 1), isButton = Self(rawValue: 2), isSelected = Self(rawValue: 4)
}
public struct AccessibilityChildBehavior: Sendable {
    let n: Int
    public static let ignore = Self(n: 0), combine = Self(n: 1), contain = Self(n: 2)
}
extension Node {
    var tag: Any? {
        get { tags }
        set { tags = newValue }
    }
}
