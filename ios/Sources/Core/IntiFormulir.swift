import Foundation

/// What the form, the home visit and the finished document need from the core; the rest is in `Inti`. A form is named by its draft:
/// who asks about a draft that is not open opens it, so a lock or a killed app needs no extra step.
public protocol IntiFormulir: Sendable {
    /// Before a home visit of a case.
    func layarKunjungan(kasus: String) async throws -> KunjunganScreen
    /// After a form was finished; also the page of any document.
    func layarSelesai(dokumen: String) async throws -> SelesaiScreen
    /// The report of a home visit as a self-contained HTML page.
    func laporanKunjungan(dokumen: String) async throws -> String
    /// Begins a form for a case and gives its draft, which is on the disk by then.
    func mulaiFormulir(form: String, kasus: String) async throws -> String
    /// One page of a form; without a path the page of the question answered last, else the first.
    func halaman(draf: String, path: String?) async throws -> FormulirScreen
    /// Answers a question; an empty text clears it.
    func jawab(draf: String, path: String, nilai: String) async throws -> DeltaView
    /// Answers a photo or signature question with a picture file.
    func lampirkan(draf: String, path: String, berkas: String) async throws -> DeltaView
    /// The picture that answers a photo or signature question; nothing without an answer, or where it is not on this device.
    func gambar(draf: String, path: String) async throws -> Data?
    /// Adds a row to a repeat.
    func tambahBaris(draf: String, path: String) async throws -> DeltaView
    /// Removes a row of a repeat, by position from 1.
    func hapusBaris(draf: String, path: String, posisi: UInt32) async throws -> DeltaView
    /// Takes the last change back; nothing when there is none.
    func urung(draf: String) async throws -> DeltaView?
    /// Makes the change taken back last again; nothing when there is none.
    func ulang(draf: String) async throws -> DeltaView?
    /// A stretch of a question's choices.
    func pilihan(draf: String, path: String, cari: String?, mulai: UInt32, batas: UInt32) async throws -> HalamanPilihan
    /// Shows the form in another language from here on.
    func setLang(draf: String, lang: Lang) async throws -> DeltaView
    /// Finishes: a document that never changes; gives its id.
    func selesai(draf: String) async throws -> String
    /// Lets go of a form that is left. Its draft stays; asking again opens it again.
    func tutup(draf: String) async
}
