//! Words for the reasons that go with an error: what is wrong with a value, why a sync stopped, what a file lacks.
//!
//! A reason is a stable text for scripts and operators. Those that a person can act on have words here, in both languages;
//! all others are details for an operator, and shells should say so when they show them.

use crate::domain::Lang;

/// Reason, Indonesian, English.
type Row = (&'static str, &'static str, &'static str);

/// Reasons with words, as a whole.
const WHOLE: &[Row] = &[
    // Values.
    ("empty", "belum diisi", "is empty"),
    ("unknown", "tidak dikenal", "is not known"),
    ("too long", "terlalu panjang", "is too long"),
    ("field name", "nama kolom tidak benar", "is no field name"),
    ("not a region code", "bukan kode wilayah, contoh 53.11.01", "is no region code such as 53.11.01"),
    ("not a date YYYY-MM-DD", "bukan tanggal TTTT-BB-HH, contoh 1952-07-01", "is no date such as 1952-07-01"),
    ("L or P", "tulis L atau P", "write L or P"),
    ("not an id", "bukan id", "is no id"),
    ("not a number", "bukan angka", "is no number"),
    ("read only", "hanya bisa dibaca", "can only be read"),
    ("nothing to change", "tidak ada yang diubah", "nothing to change"),
    ("no open collision", "tidak ada tabrakan yang terbuka", "no open collision"),
    ("more than 1,000 records at once", "lebih dari 1.000 catatan sekaligus", "more than 1,000 records at once"),
    ("a record without fields", "ada catatan tanpa kolom", "a record without fields"),
    ("not a home visit", "bukan kunjungan rumah", "is no home visit"),
    ("no such form", "formulir tidak ada", "no such form"),
    ("bundle is not readable", "paket formulir tidak terbaca", "the form's bundle is not readable"),
    // Answers.
    ("answer.wrong_type", "jenis jawaban tidak sesuai", "the answer is of another kind"),
    ("answer.too_long", "jawaban terlalu panjang", "the answer is too long"),
    ("answer.not_a_choice", "bukan salah satu pilihan", "not one of the choices"),
    ("answer.readonly", "diisi oleh sistem", "is filled in by the system"),
    ("answer.unknown_path", "pertanyaan tidak ada di formulir ini", "no such question in this form"),
    ("answer.not_a_question", "ini bukan pertanyaan", "this is no question"),
    ("answer.no_such_row", "baris itu tidak ada", "no such row"),
    ("answer.irrelevant", "pertanyaan ini tidak berlaku sekarang", "the question does not apply now"),
    ("answer.fixed_rows", "jumlah baris ditentukan formulir", "the form sets the number of rows"),
    ("answer.too_many_rows", "terlalu banyak baris", "too many rows"),
    ("answer.nothing_to_undo", "tidak ada yang bisa diurungkan", "nothing to undo"),
    ("answer.unknown_language", "formulir tidak punya bahasa itu", "the form does not have that language"),
    ("answer.other_form", "ini formulir lain, bukan versi lain", "this is another form, not another version"),
    ("superseded", "dokumen ini sudah digantikan koreksi", "the document was replaced by a correction already"),
    ("answer.invalid", "jawaban tidak diterima", "the answer is not acceptable"),
    // Files.
    ("cannot be opened", "tidak bisa dibuka", "cannot be opened"),
    ("cannot be read", "tidak bisa dibaca", "cannot be read"),
    ("no size", "ukurannya tidak terbaca", "its size cannot be read"),
    ("no file name", "nama berkas belum ada", "has no file name"),
    ("empty or over 8 MB", "kosong atau lebih dari 8 MB", "empty or over 8 MB"),
    ("larger than 8 MB", "lebih dari 8 MB", "larger than 8 MB"),
    ("neither JPEG nor PNG", "bukan JPEG atau PNG", "neither JPEG nor PNG"),
    ("too large for a certificate", "terlalu besar untuk sertifikat", "too large for a certificate"),
    (
        "PEM certificate",
        "ini PEM; jadikan DER: openssl x509 -in BERKAS -outform der -out BERKAS.der",
        "this is PEM; make DER of it: openssl x509 -in FILE -outform der -out FILE.der",
    ),
    ("the form's files are too large", "berkas formulir terlalu besar", "the form's files are too large"),
    // Users and activation.
    (
        "several_users",
        "perangkat ini dipakai beberapa orang; sebutkan satu",
        "several people use this device; name one",
    ),
    ("user_exists", "pengguna ini sudah aktif di sini", "this user is active here already"),
    (
        "recovered_data",
        "di sini ada data yang sudah dipulihkan; pakai PIN yang dulu",
        "recovered data waits here; use the PIN from before",
    ),
    ("already unlocked", "sudah dibuka", "is unlocked already"),
    ("activation", "terlalu banyak percobaan aktivasi", "too many attempts to activate"),
    (
        "address",
        "tulis alamat seperti https://atensi.contoh.go.id",
        "write an address such as https://atensi.example.go.id",
    ),
    (
        "insecure",
        "alamat harus mulai dengan https:// (http hanya untuk komputer ini sendiri)",
        "the address must begin with https:// (http only for this machine itself)",
    ),
    ("root", "sertifikat akar tidak terbaca", "a root certificate is not readable"),
    (
        "code_unused",
        "kode aktivasi belum terpakai dan masih berlaku",
        "the activation code was not used and still works",
    ),
    (
        "code_unknown",
        "sambungan terputus; belum pasti apakah kode aktivasi sudah terpakai",
        "the connection broke; it is not certain whether the activation code was used",
    ),
    // Why a sync stopped, and what holds an op back (docs/SYNC.md).
    ("offline", "server tidak terjangkau", "the server cannot be reached"),
    ("portal", "yang menjawab bukan server", "another than the server answered"),
    ("busy", "server sibuk", "the server is busy"),
    ("denied", "server tidak mengenal perangkat ini", "the server does not know this device"),
    ("receipt", "tanda terima tidak cocok dengan catatan perangkat ini", "a receipt does not fit this device's log"),
    ("answers", "jawaban server tidak cocok satu sama lain", "the server's answers do not fit together"),
    ("answer too large", "jawaban server terlalu besar", "the server's answer is too large"),
    ("activation answer", "jawaban aktivasi tidak terbaca", "the answer to the activation is not readable"),
    (
        "fork",
        "nomor catatan perangkat ini terpakai ganda; perangkat perlu didaftarkan ulang",
        "numbers of this device's log were used twice; it must be enrolled anew",
    ),
    (
        "chain",
        "catatan perangkat ini tidak bersambung dengan yang di server",
        "this device's log does not follow on the server's",
    ),
    ("seal", "segel catatan perangkat ini tidak cocok", "the seal of this device's log does not fit"),
    ("device", "perangkat tidak cocok dengan tanda masuknya", "the device does not fit its credentials"),
    ("server key", "kunci server tidak terbaca", "the server's key is not readable"),
    ("reference manifest", "daftar acuan dari server tidak terbaca", "the server's list of references is not readable"),
    (
        "reference item",
        "acuan dari server tidak asli atau rusak",
        "a reference from the server is not genuine or damaged",
    ),
    ("scope", "di luar wilayah kerja Anda; penyelia bisa membukanya", "outside your area; your supervisor can open it"),
    (
        "revoked",
        "akses perangkat ini sudah diakhiri; penyelia memutuskan",
        "access of this device has ended; your supervisor decides",
    ),
    (
        "kind",
        "id ini milik catatan jenis lain; hubungi penyelia",
        "the id is of a record of another kind; contact your supervisor",
    ),
    ("limits", "terlalu banyak isi; hubungi penyelia", "too much in it; contact your supervisor"),
    (
        "document_immutable",
        "dokumen dengan id ini sudah ada dengan isi lain",
        "a document with this id says something else",
    ),
    (
        "identity",
        "nomor perangkat di catatan tidak cocok; hubungi penyelia",
        "the record names another device; contact your supervisor",
    ),
    (
        "actor",
        "nama pengguna di catatan tidak cocok; hubungi penyelia",
        "the record names another user; contact your supervisor",
    ),
    ("schema", "server perlu diperbarui untuk menerima ini", "the server needs an update to take this"),
    (
        "unreadable",
        "server tidak bisa membaca ini; hubungi penyelia",
        "the server cannot read this; contact your supervisor",
    ),
    ("panic", "kesalahan di server; penyelia perlu tahu", "a fault of the server; tell your supervisor"),
    ("collision", "bertabrakan dengan rekan", "collides with a colleague's"),
    // Codes of the errors behind an activation that did not end.
    ("store.disk_full", "ruang perangkat penuh", "the device is full"),
    ("store.failed", "data tidak bisa ditulis", "the data cannot be written"),
    ("store.busy", "data dipakai proses lain", "the data is in use by another process"),
    ("key.unavailable", "kunci perangkat tidak menjawab", "the device's key store does not answer"),
];

/// Reasons that begin so, or hold this, with words for all of them.
const PARTS: &[Row] = &[
    ("not a code of list", "bukan kode dari daftarnya", "is no code of its list"),
    ("does not hold on", "kode ini tidak berlaku pada tanggal itu", "the code does not hold on that day"),
    ("not JSON at column", "baris ini bukan JSON", "the line is not JSON"),
    ("(os error 2)", "tidak ada", "does not exist"),
    ("(os error 13)", "tidak boleh dibuka", "may not be opened"),
    ("(os error 20)", "bagian dari jalurnya bukan folder", "a part of its path is no folder"),
    ("(os error 21)", "ini folder, bukan berkas", "is a folder, not a file"),
    ("(os error 28)", "ruang penuh", "no space left"),
    ("(os error 30)", "tempatnya hanya bisa dibaca", "its place can only be read"),
];

/// The words for a reason, when it has some.
pub fn words(reason: &str, lang: Lang) -> Option<&'static str> {
    let whole = WHOLE.iter().find(|row| row.0 == reason);
    let part = || PARTS.iter().find(|row| reason.contains(row.0));
    whole.or_else(part).map(|row| lang.pick(row.1, row.2))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;
    use std::path::Path;

    /// Reasons of this code that only an operator can act on.
    const FOR_OPERATORS: &[&str] = &[
        "document encoding",
        "document",
        "draft event",
        "event encoding",
        "file",
        "hello",
        "not a hash",
        "profile",
        "signing seed",
        "sync does not end",
        "the recovered file is not closed",
    ];

    #[test]
    fn reasons_have_words_in_both_languages() {
        let mut seen = HashSet::new();
        for (reason, id, en) in WHOLE.iter().chain(PARTS) {
            assert!(seen.insert(reason), "{reason} twice");
            assert!(!id.is_empty() && !en.is_empty() && id != en, "{reason}");
        }
        assert_eq!(words("empty", Lang::Id), Some("belum diisi"));
        assert_eq!(words("No such file or directory (os error 2)", Lang::En), Some("does not exist"));
        assert_eq!(words("sqlite: x", Lang::Id), None);
    }

    /// Whoever writes a new reason decides: words for the person, or a line in the list above.
    #[test]
    fn every_reason_written_in_the_code_is_decided() {
        let core = Path::new(env!("CARGO_MANIFEST_DIR"));
        let mut found = 0;
        for folder in [
            core.join("src/app"),
            core.join("../cli/src"),
            core.join("../cli/src/commands"),
            core.join("../bindings/src"),
        ] {
            let Ok(entries) = std::fs::read_dir(&folder) else { continue };
            for entry in entries.flatten().filter(|e| e.path().extension().is_some_and(|x| x == "rs")) {
                let text = std::fs::read_to_string(entry.path()).expect("source");
                let text = text.split("#[cfg(test)]").next().unwrap_or_default();
                for (_, rest) in text.match_indices(".reason(\"").map(|(at, m)| (at, &text[at + m.len()..])) {
                    let reason = rest.split('"').next().unwrap_or_default();
                    found += 1;
                    let decided = words(reason, Lang::Id).is_some() || FOR_OPERATORS.contains(&reason);
                    assert!(decided, "{}: '{reason}' has no words", entry.path().display());
                }
            }
        }
        assert!(found > 20, "{found}");
    }
}
