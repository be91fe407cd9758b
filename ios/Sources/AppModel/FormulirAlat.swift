import Core
import Foundation

/// What a form gets from the phone, and its long lists. Nothing here blocks: who has no camera or no place goes on without.
extension FormulirModel {
    // MARK: long lists

    /// Opens the search through a question's choices.
    public func bukaPilihan(_ item: PertanyaanItem) async {
        let path = item.soal.path
        let daftar = PilihanModel(
            path: path, jeda: jeda, galat: { [aplikasi] in aplikasi.galat($0) },
            baca: { [inti, draf] in try await inti.pilihan(draf: draf, path: path, cari: $0, mulai: $1, batas: $2) })
        self.daftar = daftar
        await daftar.muat()
    }

    /// A choice of the open list was tapped: one of one closes it, one of several leaves it open.
    public func pilihDari(_ nilai: String) async {
        guard let path = daftar?.path else { return }
        await pilih(path, nilai)
        if pertanyaan(path)?.alat == .pilihSatuCari, galatIsian[path] == nil { daftar = nil }
    }

    /// Closes the list.
    public func tutupPilihan() { daftar = nil }

    // MARK: photo

    /// Takes a photo for a question. A camera that gives nothing changes nothing.
    public func foto(_ path: String, dariGaleri: Bool = false) async {
        guard menunggu.insert(path).inserted else { return }
        defer { menunggu.remove(path) }
        let maks = pertanyaan(path)?.maksPiksel.map(Int.init) ?? Gambar.maksPikselBiasa
        switch await aplikasi.alat.kamera?.ambil(dariGaleri: dariGaleri, maksPiksel: maks) {
        case .foto(let berkas): await lampirkan(path, berkas)
        case .batal: break
        case .ditolak: tolak(path, "camera.denied", kata.izinKameraDitolak)
        case .gagal, nil: tolak(path, "camera.failed", kata.formulirFotoGalat)
        }
    }

    /// Attaches a file of our own and removes it, whatever comes: outside of the core it lies open.
    private func lampirkan(_ path: String, _ berkas: String) async {
        await ubah(path) { try await $0.lampirkan(draf: $1, path: path, berkas: berkas) }
        try? FileManager.default.removeItem(atPath: berkas)
    }

    // MARK: signature

    /// Opens the pad for a question.
    public func bukaTandaTangan(_ item: PertanyaanItem) {
        coretan = Coretan()
        menandatangani = item
    }

    /// Closes the pad; what was drawn is gone.
    public func tutupTandaTangan() {
        coretan = Coretan()
        menandatangani = nil
    }

    /// Saves what was drawn. If that fails the pad stays, so that nobody has to sign twice.
    public func simpanTandaTangan() async {
        guard let item = menandatangani, !coretan.kosong else { return }
        let path = item.soal.path
        guard menunggu.insert(path).inserted else { return }
        defer { menunggu.remove(path) }
        let maks = item.maksPiksel.map(Int.init) ?? Gambar.maksPikselBiasa
        guard let berkas = await aplikasi.alat.pena?.gambar(coretan, maksPiksel: maks) else {
            return tolak(path, "signature.failed", kata.formulirTtdGalat)
        }
        await lampirkan(path, berkas)
        if galatIsian[path] == nil { tutupTandaTangan() }
    }

    // MARK: place

    /// Looks for the place. The person can go on meanwhile, also to other pages.
    public func lokasi(_ path: String) async {
        guard menunggu.insert(path).inserted else { return }
        galatIsian[path] = nil
        let hasil = await aplikasi.alat.lokasi?.cari()
        // No longer wanted: stopped, or the place was written down meanwhile.
        guard menunggu.remove(path) != nil else { return }
        switch hasil {
        case .dapat(let titik):
            guard let jawaban = titik.jawaban else { return tolak(path, "location.none", kata.formulirLokasiGagal) }
            await jawab(path, jawaban)
        case .ditolak: tolak(path, "location.denied", kata.izinLokasiDitolak)
        case .tidakAda, nil: tolak(path, "location.none", kata.formulirLokasiGagal)
        }
    }

    /// No longer looks for the place.
    public func hentikanLokasi(_ path: String) { menunggu.remove(path) }

    private func tolak(_ path: String, _ kode: String, _ pesan: String) {
        galatIsian[path] = Galat(kode: kode, pesan: pesan, isian: path)
    }
}
