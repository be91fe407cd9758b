import Core
import Dunia

/// What the core said when it refused.
struct Ditolak {
    let code: String
    let field: String?
    let reason: String?
    let retry: Bool
    let pesan: String
    /// Everything a shell could print of it.
    let printed: String
}

/// Holds that two values are equal.
func same<T: Equatable>(_ left: T, _ right: T, line: UInt = #line) throws {
    guard left == right else { throw Sebab("line \(line): \(left) is not \(right)") }
}

/// Holds that something is so.
func holds(_ condition: Bool, _ what: String = "does not hold", line: UInt = #line) throws {
    guard condition else { throw Sebab("line \(line): \(what)") }
}

/// Holds that there is a value, and gives it.
func there<T>(_ value: T?, line: UInt = #line) throws -> T {
    guard let value else { throw Sebab("line \(line): nothing there") }
    return value
}

/// Holds that a call is refused with a code, and gives what was said.
@discardableResult
func refused<T>(_ code: String, line: UInt = #line, _ call: () throws -> T) throws -> Ditolak {
    do {
        _ = try call()
    } catch let error as CoreError {
        guard case .Gagal(let found, let field, let reason, let retry, _, let pesan) = error else { throw error }
        try same(found, code, line: line)
        let printed = "\(error) \(String(reflecting: error)) \(error.localizedDescription)"
        return Ditolak(code: found, field: field, reason: reason, retry: retry, pesan: pesan, printed: printed)
    } catch {
        throw Sebab("line \(line): not the core's error but \(error)")
    }
    throw Sebab("line \(line): not refused with \(code)")
}
