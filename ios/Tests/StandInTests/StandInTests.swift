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
    @Test func findsButtonsWithoutALabel() {
        let s = ScreenProbe(
            Button {
            } label: {
                Image(systemName: "trash")
            })
        #expect(s.unlabelled == ["button trash"])
    }
}
