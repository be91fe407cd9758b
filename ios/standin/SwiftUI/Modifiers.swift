// Part of the stand-in for SwiftUI on Linux; see Engine.swift.
@MainActor extension View {
    private func nodes(_ f: @escaping (inout [Node], Frame) -> Void) -> some View { Modified(content: self, after: f) }
    private func each(_ f: @escaping (Node) -> Void) -> some View { Modified(content: self, after: { n, _ in n.forEach(f) }) }
    // accessibility
    public func accessibilityLabel(_ k: LocalizedStringKey) -> some View {
        each {
            $0.label = k.shown
            $0.labelIsSymbol = false
        }
    }
    @_disfavoredOverload public func accessibilityLabel<S: StringProtocol>(_ s: S) -> some View {
        let s = String(s)
        return each {
            $0.label = s
            $0.labelIsSymbol = false
        }
    }
    public func accessibilityValue(_ k: LocalizedStringKey) -> some View { each { $0.value = k.shown } }
    @_disfavoredOverload public func accessibilityValue<S: StringProtocol>(_ s: S) -> some View {
        let s = String(s)
        return each { $0.value = s }
    }
    public func accessibilityHint(_ k: LocalizedStringKey) -> some View { each { $0.hint = k.shown } }
    public func accessibilityIdentifier(_ s: String) -> some View { each { $0.identifier = s } }
    public func accessibilityHidden(_ h: Bool) -> some View { each { $0.hidden = h } }
    public func accessibilityAddTraits(_ t: AccessibilityTraits) -> some View {
        each {
            if t.contains(.isHeader) { $0.role = "header" }
            if t.contains(.isSelected) { $0.value = "selected" }
        }
    }
    public func accessibilityElement(children: AccessibilityChildBehavior = .ignore) -> some View {
        nodes { n, _ in
            if children.n == 2 {
                n = [Node("group", kids: n)]
            } else {
                let one = Node("element", children.n == 1 ? n.map(\.label).joined(separator: ", ") : "")
                one.action = n.compactMap(\.action).first
                n = [one]
            }
        }
    }
    // environment and life cycle
    public func disabled(_ off: Bool) -> some View { Modified(content: self, before: { if off { $0.env.isEnabled = false } }) }
    public func environment<T: AnyObject & Observable>(_ o: T?) -> some View {
        Modified(content: self, before: { $0.env.objects[ObjectIdentifier(T.self)] = o })
    }
    public func environment<V>(_ kp: WritableKeyPath<EnvironmentValues, V>, _ v: V) -> some View {
        Modified(content: self, before: { $0.env[keyPath: kp] = v })
    }
    public func task(
        priority: TaskPriority = .userInitiated, @_inheritActorContext _ action: @escaping @Sendable () async -> Void
    ) -> some View {
        nodes { _, cx in cx.host.tasks[cx.path + "#task"] = action }
    }
    public func task<T: Equatable>(
        id: T, priority: TaskPriority = .userInitiated, @_inheritActorContext _ action: @escaping @Sendable () async -> Void
    ) -> some View {
        nodes { _, cx in cx.host.tasks[cx.path + "#task \(id)"] = action }
    }
    public func refreshable(@_inheritActorContext action: @escaping @Sendable () async -> Void) -> some View {
        each { $0.refresh = action }
    }
    public func onAppear(perform f: (() -> Void)? = nil) -> some View {
        nodes { _, cx in cx.host.effects[cx.path + "#appear"] = f ?? {} }
    }
    public func onChange<V: Equatable>(of v: V, initial: Bool = false, _ f: @escaping (V, V) -> Void) -> some View {
        nodes { _, cx in
            cx.host.changes[cx.path + "#change \(V.self)"] = (
                v,
                { was in
                    guard let was = was as? V, was != v else { return nil }
                    return { f(was, v) }
                }
            )
        }
    }
    public func onSubmit(_ f: @escaping () -> Void) -> some View { each { if $0.set != nil { $0.action = f } } }
    public func tag<V: Hashable>(_ v: V) -> some View { each { $0.tag = v } }
    // presentation
    public func sheet<C: View>(
        isPresented: Binding<Bool>, onDismiss: (() -> Void)? = nil, @ViewBuilder content: @escaping () -> C
    ) -> some View {
        nodes { n, cx in
            guard isPresented.wrappedValue else { return }
            var c = cx.child("sheet")
            c.nav = nil
            c.env.isEnabled = true
            c.env.dismiss.run = {
                isPresented.wrappedValue = false
                onDismiss?()
            }
            n.append(Node("sheet", kids: c.draw(content())))
        }
    }
    public func alert<A: View, M: View>(
        _ title: LocalizedStringKey, isPresented: Binding<Bool>, @ViewBuilder actions: @escaping () -> A,
        @ViewBuilder message: @escaping () -> M
    ) -> some View {
        nodes { n, cx in
            guard isPresented.wrappedValue else { return }
            var kids = cx.child("message").draw(message()) + cx.child("actions").draw(actions())
            if !kids.contains(where: { $0.role == "button" }) {
                let ok = Node("button", "OK")
                ok.action = {}
                kids.append(ok)
            }
            for b in kids where b.role == "button" {
                let act = b.action
                b.action = {
                    isPresented.wrappedValue = false
                    act?()
                }
            }
            n.append(Node("alert", title.shown, kids: kids))
        }
    }
    @_disfavoredOverload public func alert<S: StringProtocol, A: View, M: View>(
        _ title: S, isPresented: Binding<Bool>, @ViewBuilder actions: @escaping () -> A, @ViewBuilder message: @escaping () -> M
    ) -> some View {
        alert(LocalizedStringKey(String(title)), isPresented: isPresented, actions: actions, message: message)
    }
    public func sheet<Item: Identifiable, C: View>(
        item: Binding<Item?>, onDismiss: (() -> Void)? = nil, @ViewBuilder content: @escaping (Item) -> C
    ) -> some View {
        let shown = Binding<Bool>({ item.wrappedValue != nil }, set: { if !$0 { item.wrappedValue = nil } })
        return sheet(isPresented: shown, onDismiss: onDismiss) {
            if let item = item.wrappedValue { content(item) }
        }
    }
    public func safeAreaInset<C: View>(
        edge: VerticalEdge, alignment: HorizontalAlignment = .center, spacing: CGFloat? = nil, @ViewBuilder content: () -> C
    ) -> some View {
        let inset = content()
        return nodes { n, cx in n += cx.child("inset").draw(inset) }
    }
    public func searchable(text: Binding<String>, prompt: LocalizedStringKey = "Search") -> some View {
        nodes { n, _ in
            let s = Node("search", prompt.shown, value: "\"\(text.wrappedValue)\"")
            s.set = { text.wrappedValue = $0 }
            n.insert(s, at: 0)
        }
    }
    public func toolbar<C: View>(@ViewBuilder content: @escaping () -> C) -> some View {
        nodes { n, cx in n.insert(Node("toolbar", kids: cx.child("toolbar").draw(content())), at: 0) }
    }
    public func swipeActions<C: View>(
        edge: HorizontalEdge = .trailing, allowsFullSwipe: Bool = true, @ViewBuilder content: @escaping () -> C
    ) -> some View {
        nodes { n, cx in n.first?.kids.append(contentsOf: cx.child("swipe").draw(content())) }
    }
    public func navigationTitle(_ k: LocalizedStringKey) -> some View { nodes { _, cx in cx.nav?.title = k.shown } }
    @_disfavoredOverload public func navigationTitle<S: StringProtocol>(_ s: S) -> some View {
        let s = String(s)
        return nodes { _, cx in cx.nav?.title = s }
    }
    public func navigationBarBackButtonHidden(_ hidden: Bool = true) -> some View {
        nodes { _, cx in if hidden { cx.nav?.backHidden = true } }
    }
    public func navigationDestination<D: Hashable, C: View>(for d: D.Type, @ViewBuilder destination: @escaping (D) -> C)
        -> some View
    {
        nodes { _, cx in cx.nav?.destinations[ObjectIdentifier(d)] = { c, v in c.draw(destination(v as! D)) } }
    }
    // looks: nothing to outline
    public func font(_ f: Font?) -> some View { self }
    public func foregroundStyle<S: ShapeStyle>(_ s: S) -> some View { self }
    public func padding(_ length: CGFloat? = nil) -> some View { self }
    public func frame(
        minWidth: CGFloat? = nil, idealWidth: CGFloat? = nil, maxWidth: CGFloat? = nil, minHeight: CGFloat? = nil,
        idealHeight: CGFloat? = nil, maxHeight: CGFloat? = nil, alignment: Alignment = .center
    ) -> some View { self }
    public func fixedSize(horizontal: Bool, vertical: Bool) -> some View { self }
    public func multilineTextAlignment(_ alignment: TextAlignment) -> some View { self }
    public func buttonStyle<S: PrimitiveButtonStyle>(_ style: S) -> some View { self }
    public func id<ID: Hashable>(_ id: ID) -> some View { Modified(content: self, before: { $0.path += "/id \(id)" }) }
    public func background<S: ShapeStyle>(_ s: S) -> some View { self }
    public func strikethrough(_ on: Bool = true) -> some View { self }
}
public enum VerticalEdge: Sendable { case top, bottom }
public enum TextAlignment: Sendable { case leading, center, trailing }
public struct Alignment: Sendable { public static let center = Alignment(), leading = Alignment(), topLeading = Alignment() }
public protocol PrimitiveButtonStyle {}
public struct BorderedButtonStyle: PrimitiveButtonStyle {}
public struct BorderedProminentButtonStyle: PrimitiveButtonStyle {}
extension PrimitiveButtonStyle where Self == BorderedButtonStyle { public static var bordered: Self { .init() } }
extension PrimitiveButtonStyle where Self == BorderedProminentButtonStyle {
    public static var borderedProminent: Self { .init() }
}
public enum HorizontalEdge: Sendable { case leading, trailing }
public struct Font: Sendable {
    public static let body = Font(), headline = Font(), caption = Font(), title = Font(), title2 = Font(), title3 = Font()
    public func bold() -> Font { self }
}
public protocol ShapeStyle: Sendable {}
public struct Color: ShapeStyle {
    public static let red = Color()
    public static let accentColor = Color()
}
public struct HierarchicalShapeStyle: ShapeStyle {}
extension ShapeStyle where Self == HierarchicalShapeStyle { public static var secondary: Self { .init() } }
public struct BackgroundStyle: ShapeStyle {}
extension ShapeStyle where Self == BackgroundStyle { public static var background: Self { .init() } }
extension ShapeStyle where Self == Color { public static var red: Self { .init() } }
