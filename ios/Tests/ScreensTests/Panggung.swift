import AppModel
import Core
import Dunia
import ScreenProbe

@testable import Screens

/// The app over a device that was set up before: unlocked, at today's work, used by its labels.
@MainActor struct Panggung {
    let aplikasi: AplikasiModel
    let layar: ScreenProbe
    let brankas = Brankas()

    init(_ siapkan: (Lapangan) throws -> Void = { _ in }) async throws {
        let folder = try Dunia.rumah()
        let app = Lapangan(folder: folder, keystore: brankas, zonaMenit: 420)
        _ = try app.activate(request: Dunia.request())
        try siapkan(app)
        app.shutdown()
        let inti = IntiCore(folder: folder, keystore: brankas, zonaMenit: 420)
        aplikasi = AplikasiModel(inti: inti)
        aplikasi.masuk(try await inti.unlock(user: nil, pin: Dunia.pin))
        let masuk = MasukModel(aplikasi: aplikasi, adaBiometrik: true, namaPerangkat: "iPhone")
        layar = ScreenProbe(AkarScreen(aplikasi: aplikasi, masuk: masuk))
    }

    /// The whole label of the one thing to tap that has these words in it.
    func label(_ kata: String) throws -> String {
        let hits = layar.outline.split(separator: "\n").compactMap { line -> String? in
            let line = line.drop { $0 == " " }
            guard line.hasPrefix("button \""), line.contains(kata) else { return nil }
            return String(line.dropFirst(8).prefix { $0 != "\"" })
        }
        guard let first = hits.first, hits.count == 1 else {
            throw Sebab("\(hits.count) buttons with \"\(kata)\" in:\n\(layar.outline)")
        }
        return first
    }
    func ketuk(_ kata: String) throws { try layar.tap(label(kata)) }
    func tunggu(_ kata: String) async throws { try await layar.wait("for \"\(kata)\"") { $0.outline.contains(kata) } }
}
