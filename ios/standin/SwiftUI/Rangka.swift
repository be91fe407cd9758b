// Part of the stand-in for SwiftUI on Linux; see Engine.swift.
extension Label {
    public init(@ViewBuilder title: () -> Title, @ViewBuilder icon: () -> Icon) { self.title = title() }
}
extension DatePicker where L == Text {
    @_disfavoredOverload public init<S: StringProtocol>(
        _ s: S, selection: Binding<Date>, in range: PartialRangeThrough<Date>,
        displayedComponents: DatePickerComponents = [.hourAndMinute, .date]
    ) { self.init(s, selection: selection, displayedComponents: displayedComponents) }
}
public enum DynamicTypeSize: Comparable, Sendable { case xSmall, small, medium, large, xLarge, xxLarge, xxxLarge }
@MainActor extension View {
    public func dynamicTypeSize<T: RangeExpression>(_ range: T) -> some View where T.Bound == DynamicTypeSize { self }
}
extension Color { public static let green = Color(), orange = Color(), blue = Color() }
extension ShapeStyle where Self == HierarchicalShapeStyle { public static var primary: Self { .init() } }
