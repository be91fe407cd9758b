// The boundary cases of bindings/tests/cases.json in Swift, over the debug library and a real server. Started by
// tests/bindings/run-swift; `--bench [--json]` measures instead.
import Core
import Dunia
import Foundation

/// A case: its id in the list, and what is tried.
typealias Kasus = (id: String, run: () throws -> Void)

/// The cases share one device; what would disturb the others makes its own.
struct Boundary {
    let app: Lapangan
    var cases: [Kasus] { nilai + formulir + tuanRumah }
}

func listed() throws -> [String] {
    let file = Dunia.root.appendingPathComponent("bindings/tests/cases.json")
    let list = try Json.baca(String(contentsOf: file, encoding: .utf8))
    guard case .array(let cases) = list["cases"] else { throw Sebab("cases.json: no cases") }
    return try cases.map { try there($0["id"]?.teks) }
}

/// Says a line at once: after a crash the last one names the case.
func say(_ line: String) {
    print(line)
    fflush(nil)
}

func runAll() throws -> Int {
    let ids = try listed()
    let app = try Dunia.device()
    let here = Boundary(app: app).cases
    var ran: [String] = []
    var failed = 0
    for test in here {
        ran.append(test.id)
        do {
            try test.run()
            say("\(test.id) ... ok")
        } catch {
            failed += 1
            say("\(test.id) ... FAILED: \(error)")
        }
    }
    app.shutdown()
    // Each id of the list once, and none that is not in it.
    let missing = ids.filter { !ran.contains($0) }
    let strange = ran.filter { !ids.contains($0) }
    if !missing.isEmpty { say("not run: \(missing.joined(separator: ", "))") }
    if !strange.isEmpty { say("not in the list: \(strange.joined(separator: ", "))") }
    let wrong = failed + missing.count + strange.count + (ran.count - Set(ran).count)
    say("\(ran.count - failed) passed, \(wrong) failed")
    return wrong
}

do {
    let arguments = CommandLine.arguments
    if arguments.contains("--bench") {
        try await Bench.run(json: arguments.contains("--json"))
    } else {
        exit(try runAll() == 0 ? 0 : 1)
    }
} catch {
    print("failed: \(error)")
    exit(1)
}
