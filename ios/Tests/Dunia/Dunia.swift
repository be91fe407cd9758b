import Core
import Foundation

/// What stops a test, in words.
public struct Sebab: Error, CustomStringConvertible {
    /// The words.
    public let description: String

    /// In words.
    public init(_ description: String) { self.description = description }
}

/// The small world of the tests: the server that tests/bindings/with-server started, fresh devices over it.
public enum Dunia {
    /// The PIN of every device.
    public static let pin = "493827"

    /// What the script put in the environment.
    public static func lingkungan(_ name: String) throws -> String {
        guard let value = ProcessInfo.processInfo.environment[name] else {
            throw Sebab("\(name) is not set: start this through tests/run-ios or tests/bindings/run-swift")
        }
        return value
    }

    /// The repository.
    public static let root = URL(fileURLWithPath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

    /// Runs a command of the server and gives what it says.
    public static func server(_ arguments: String...) throws -> String {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: try lingkungan("ATENSI_SERVER"))
        process.arguments = arguments + ["--data", try lingkungan("ATENSI_DATA")]
        let pipe = Pipe()
        process.standardOutput = pipe
        try process.run()
        let said = String(decoding: pipe.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        process.waitUntilExit()
        guard process.terminationStatus == 0 else { throw Sebab("the server's command \(arguments) failed") }
        return said
    }

    /// Those who work together on a case.
    public struct Tim: Sendable {
        /// A pendamping with a caseload, the peksos of the team, the penyelia of the kabupaten: their ids.
        public let pendamping, peksos, penyelia: String
    }

    /// A seeded team.
    public static func tim() throws -> Tim {
        guard case .array(let users) = try Json.baca(server("users", "--json")) else { throw Sebab("users: no list") }
        func satu(_ role: String) -> Json? { users.first { $0["role"]?.teks == role } }
        let pendamping = satu("pendamping")
        guard let id = pendamping?["id"]?.teks, let peksos = pendamping?["peksos_id"]?.teks,
            let penyelia = satu("penyelia")?["id"]?.teks
        else { throw Sebab("users: no team") }
        return Tim(pendamping: id, peksos: peksos, penyelia: penyelia)
    }

    /// A fresh activation code; for a seeded pendamping with a caseload if nobody is named.
    public static func kode(_ petugas: String? = nil) throws -> String {
        let said = try server("kode", "--user", petugas ?? tim().pendamping)
        guard let line = said.split(separator: "\n").last else { throw Sebab("kode: nothing said") }
        return line.trimmingCharacters(in: .whitespaces)
    }

    /// An empty folder.
    public static func rumah() throws -> String {
        let folder = URL(fileURLWithPath: try lingkungan("ATENSI_KERJA")).appendingPathComponent(UUID().uuidString)
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        return folder.path
    }

    /// What activation needs.
    public static func request(url: String? = nil, code: String? = nil) throws -> ActivationRequest {
        try ActivationRequest(
            serverUrl: url ?? lingkungan("ATENSI_URL"), code: code ?? kode(), pin: pin, deviceName: "Uji", roots: [])
    }

    /// A fresh device that is not activated.
    public static func kosong(_ brankas: Brankas = Brankas()) throws -> Lapangan {
        Lapangan(folder: try rumah(), keystore: brankas, zonaMenit: 420)
    }

    /// A fresh, activated and unlocked device.
    public static func device(_ brankas: Brankas = Brankas()) throws -> Lapangan {
        let app = try kosong(brankas)
        _ = try app.activate(request: request())
        return app
    }

    /// A person to register.
    public static func orang(
        _ nama: String, nik: String? = nil, lahir: String? = nil, kelamin: String? = nil, telepon: String? = nil,
        keluargaId: String? = nil, catatan: String? = nil
    ) -> OrangBaru {
        OrangBaru(
            nama: nama, nik: nik, alasanTanpaNik: nil, lahir: lahir, lahirTaksiran: false, kelamin: kelamin, telepon: telepon,
            alamat: nil, wilayah: nil, keluargaId: keluargaId, hubungan: nil, catatan: catatan)
    }

    /// A person with a case.
    public static func kasus(_ app: Lapangan, _ nama: String = "Rambu Ana Lodu") throws -> String {
        let person = try app.daftarOrang(baru: orang(nama)).id
        return try app.bukaKasus(
            baru: KasusBaru(
                subjekJenis: "orang", subjekId: person, klaster: "L", jenisPpks: nil, risiko: nil, kerahasiaan: nil))
    }

    /// Syncs to the end and gives the summary.
    public static func sync(_ app: Lapangan) throws -> SyncSummary {
        let run = try app.sync(observer: nil)
        while try !run.step().done {}
        return try run.summary()
    }
}
