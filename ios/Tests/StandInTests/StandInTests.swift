import Observation
import ScreenProbe
import SwiftUI
import Testing

/// The stand-in must not be kinder than SwiftUI.
@MainActor struct StandInTests {
    @Observable @MainActor final class Model {
        var seen = 0
        @ObservationIgnored var unseen = 0
    }
    struct Counter: View {
        let model: Model
        @State private var taps = 0
        var body: some View {
            Text(verbatim: "\(model.seen) \(model.unseen) \(taps)")
            Button("Tap") { taps += 1 }
        }
    }
    @Test func drawsAgainOnlyForWhatWasObserved() throws {
        let m = Model()
        let s = ScreenProbe(Counter(model: m))
        #expect(s.shows("0 0 0"))
        m.unseen = 5
        #expect(s.shows("0 0 0"))
        m.seen = 1
        #expect(s.shows("1 5 0"))
        try s.tap("Tap")
        #expect(s.shows("1 5 1"))
    }
    struct Rows: View {
        @State private var ids = [1, 2, 3]
        struct Row: View {
            let id: Int
            @State private var count = 0
            var body: some View { Button("Row \(id): \(count)") { count += 1 } }
        }
        var body: some View {
            Button("Reverse") { ids.reverse() }
            Button("Drop 2") { ids.removeAll { $0 == 2 } }
            Button("Add 2") { ids.append(2) }
            ForEach(ids, id: \.self) { Row(id: $0) }
        }
    }
    @Test func stateFollowsIdentity() throws {
        let s = ScreenProbe(Rows())
        try s.tap("Row 2: 0")
        try s.tap("Reverse")
        #expect(s.outline.contains("Row 2: 1"))
        try s.tap("Drop 2")
        #expect(!s.outline.contains("Row 2"))
        try s.tap("Add 2")
        #expect(s.shows("Row 2: 0"))
    }
    struct Barang: Identifiable { let id: String }
    struct Sheets: View {
        @State private var item: Barang?
        @State private var asked = false
        @State private var page = 1
        @State private var day = Date(timeIntervalSince1970: 0)
        struct Page: View {
            @State private var taps = 0
            var body: some View { Button("Taps \(taps)") { taps += 1 } }
        }
        var body: some View {
            Button("Open") { item = Barang(id: "one") }
            Button("Ask") { asked = true }
            Button("Turn") { page += 1 }
            DatePicker(String("Day"), selection: $day, displayedComponents: .date).environment(\.timeZone, .gmt)
            Page().id(page)
            ViewThatFits {
                Text(verbatim: "wide")
                Text(verbatim: "narrow")
            }
            Text(verbatim: "behind")
                .sheet(item: $item) { barang in
                    Text(barang.id)
                    Button("Close") { item = nil }
                }
                .alert(String("Sure?"), isPresented: $asked) {
                    Button("Yes") {}
                } message: {
                    Text(verbatim: "For good")
                }
        }
    }
    @Test func aSheetOrAnAlertIsInFrontUntilItIsClosed() throws {
        let s = ScreenProbe(Sheets())
        try s.tap("Open")
        #expect(s.shows("one") && !s.shows("behind"))
        try s.tap("Close")
        #expect(s.shows("behind") && !s.shows("one"))
        try s.tap("Ask")
        #expect(s.shows("Sure?") && s.shows("For good") && !s.shows("behind"))
        try s.tap("Yes")
        #expect(s.shows("behind"))
    }
    @Test func anotherIdIsAnotherViewWithStateOfItsOwn() throws {
        let s = ScreenProbe(Sheets())
        try s.tap("Taps 0")
        #expect(s.shows("Taps 1"))
        try s.tap("Turn")
        #expect(s.shows("Taps 0") && !s.shows("Taps 1"))
    }
    @Test func aDatePickerTakesDaysOnlyAndOneOfTheAlternativesIsDrawn() throws {
        let s = ScreenProbe(Sheets())
        #expect(try s.value(of: "Day") == "1970-01-01")
        try s.type("2026-11-20", into: "Day")
        try s.type("tomorrow", into: "Day")
        #expect(try s.value(of: "Day") == "2026-11-20")
        #expect(s.shows("wide") && !s.shows("narrow"))
    }
    struct Back: View {
        let asks: Bool
        @State private var path = [1]
        var body: some View {
            NavigationStack(path: $path) {
                Text(verbatim: "root").navigationDestination(for: Int.self) { _ in
                    Text(verbatim: "page").navigationBarBackButtonHidden(asks)
                }
            }
        }
    }
    @Test(arguments: [true, false]) func aHiddenBackButtonCannotBeTapped(asks: Bool) throws {
        let s = ScreenProbe(Back(asks: asks))
        if asks { #expect(throws: ScreenProbe.Missing.self) { try s.tap("Back") } } else { try s.tap("Back") }
        #expect(s.shows("root") != asks)
    }
    @Test func findsButtonsWithoutALabel() {
        let s = ScreenProbe(
            Button {
            } label: {
                Image(systemName: "trash")
            })
        #expect(s.unlabelled == ["button trash"])
    }
}
