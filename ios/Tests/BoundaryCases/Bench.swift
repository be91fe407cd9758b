import AppModel
import Core
import Dunia
import Foundation

/// What the boundary costs from Swift: a call, a text of 1 KB, a list of 1,000 records, an answer in a form; and what a model costs
/// on top, to its finished page. Each figure is the median of several rounds, per call, in microseconds; the spread is from the
/// fastest to the slowest round.
@MainActor enum Bench {
    private struct Baris {
        let name: String
        let what: String
        let calls: Int
        let call: @MainActor () async throws -> Void
    }
    private static let keluarga = 2_000

    static func run(json: Bool) async throws {
        try await ukur(json: json, batas())
        let folder = try Dunia.rumah()
        let brankas = Brankas()
        let perangkat = Lapangan(folder: folder, keystore: brankas, zonaMenit: 420)
        _ = try perangkat.activate(request: Dunia.request())
        try isi(perangkat)
        perangkat.shutdown()
        let inti = IntiCore(folder: folder, keystore: brankas, zonaMenit: 420)
        let aplikasi = AplikasiModel(inti: inti)
        aplikasi.masuk(try await inti.unlock(user: nil, pin: Dunia.pin))
        let hari = HariIniModel(aplikasi: aplikasi)
        // The first time after unlocking there is one round of.
        try await ukur(
            json: json, rounds: 1,
            [Baris(name: "hari_ini_first", what: "Hari Ini, first time after unlocking", calls: 1) { await hari.muat() }])
        guard hari.kunjungan.count < keluarga, Int(hari.keadaan.isi?.total ?? 0) == keluarga else {
            throw Sebab("Hari Ini: \(hari.keadaan)")
        }
        let awal = UInt32(keluarga - 20)
        try await ukur(
            json: json,
            [
                Baris(name: "hari_ini_core", what: "Hari Ini, 20 of 2,000, through IntiCore", calls: 10) {
                    _ = try await inti.layarHariIni(offset: 0, limit: 20)
                },
                Baris(name: "hari_ini_core_last", what: "its last stretch", calls: 10) {
                    try same(try await inti.layarHariIni(offset: awal, limit: 20).kunjungan.count, 20)
                },
                Baris(name: "hari_ini_model", what: "the same to a finished HariIniModel", calls: 10) { await hari.muat() },
            ] + (try await jawaban(inti, aplikasi)))
    }

    /// Calls over the boundary, and nothing else.
    private static func batas() throws -> [Baris] {
        let text = String(repeating: "Rambu Ana Lodu. ", count: 64)
        try same(text.utf8.count, 1024)
        try same(ujiDaftar(n: 1000).count, 1000)
        let app = try Dunia.device()
        let form = try app.mulaiFormulir(formId: "asesmen_awal", kasusId: Dunia.kasus(app))
        let root = try there(form.sections().first?.path.split(separator: "/").first)
        _ = try form.jawab(path: "/\(root)/akses/sumber_akses", value: "pengaduan")
        var turn = 0
        return [
            Baris(name: "call", what: "a call with two numbers", calls: 20000) { _ = ujiTambah(a: 1, b: 2) },
            Baris(name: "text_1kb", what: "a text of 1 KB in and out", calls: 5000) { _ = ujiGema(teks: text) },
            Baris(name: "list_1000", what: "a list of 1,000 person records out", calls: 5) { _ = ujiDaftar(n: 1000) },
            Baris(name: "answer", what: "an answer in a form, on the disk", calls: 50) {
                turn += 1
                _ = try form.jawab(path: "/\(root)/akses/nama_pelapor", value: "Yohanis \(turn)")
            },
        ]
    }

    /// An answer from the tap to the page that shows it.
    private static func jawaban(_ inti: IntiCore, _ aplikasi: AplikasiModel) async throws -> [Baris] {
        let kasus = try there(try await inti.layarHariIni(offset: 0, limit: 1).kunjungan.first?.kasusId)
        let draf = try await inti.mulaiFormulir(form: "asesmen_awal", kasus: kasus)
        let form = FormulirModel(aplikasi: aplikasi, draf: draf)
        await form.muat()
        await form.pilih("/data/akses/sumber_akses", "pengaduan")
        var turn = 0
        return [
            Baris(name: "answer_model", what: "an answer to FormulirModel's page", calls: 50) {
                turn += 1
                await form.jawab("/data/akses/nama_pelapor", "Yohanis \(turn)")
                try same(form.pertanyaan("/data/akses/nama_pelapor")?.soal.value, "Yohanis \(turn)")
            }
        ]
    }

    /// Families with a member and a case whose first visit is due.
    private static func isi(_ app: Lapangan) throws {
        for n in 1...keluarga {
            let id = try app.daftarKeluarga(
                baru: KeluargaBaru(namaKepala: "Umbu Bench \(n)", nomorKk: nil, wilayah: nil, alamat: nil, catatan: nil)
            ).id
            _ = try app.daftarOrang(baru: Dunia.orang("Rambu Bench \(n)", keluargaId: id))
            _ = try app.bukaKasus(
                baru: KasusBaru(
                    subjekJenis: "keluarga", subjekId: id, klaster: "L", jenisPpks: nil, risiko: nil, kerahasiaan: nil))
        }
    }

    private static func ukur(json: Bool, rounds: Int = 9, _ rows: [Baris]) async throws {
        for row in rows {
            let took = try await measure(row, rounds)
            let shown = [took[took.count / 2], took[0], took[took.count - 1]].map { String(format: "%.2f", $0) }
            if json {
                print(
                    #"{"bench": "ffi", "language": "swift", "name": "\#(row.name)", "us": \#(shown[0]), "#
                        + #""min": \#(shown[1]), "max": \#(shown[2])}"#)
            } else {
                let what = row.what.padding(toLength: 40, withPad: " ", startingAt: 0)
                print("\(what) \(shown[0]) µs   (\(shown[1]) to \(shown[2]))")
            }
        }
    }

    /// Microseconds a call, one figure a round, the fastest first. A single round is not warmed up.
    private static func measure(_ row: Baris, _ rounds: Int) async throws -> [Double] {
        if rounds > 1 { try await row.call() }
        var took: [Double] = []
        for _ in 0..<rounds {
            let start = ContinuousClock.now
            for _ in 0..<row.calls { try await row.call() }
            took.append((ContinuousClock.now - start) / .microseconds(row.calls))
        }
        return took.sorted()
    }
}
