// The form's half of the core, on the same thread as the other: see `IntiFormulir`.
import Foundation

extension IntiCore: IntiFormulir {
    /// See `IntiFormulir`.
    public func layarKunjungan(kasus: String) throws -> KunjunganScreen { try lapangan.layarKunjungan(kasusId: kasus) }
    /// See `IntiFormulir`.
    public func layarSelesai(dokumen: String) throws -> SelesaiScreen { try lapangan.layarSelesai(dokumenId: dokumen) }
    /// See `IntiFormulir`.
    public func laporanKunjungan(dokumen: String) throws -> String { try lapangan.laporanKunjungan(dokumenId: dokumen) }
    /// See `IntiFormulir`.
    public func mulaiFormulir(form: String, kasus: String) throws -> String {
        let baru = try lapangan.mulaiFormulir(formId: form, kasusId: kasus)
        let draf = try baru.draftId()
        sesi[draf] = baru
        return draf
    }
    /// See `IntiFormulir`.
    public func halaman(draf: String, path: String?) throws -> FormulirScreen { try dalam(draf) { try $0.halaman(path: path) } }
    /// See `IntiFormulir`.
    public func jawab(draf: String, path: String, nilai: String) throws -> DeltaView {
        try dalam(draf) { try $0.jawab(path: path, value: nilai) }
    }
    /// See `IntiFormulir`.
    public func lampirkan(draf: String, path: String, berkas: String) throws -> DeltaView {
        try dalam(draf) { try $0.lampirkan(path: path, file: berkas) }
    }
    /// See `IntiFormulir`.
    public func gambar(draf: String, path: String) throws -> Data? { try dalam(draf) { try $0.gambar(path: path) } }
    /// See `IntiFormulir`.
    public func tambahBaris(draf: String, path: String) throws -> DeltaView { try dalam(draf) { try $0.tambahBaris(path: path) } }
    /// See `IntiFormulir`.
    public func hapusBaris(draf: String, path: String, posisi: UInt32) throws -> DeltaView {
        try dalam(draf) { try $0.hapusBaris(path: path, position: posisi) }
    }
    /// See `IntiFormulir`.
    public func urung(draf: String) throws -> DeltaView? { try dalam(draf) { try $0.urung() } }
    /// See `IntiFormulir`.
    public func ulang(draf: String) throws -> DeltaView? { try dalam(draf) { try $0.ulang() } }
    /// See `IntiFormulir`.
    public func pilihan(draf: String, path: String, cari: String?, mulai: UInt32, batas: UInt32) throws -> HalamanPilihan {
        try dalam(draf) { try $0.pilihan(path: path, search: cari, offset: mulai, limit: batas) }
    }
    /// See `IntiFormulir`.
    public func setLang(draf: String, lang: Lang) throws -> DeltaView { try dalam(draf) { try $0.setLang(lang: lang) } }
    /// See `IntiFormulir`.
    public func selesai(draf: String) throws -> String {
        let dokumen = try dalam(draf) { try $0.selesai() }
        sesi[draf] = nil
        return dokumen
    }
    /// See `IntiFormulir`.
    public func tutup(draf: String) { sesi[draf] = nil }
}
