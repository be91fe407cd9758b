/// Every word of the screens, Indonesian first. A key begins with the screen that says it; what changes in a sentence is a parameter.
public final class Kata: Sendable {
    private let bahasa: Lang

    /// The words in a language.
    public init(_ bahasa: Lang) { self.bahasa = bahasa }

    private func kata(_ id: String, _ en: String) -> String { bahasa == .en ? en : id }

    /// ATENSI Lapangan
    public var umumNamaAplikasi: String { kata("ATENSI Lapangan", "ATENSI Lapangan") }
    /// Memuat…
    public var umumMemuat: String { kata("Memuat…", "Loading…") }
    /// Coba lagi
    public var umumCobaLagi: String { kata("Coba lagi", "Try again") }
    /// Tunggu {detik} detik, lalu coba lagi.
    public func umumTunggu(detik: Int) -> String {
        kata(
            "Tunggu \(detik) detik, lalu coba lagi.",
            "Wait \(detik) seconds, then try again."
        )
    }
    /// Mengerti
    public var umumMengerti: String { kata("Mengerti", "OK") }
    /// Kunci
    public var umumKunci: String { kata("Kunci", "Lock") }
    /// Terjadi kesalahan di aplikasi. Yang sudah tersimpan tetap aman. Coba lagi; bila berulang, hubungi penyelia Anda.
    public var umumGalatTakTerduga: String {
        kata(
            "Terjadi kesalahan di aplikasi. Yang sudah tersimpan tetap aman. Coba lagi; bila berulang, hubungi penyelia Anda.",
            "The app made a mistake. What was saved is safe. Try again; if it happens again, contact your supervisor."
        )
    }
    /// Masuk sebagai {nama}
    public func umumMasukSebagai(nama: String) -> String { kata("Masuk sebagai \(nama)", "Signed in as \(nama)") }
    /// Aktifkan perangkat ini
    public var masukAktivasiJudul: String { kata("Aktifkan perangkat ini", "Activate this device") }
    /// Minta kode aktivasi kepada penyelia Anda, lalu ketik di sini. Jaringan hanya perlu sekali ini.
    public var masukAktivasiPenjelasan: String {
        kata(
            "Minta kode aktivasi kepada penyelia Anda, lalu ketik di sini. Jaringan hanya perlu sekali ini.",
            "Ask your supervisor for an activation code and type it here. A network is needed only this once."
        )
    }
    /// Alamat server
    public var masukAlamat: String { kata("Alamat server", "Server address") }
    /// Kode aktivasi
    public var masukKode: String { kata("Kode aktivasi", "Activation code") }
    /// PIN baru, enam angka
    public var masukPinBaru: String { kata("PIN baru, enam angka", "New PIN, six digits") }
    /// Ulangi PIN
    public var masukPinUlang: String { kata("Ulangi PIN", "Repeat the PIN") }
    /// Kedua PIN tidak sama. Belum ada yang diubah. Ketik lagi keduanya.
    public var masukPinBeda: String {
        kata(
            "Kedua PIN tidak sama. Belum ada yang diubah. Ketik lagi keduanya.",
            "The two PINs differ. Nothing was changed yet. Type both again."
        )
    }
    /// Buka dengan sidik jari atau wajah
    public var masukPakaiBiometrik: String { kata("Buka dengan sidik jari atau wajah", "Unlock with fingerprint or face") }
    /// Perangkat sudah aktif, tetapi sidik jari atau wajah belum bisa dipakai. Data Anda aman; masuklah dengan PIN.
    public var masukBiometrikGagal: String {
        kata(
            "Perangkat sudah aktif, tetapi sidik jari atau wajah belum bisa dipakai. Data Anda aman; masuklah dengan PIN.",
            "The device is active, but fingerprint or face cannot be used yet. Your data is safe; use your PIN."
        )
    }
    /// Aktifkan
    public var masukAktifkan: String { kata("Aktifkan", "Activate") }
    /// Menyiapkan ruang aman di ponsel ini…
    public var masukMenyiapkan: String { kata("Menyiapkan ruang aman di ponsel ini…", "Preparing a safe space on this phone…") }
    /// Buka kunci
    public var masukBukaJudul: String { kata("Buka kunci", "Unlock") }
    /// Petugas
    public var masukPetugas: String { kata("Petugas", "Worker") }
    /// Petugas {nomor}
    public func masukPetugasKe(nomor: Int) -> String { kata("Petugas \(nomor)", "Worker \(nomor)") }
    /// PIN
    public var masukPin: String { kata("PIN", "PIN") }
    /// Buka
    public var masukBuka: String { kata("Buka", "Unlock") }
    /// Membuka…
    public var masukMembuka: String { kata("Membuka…", "Unlocking…") }
    /// Aktifkan untuk petugas lain
    public var masukPetugasLain: String { kata("Aktifkan untuk petugas lain", "Activate for another worker") }
    /// Kembali ke PIN
    public var masukKembaliKePin: String { kata("Kembali ke PIN", "Back to the PIN") }
    /// Tidak ada jaringan. Anda tetap bisa masuk dengan PIN.
    public var masukLuring: String {
        kata(
            "Tidak ada jaringan. Anda tetap bisa masuk dengan PIN.",
            "No network. You can still sign in with your PIN."
        )
    }
    /// Tidak ada jaringan. Aktivasi perlu jaringan sekali ini.
    public var masukLuringAktivasi: String {
        kata(
            "Tidak ada jaringan. Aktivasi perlu jaringan sekali ini.",
            "No network. Activation needs one this once."
        )
    }
}
