import Core
import Dunia
import Foundation

/// The shell's own code called from the core, panics, threads, and the end.
extension Boundary {
    var tuanRumah: [Kasus] {
        [
            ("host.keystore", keystore), ("host.keystore_says_no", keystoreSaysNo), ("host.keystore_throws", keystoreThrows),
            ("host.observer", observer), ("host.observer_throws", observerThrows), ("panic.caught", panicCaught),
            ("threads.two", threads), ("lock.sessions", lock), ("shutdown.twice", shutdown),
        ]
    }

    private struct Lain: Error {
        let text: String
    }

    /// Tells what it was told, and what the outbox said then.
    private final class Pengamat: SyncObserver {
        let told = Terkunci<[(progress: SyncProgress, menunggu: UInt64)]>([])
        let app: Lapangan

        init(_ app: Lapangan) { self.app = app }

        func maju(progress: SyncProgress) throws {
            let menunggu = try app.status().menunggu
            told.ubah { $0.append((progress, UInt64(menunggu))) }
        }
    }

    private final class Rusak: SyncObserver {
        func maju(progress: SyncProgress) throws { throw Lain(text: "Rambu Gagal 5311014107520002") }
    }

    private func keystore() throws {
        let brankas = Brankas(11)
        let app = try Dunia.kosong(brankas)
        // Calls the core back from inside; with any lock held this would never return.
        brankas.before.nilai = {
            _ = try app.users()
            try refused("session.closed") { try app.status() }
        }
        _ = try app.activate(request: Dunia.request())
        try holds(brankas.asked.nilai.contains { $0.hasPrefix("secret ") })
        brankas.before.nilai = { _ = try app.status() }
        try app.setBiometrik(on: true)
        app.lock()
        brankas.before.nilai = { _ = try app.users() }
        brankas.asked.nilai = []
        _ = try app.unlockWithKeystore(user: nil)
        try same(brankas.asked.nilai, ["unwrap"])
        brankas.before.nilai = nil
        app.shutdown()
    }

    private func keystoreSaysNo() throws {
        let brankas = Brankas()
        let app = try Dunia.device(brankas)
        try app.setBiometrik(on: true)
        app.lock()
        brankas.fail.nilai = PortError.NotPassed
        try holds(refused("key.unavailable") { try app.unlockWithKeystore(user: nil) }.retry)
        app.shutdown()
    }

    private func keystoreThrows() throws {
        let brankas = Brankas()
        let app = try Dunia.device(brankas)
        app.lock()
        brankas.fail.nilai = Lain(text: "NIK 5311014107520002 Rambu")
        let error = try refused("host") { try app.unlock(user: nil, pin: Dunia.pin) }
        try holds(!error.printed.contains("5311"), error.printed)
        brankas.fail.nilai = nil
        _ = try app.unlock(user: nil, pin: Dunia.pin)
        try same(app.status().perluPerhatian, 0)
        app.shutdown()
    }

    private func observer() throws {
        let app = try Dunia.device()
        _ = try app.daftarOrang(baru: Dunia.orang("Rambu Lihat"))
        let pengamat = Pengamat(app)
        let run = try app.sync(observer: pengamat)
        var steps = 1
        while try !run.step().done { steps += 1 }
        let told = pengamat.told.nilai
        try same(told.count, steps)
        try holds(told.allSatisfy { !$0.progress.line.isEmpty })
        let last = try there(told.last)
        try same(last.progress.sent, last.progress.total)
        try same(last.menunggu, 0)
        app.shutdown()
    }

    private func observerThrows() throws {
        let app = try Dunia.device()
        _ = try app.daftarOrang(baru: Dunia.orang("Rambu Gagal"))
        let run = try app.sync(observer: Rusak())
        let error = try refused("host") { try run.step() }
        try holds(!error.printed.contains("5311"), error.printed)
        try holds(Dunia.sync(app).complete)
        app.shutdown()
    }

    private func panicCaught() throws {
        let error = try refused("bug") { try app.ujiPanik() }
        try holds(!error.printed.contains("5311"), error.printed)
        do {
            try app.ujiPanikLuar()
            throw Sebab("a panic was not told")
        } catch let error as CoreError {
            throw Sebab("the generated code should have told the panic, not \(error)")
        } catch let error as Sebab {
            throw error
        } catch {
            // An error of the generated code: it is private, so it has no type to name here.
            try holds("\(error)".contains("anic"), "\(error)")
        }
        try same(app.user().peran, "pendamping")
        _ = try app.daftarOrang(baru: Dunia.orang("Sesudah Panik"))
    }

    private func threads() throws {
        let ids = Terkunci<[String]>([])
        let errors = Terkunci<[String]>([])
        let app = app
        let ended = DispatchSemaphore(value: 0)
        for name in ["Satu", "Dua"] {
            Thread {
                for i in 0..<20 {
                    do {
                        let id = try app.daftarOrang(baru: Dunia.orang("\(name) \(i)")).id
                        ids.ubah { $0.append(id) }
                    } catch { errors.ubah { $0.append("\(error)") } }
                }
                ended.signal()
            }.start()
        }
        for _ in 0..<2 { try holds(ended.wait(timeout: .now() + 120) == .success, "a thread did not come back") }
        try same(errors.nilai, [])
        try same(Set(ids.nilai).count, 40)
        let known = Set(try app.listOrang(offset: 0, limit: 1000).items.map(\.id))
        try holds(known.isSuperset(of: ids.nilai))
    }

    private func lock() throws {
        let app = try Dunia.device()
        let form = try app.mulaiFormulir(formId: "asesmen_awal", kasusId: Dunia.kasus(app))
        let run = try app.sync(observer: nil)
        app.lock()
        app.lock()
        try refused("session.closed") { try form.sections() }
        try refused("session.closed") { try run.step() }
        run.cancel()
        _ = try app.unlock(user: nil, pin: Dunia.pin)
        try refused("session.closed") { try form.sections() }
        try refused("session.closed") { try run.step() }
        app.shutdown()
    }

    private func shutdown() throws {
        let app = try Dunia.device()
        app.shutdown()
        app.shutdown()
        try refused("session.closed") { try app.user() }
        try refused("session.closed") { try app.status() }
        try refused("session.closed") { try app.sync(observer: nil) }
        try refused("session.closed") { try app.unlock(user: nil, pin: Dunia.pin) }
    }
}
