import Dispatch
import Dunia
import Testing

@testable import Core

/// A sync that waits holds up nobody.
struct SinkronTests {
    /// Holds its step up until it is let go; gives up after a while, so that a core that cannot answer fails the test.
    private final class Penahan: SyncObserver {
        let masuk = DispatchSemaphore(value: 0)
        let lepas = DispatchSemaphore(value: 0)
        let sendiri = Terkunci(false)

        func maju(progress: SyncProgress) {
            masuk.signal()
            if lepas.wait(timeout: .now() + 20) == .timedOut { sendiri.nilai = true }
        }
    }

    @Test func theCoreAnswersWhileAStepWaits() async throws {
        let inti = IntiCore(folder: try Dunia.rumah(), keystore: Brankas(), zonaMenit: 420)
        _ = try await inti.activate(Dunia.request())
        let id = try await inti.daftarOrang(Dunia.orang("Rambu Tunggu")).id
        let penahan = Penahan()
        let run = try await inti.sinkron(pengamat: penahan)
        let step = Task { try await run.langkah() }
        await withCheckedContinuation { terus in
            DispatchQueue.global().async {
                penahan.masuk.wait()
                terus.resume()
            }
        }
        #expect(try await inti.layarProfil(id: id).judul == "Rambu Tunggu")
        _ = try await inti.daftarOrang(Dunia.orang("Rambu Sela"))
        penahan.lepas.signal()
        _ = try await step.value
        #expect(!penahan.sendiri.nilai, "the step had to give up before the core answered")
        run.batal()
        await #expect(throws: CoreError.self) { try await run.langkah() }
        await inti.lock()
    }
}
