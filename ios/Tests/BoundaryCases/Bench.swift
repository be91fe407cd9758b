import Core
import Dunia
import Foundation

/// What the boundary costs from Swift: a call, a text of 1 KB, a list of 1,000 records, an answer in a form. Each figure is the
/// median of several rounds, per call, in microseconds; the spread is from the fastest to the slowest round.
enum Bench {
    static func run(json: Bool) throws {
        let text = String(repeating: "Rambu Ana Lodu. ", count: 64)
        try same(text.utf8.count, 1024)
        try same(ujiDaftar(n: 1000).count, 1000)
        let app = try Dunia.device()
        let form = try app.mulaiFormulir(formId: "asesmen_awal", kasusId: Dunia.kasus(app))
        let root = try there(form.sections().first?.path.split(separator: "/").first)
        _ = try form.jawab(path: "/\(root)/akses/sumber_akses", value: "pengaduan")
        var turn = 0
        let rows: [(name: String, what: String, calls: Int, call: () throws -> Void)] = [
            ("call", "a call with two numbers", 20000, { _ = ujiTambah(a: 1, b: 2) }),
            ("text_1kb", "a text of 1 KB in and out", 5000, { _ = ujiGema(teks: text) }),
            ("list_1000", "a list of 1,000 person records out", 5, { _ = ujiDaftar(n: 1000) }),
            (
                "answer", "an answer in a form, on the disk", 50,
                {
                    turn += 1
                    _ = try form.jawab(path: "/\(root)/akses/nama_pelapor", value: "Yohanis \(turn)")
                }
            ),
        ]
        for row in rows {
            let took = try measure(row.calls, row.call)
            let shown = [took[took.count / 2], took[0], took[took.count - 1]].map { String(format: "%.2f", $0) }
            if json {
                print(
                    #"{"bench": "ffi", "language": "swift", "name": "\#(row.name)", "us": \#(shown[0]), "#
                        + #""min": \#(shown[1]), "max": \#(shown[2])}"#)
            } else {
                let what = row.what.padding(toLength: 38, withPad: " ", startingAt: 0)
                print("\(what) \(shown[0]) µs   (\(shown[1]) to \(shown[2]))")
            }
        }
        app.shutdown()
    }

    /// Microseconds a call, one figure a round, the fastest first.
    private static func measure(_ calls: Int, _ call: () throws -> Void) throws -> [Double] {
        try call()
        var took: [Double] = []
        for _ in 0..<9 {
            let start = ContinuousClock.now
            for _ in 0..<calls { try call() }
            took.append((ContinuousClock.now - start) / .microseconds(calls))
        }
        return took.sorted()
    }
}
