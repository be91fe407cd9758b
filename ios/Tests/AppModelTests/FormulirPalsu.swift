import Core
import Foundation

@testable import AppModel

/// A form's half of a core, of one page: an answer changes its question, unless a test wants something else to happen. For what a
/// real one cannot be made to do on purpose.
actor FormulirPalsu: IntiFormulir {
    private(set) var layar: FormulirScreen
    private(set) var diminta: [String] = []
    /// Thrown by the next calls, one each.
    private var gagal: [any Error & Sendable] = []
    /// Given by the next changes instead of their own delta, one each.
    private var delta: [DeltaView] = []
    private var daftar: [String: HalamanPilihan] = [:]
    private var bahasa = Lang.id
    private var gambarnya: Data?
    private var tahanGambar: Gerbang?

    init(_ layar: FormulirScreen = Contoh.layar([])) { self.layar = layar }

    func beriGambar(_ data: Data?, tahan: Gerbang? = nil) { (gambarnya, tahanGambar) = (data, tahan) }
    func gagalkan(_ kode: String...) { gagal = kode.map(Contoh.galat) }
    func siapkan(_ delta: DeltaView...) { self.delta = delta }
    func ganti(_ layar: FormulirScreen) { self.layar = layar }
    func isi(_ cari: String, _ halaman: HalamanPilihan) { daftar[cari] = halaman }

    private func catat(_ what: String) throws {
        diminta.append(what)
        if !gagal.isEmpty { throw gagal.removeFirst() }
    }
    private func ubah(_ what: String, _ pertanyaan: PertanyaanItem? = nil) throws -> DeltaView {
        try catat(what)
        if !delta.isEmpty { return delta.removeFirst() }
        let delta = Contoh.delta(layar.kepala, pertanyaan.map { [$0] } ?? [])
        if let halaman = delta.halaman { layar = layar.sesudah(halaman) }
        return delta
    }

    func layarKunjungan(kasus: String) throws -> KunjunganScreen {
        try catat("kunjungan \(kasus)")
        return Contoh.kunjungan
    }
    func layarSelesai(dokumen: String) throws -> SelesaiScreen {
        try catat("selesai \(dokumen)")
        throw Contoh.galat("record.unknown")
    }
    func laporanKunjungan(dokumen: String) throws -> String {
        try catat("laporan \(dokumen)")
        return "<html>"
    }
    func mulaiFormulir(form: String, kasus: String) throws -> String {
        try catat("mulai \(form) \(kasus)")
        return "d9"
    }
    func halaman(draf: String, path: String?) throws -> FormulirScreen {
        try catat("halaman \(path ?? "-")")
        return layar
    }
    func jawab(draf: String, path: String, nilai: String) throws -> DeltaView {
        let lama = layar.pertanyaan.first { $0.soal.path == path }
        return try ubah("jawab \(path)=\(nilai)", lama.map { Contoh.tanya(path, $0.alat, nilai) })
    }
    func lampirkan(draf: String, path: String, berkas: String) throws -> DeltaView { try ubah("lampirkan \(path)") }
    func gambar(draf: String, path: String) async throws -> Data? {
        try catat("gambar \(path)")
        if let tahanGambar { await tahanGambar.tunggu() }
        return gambarnya
    }
    func tambahBaris(draf: String, path: String) throws -> DeltaView { try ubah("tambah \(path)") }
    func hapusBaris(draf: String, path: String, posisi: UInt32) throws -> DeltaView { try ubah("hapus \(path) \(posisi)") }
    func urung(draf: String) throws -> DeltaView? { try ubah("urung") }
    func ulang(draf: String) throws -> DeltaView? {
        try catat("ulang")
        return nil
    }
    func pilihan(draf: String, path: String, cari: String?, mulai: UInt32, batas: UInt32) async throws -> HalamanPilihan {
        try catat("pilihan \(cari ?? "-") \(mulai)")
        let ini = daftar[cari ?? ""] ?? HalamanPilihan(total: 0, items: [])
        let akhir = min(ini.items.count, Int(mulai + batas))
        return HalamanPilihan(total: ini.total, items: Int(mulai) < akhir ? Array(ini.items[Int(mulai)..<akhir]) : [])
    }
    func setLang(draf: String, lang: Lang) throws -> DeltaView {
        if lang == bahasa { return Contoh.delta(layar.kepala, []) }
        bahasa = lang
        return try ubah("lang \(lang)")
    }
    func selesai(draf: String) throws -> String {
        try catat("selesai")
        return "dok1"
    }
    func tutup(draf: String) { diminta.append("tutup") }
}

/// Small records.
enum Contoh {
    static func galat(_ kode: String) -> any Error & Sendable {
        CoreError.Gagal(code: kode, field: nil, reason: nil, retry: true, retryAfterS: nil, pesan: "Pesan \(kode).")
    }

    static func tanya(
        _ path: String, _ alat: Alat = .teks, _ nilai: String = "", kurang: String = "", maks: UInt32? = nil, foto: UInt32 = 0
    )
        -> PertanyaanItem
    {
        PertanyaanItem(
            soal: QuestionView(
                path: path, nama: path, jenis: "text", label: "Soal \(path)", hint: "", value: nilai, shown: nilai,
                relevant: true,
                required: false, readonly: false, asked: true, error: "", appearance: "", rows: 0, counted: false, optionsTotal: 0
            ),
            alat: alat, tampil: nilai, pilihan: [], terpilih: nilai.split(separator: " ").map(String.init), baris: [], tambah: "",
            foto: foto, maksPiksel: maks, kurang: kurang, galat: "", lisan: "Soal \(path). Jawaban: \(nilai).")
    }

    static func kepala(
        _ halaman: String = "/h", induk: String? = nil, sebelum: String? = nil, sesudah: String? = nil, masalah: String? = nil,
        bisaSelesai: Bool = false
    ) -> KepalaHalaman {
        KepalaHalaman(
            halaman: halaman, judul: halaman, posisi: "", induk: induk, sebelum: sebelum, sesudah: sesudah, tersimpan: "",
            kemajuan: "", persen: 0, bisaUrung: true, bisaUlang: true, salah: 0, kurang: 0, masalah: masalah ?? "",
            masalahPertama: masalah, bisaSelesai: bisaSelesai, foto: 0)
    }

    static func layar(_ pertanyaan: [PertanyaanItem], _ kepala: KepalaHalaman = kepala()) -> FormulirScreen {
        FormulirScreen(draftId: "d1", judul: "Formulir", untuk: "Rambu", kepala: kepala, bagian: [], pertanyaan: pertanyaan)
    }

    static func delta(
        _ kepala: KepalaHalaman, _ pertanyaan: [PertanyaanItem], urutan: [String]? = nil, hilang: Bool = false
    ) -> DeltaView {
        let halaman = DeltaHalaman(
            judul: "Formulir", untuk: "Rambu", kepala: kepala, bagian: nil, pertanyaan: pertanyaan, urutan: urutan, hilang: hilang
        )
        return DeltaView(saved: "", changes: [], sections: [], redraw: false, halaman: halaman)
    }

    static let kunjungan = KunjunganScreen(
        kasusId: "k1", nama: "Rambu", rincian: "", tempat: "", jatuhTempo: "",
        risiko: TandaRisiko(risiko: .sedang, kata: "Risiko sedang", nada: .perhatian), tanda: [], keselamatan: "", baris: [],
        persetujuan: "", draf: nil, aksi: [],
        status: TandaStatus(status: .diterimaServer, kata: "Diterima server", nada: .baik, ikon: .centang))
}

/// A pause that a test ends.
@MainActor final class JedaPalsu {
    private var menunggu: [CheckedContinuation<Void, Never>] = []
    var berapa: Int { menunggu.count }
    func tunggu() async { await withCheckedContinuation { menunggu.append($0) } }
    func lewat() {
        let semua = menunggu
        menunggu = []
        for satu in semua { satu.resume() }
    }
}

/// What a phone has, as a test wants it.
@MainActor final class AlatPalsu: Kamera, Lokasi, Pena, Suara {
    var hasilFoto: HasilFoto = .batal
    var hasilLokasi: HasilLokasi = .tidakAda
    var berkasPena: String?
    private(set) var diminta: [String] = []
    private var mencari: CheckedContinuation<Void, Never>?
    var tahanLokasi = false

    func ambil(dariGaleri: Bool, maksPiksel: Int) async -> HasilFoto {
        diminta.append("foto \(dariGaleri) \(maksPiksel)")
        return hasilFoto
    }
    func cari() async -> HasilLokasi {
        diminta.append("lokasi")
        if tahanLokasi { await withCheckedContinuation { mencari = $0 } }
        return hasilLokasi
    }
    var sedangMencari: Bool { mencari != nil }
    func temukan() {
        mencari?.resume()
        mencari = nil
    }
    func gambar(_ coretan: Coretan, maksPiksel: Int) async -> String? {
        diminta.append("pena \(maksPiksel)")
        return berkasPena
    }
    func baca(_ kalimat: String, bahasa: Lang) { diminta.append("baca \(kalimat) \(bahasa)") }
    func diam() { diminta.append("diam") }
}
