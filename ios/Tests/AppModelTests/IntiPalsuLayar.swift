import AppModel
import Core
import Foundation

/// What the core without a core tells the screens.
struct LayarPalsu: Sendable {
    var kunjungan = 3
    var bisaKirim = true
    var perhatian = 0
    var hal: [TinjauItem] = []
    var draf = DrafScreen(ringkas: "", draf: [], dibuang: [], catatan: "", kosong: "Tidak ada draf.")
    var periksa = PendaftaranScreen(
        nomorPesan: [], nomorNada: .netral, nomorUsul: nil, menurutNik: "", lahirUsul: nil, kelaminUsul: nil, orangMirip: [],
        keluargaMirip: [], miripPesan: "", kurang: "", lahirPetunjuk: "", lahirPesan: "")
    var sinkron: any Sinkron = SinkronPalsu(langkah: 1)
    var tandaTerima = ReceiptCheck(items: [], chainOk: true, ops: 4, covered: 4)
}

/// A run of as many steps as told; may fail or wait before its end.
actor SinkronPalsu: Sinkron {
    private let jumlah: Int
    private let gagal: (any Error & Sendable)?
    private let tahan: Gerbang?
    private var sudah = 0
    private let dibatalkan = Gerbang()

    init(langkah: Int, gagal: (any Error & Sendable)? = nil, tahan: Gerbang? = nil) {
        (jumlah, self.gagal, self.tahan) = (langkah, gagal, tahan)
    }

    func langkah() async throws -> SyncStepView {
        if let tahan, sudah == 1 { await tahan.tunggu() }
        if dibatalkan.terbuka { throw galat("cancelled") }
        sudah += 1
        if sudah == jumlah, let gagal { throw gagal }
        let line = "Mengirim \(sudah) dari \(jumlah)"
        let progress = SyncProgress(
            sent: UInt64(sudah), total: UInt64(jumlah), received: 0, photoBytes: 0, photoBytesLeft: 0, line: line)
        return SyncStepView(progress: progress, done: sudah == jumlah)
    }
    nonisolated func batal() { dibatalkan.buka() }
    func ringkasan() -> SyncSummary {
        SyncSummary(
            sent: UInt64(sudah), received: 0, photos: 0, bytesUp: 0, bytesDown: 0, trips: 0, collisions: 0, quarantined: 0,
            complete: true)
    }
}

/// Opens once; until then whoever waits, waits.
final class Gerbang: @unchecked Sendable {
    private let kunci = NSLock()
    private var sudah = false
    private var menunggu: [CheckedContinuation<Void, Never>] = []

    var terbuka: Bool { kunci.withLock { sudah } }
    func buka() {
        let siapa = kunci.withLock {
            sudah = true
            defer { menunggu = [] }
            return menunggu
        }
        for satu in siapa { satu.resume() }
    }
    func tunggu() async {
        await withCheckedContinuation { siapa in
            let terus = kunci.withLock {
                if !sudah { menunggu.append(siapa) }
                return sudah
            }
            if terus { siapa.resume() }
        }
    }
}

func galat(_ code: String, retry: Bool = true, after: UInt64? = nil) -> CoreError {
    CoreError.Gagal(code: code, field: nil, reason: nil, retry: retry, retryAfterS: after, pesan: "Pesan \(code).")
}

let tandaPalsu = TandaStatus(status: .menungguDikirim, kata: "Menunggu dikirim", nada: .menunggu, ikon: .jam)
let pilPalsu = PilSinkron(kata: "1 menunggu", nada: .menunggu, ikon: .jam, lisan: "Kotak Kirim: 1 menunggu")

func kunjunganPalsu(_ i: Int) -> KartuKunjungan {
    KartuKunjungan(
        kasusId: "k\(i)", nama: "Warga \(i)", tempat: "Kadahang", alasan: "", terlambat: false,
        risiko: TandaRisiko(risiko: .sedang, kata: "Risiko sedang", nada: .perhatian), tanda: [], status: tandaPalsu,
        rute: .kunjungan(kasusId: "k\(i)"), lisan: "Warga \(i)")
}

func halPalsu(_ id: String) -> TinjauItem {
    let sisi = ["1.1", "2.1"].map {
        SisiItem(
            version: $0, nilai: "081\($0)", dikosongkan: false, siapa: "Anda", kapan: "", milikSendiri: true, dipakai: false,
            tombol: "Pilih ini", lisan: $0)
    }
    return TinjauItem(
        record: id, jenis: "orang", judul: "Warga", field: "telepon", label: "Telepon", pertanyaan: "Telepon: mana yang benar?",
        sisi: sisi, sementara: "", lisan: "")
}

extension IntiPalsu {
    private func jalur(_ judul: String, _ jumlah: Int) -> Jalur {
        Jalur(judul: judul, jumlah: UInt64(jumlah), kata: "\(jumlah)", items: [], lagi: "", kosong: "")
    }

    func changePin(user: String?, old: String, new: String) throws { try jawab("pin \(user ?? "-") \(old) \(new)", ()) }
    func versi() -> String { "1.2.3" }
    func layarHariIni(offset: UInt32, limit: UInt32) throws -> HariIniScreen {
        let sampai = min(layar.kunjungan, Int(offset + limit))
        let kunjungan = (Int(offset)..<max(Int(offset), sampai)).map(kunjunganPalsu)
        return try jawab(
            "hariIni \(offset) \(limit)",
            HariIniScreen(
                tanggal: "Senin", sapaan: "Selamat pagi", pil: pilPalsu, belumTerkirim: "", perluDitinjau: "", draf: [],
                drafTotal: 0,
                semuaDraf: "",
                total: UInt64(layar.kunjungan), ringkas: "", kunjungan: kunjungan, kosong: "", luring: "Luring", aksi: []))
    }
    func layarDraf() throws -> DrafScreen { try jawab("draf", layar.draf) }
    func buangDraf(id: String) throws { try jawab("buang \(id)", ()) }
    func pulihkanDraf(id: String) throws { try jawab("pulihkan \(id)", ()) }
    func layarCari(teks: String, limit: UInt32) throws -> CariScreen {
        try jawab("cari \(teks)", CariScreen(orang: [], keluarga: [], ringkas: teks, kosong: "", tawarkanDaftar: true))
    }
    func cariWilayah(teks: String, within: String?, limit: UInt32) throws -> [WilayahItem] {
        let desa = WilayahItem(code: "53.11.02.2008", nama: "Kadahang", fullName: "Desa Kadahang, Kec. Haharu")
        return try jawab("wilayah \(teks) \(within ?? "-")", [desa])
    }
    func pilihanKode(_ daftar: String) throws -> [Pilihan] { try jawab("kode \(daftar)", [Pilihan(value: "A", label: daftar)]) }
    func periksaOrang(_ baru: OrangBaru) throws -> PendaftaranScreen {
        try jawab("periksa \(baru.nama) \(baru.nik ?? "-") \(baru.lahir ?? "-")", layar.periksa)
    }
    func periksaKeluarga(_ baru: KeluargaBaru) throws -> PendaftaranScreen {
        try jawab("periksa keluarga \(baru.namaKepala)", layar.periksa)
    }
    func daftarOrang(_ baru: OrangBaru) throws -> OrangTerdaftar {
        let isian = [baru.nama, baru.nik, baru.alasanTanpaNik, baru.lahir, baru.kelamin, baru.wilayah, baru.keluargaId]
        let kata = isian.map { $0 ?? "-" }.joined(separator: " ")
        return try jawab("daftar \(kata)", OrangTerdaftar(id: "o1", nik: nil, duplicates: []))
    }
    func daftarKeluarga(_ baru: KeluargaBaru) throws -> KeluargaTerdaftar {
        try jawab(
            "daftar keluarga \(baru.namaKepala) \(baru.nomorKk ?? "-")", KeluargaTerdaftar(id: "f1", kk: nil, duplicates: []))
    }
    func bukaKasus(_ baru: KasusBaru) throws -> String {
        try jawab("kasus \(baru.subjekJenis) \(baru.subjekId) \(baru.klaster) \(baru.risiko ?? "-")", "k1")
    }
    func layarProfil(id: String) throws -> ProfilScreen {
        try jawab(
            "profil \(id)",
            ProfilScreen(
                id: id, jenis: "orang", judul: "Warga", subjudul: "", status: tandaPalsu, tanda: [], baris: [], keluarga: nil,
                subjek: nil, anggota: [], anggotaKosong: "", kasus: [], dokumen: [], tabrakan: 0, tabrakanPesan: "", aksi: []))
    }
    func layarKotakKirim() throws -> KotakKirimScreen {
        try jawab(
            "kotak",
            KotakKirimScreen(
                pil: pilPalsu, menunggu: jalur("Menunggu", 1), terkirim: jalur("Terkirim", 0),
                perhatian: jalur("Perhatian", layar.perhatian), ukuran: "", perkiraan: "", terakhir: "", tandaTerima: "",
                kosong: "",
                luring: "", bisaKirim: layar.bisaKirim))
    }
    func periksaTandaTerima() throws -> ReceiptCheck { try jawab("tanda terima", layar.tandaTerima) }
    func sinkron() throws -> any Sinkron { try jawab("sinkron", layar.sinkron) }
    func layarTinjau() throws -> TinjauScreen {
        try jawab("tinjau", TinjauScreen(ringkas: "", items: layar.hal, kosong: "", luring: ""))
    }
    func putuskanSisi(record: String, field: String, version: String) throws {
        try jawab("putuskan \(record) \(field) \(version)", ())
        layar.hal.removeAll { $0.record == record }
    }
}
