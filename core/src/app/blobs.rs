//! Photos and signatures: taken in as encrypted files named by their hash, read back piece by piece for sending.

use super::companion::Inner;
use super::profile::{from_hex, to_hex};
use crate::domain::Lang;
use crate::domain::op::Hash;
use crate::error::{CoreError, ErrorCode, Result};
use crate::form::FileRef;
use crate::store::{StoreError, blob};
use crate::vault::blob::{decrypt, encrypt, read_at};
use std::fs::{self, File};
use std::io::{BufWriter, ErrorKind, Read, Write};
use std::path::{Component, Path, PathBuf};

/// The largest photo taken in, bytes (domain: at most 2 MB asked for; scans may be larger).
pub(super) const MAX_PHOTO: u64 = 8 * 1024 * 1024;

/// A file that was taken in.
#[derive(Clone, Debug)]
pub(super) struct TakenIn {
    pub(super) hash: Hash,
    pub(super) size: u64,
    pub(super) mime: &'static str,
}

impl TakenIn {
    /// The answer that names it.
    pub(super) fn reference(&self, path: Option<String>) -> FileRef {
        FileRef { path, hash: to_hex(&self.hash), size: self.size, mime: self.mime.to_owned() }
    }
}

pub(super) fn parse_hash(hex: &str) -> Result<Hash> {
    from_hex(hex)
        .and_then(|bytes| bytes.try_into().ok())
        .ok_or_else(|| CoreError::new(ErrorCode::Tampered).reason("not a hash"))
}

/// What a file is, by its first bytes; only pictures are photos.
fn media_type(start: &[u8]) -> Option<&'static str> {
    match start {
        [0xFF, 0xD8, 0xFF, ..] => Some("image/jpeg"),
        [0x89, b'P', b'N', b'G', 0x0D, 0x0A, 0x1A, 0x0A, ..] => Some("image/png"),
        _ => None,
    }
}

/// Why a picture is not taken in: nothing here has failed, another file is needed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum PhotoFault {
    /// Leads out of the folder that the answers may name files in.
    Outside,
    Missing,
    Unreadable,
    /// A folder, pipe or device.
    NotAFile,
    Empty,
    TooLarge,
    NotAPicture,
    /// Named by a hash that no file of this device has.
    Unknown,
    /// One answers file names more than [`super::isi::MAX_PHOTOS`].
    TooMany,
}

impl PhotoFault {
    /// What is wrong, for an operator, in Indonesian and in English.
    fn texts(self) -> (&'static str, &'static str, &'static str) {
        match self {
            Self::Outside => (
                "outside of the folder",
                "Foto harus berada di dalam folder berkas jawaban: tanpa alamat lengkap, tanpa \"..\", tanpa tautan ke luar.",
                "A photo must lie in the folder of the answers file: no absolute path, no \"..\", no link that leads outside.",
            ),
            Self::Missing => (
                "no such file",
                "Berkas foto tidak ditemukan. Periksa namanya.",
                "The photo file was not found. Check its name.",
            ),
            Self::Unreadable => (
                "cannot be opened",
                "Berkas foto tidak bisa dibuka. Periksa izinnya.",
                "The photo file cannot be opened. Check its permissions.",
            ),
            Self::NotAFile => (
                "not a plain file",
                "Ini folder atau perangkat, bukan berkas foto.",
                "This is a folder or a device, not a photo file.",
            ),
            Self::Empty => ("empty", "Berkas foto kosong. Ambil foto lagi.", "The photo file is empty. Take it again."),
            Self::TooLarge => (
                "over 8 MB",
                "Foto lebih besar dari 8 MB. Perkecil dahulu.",
                "The photo is larger than 8 MB. Make it smaller first.",
            ),
            Self::NotAPicture => {
                ("neither JPEG nor PNG", "Foto harus berupa JPEG atau PNG.", "A photo must be JPEG or PNG.")
            }
            Self::Unknown => (
                "no such photo here",
                "Foto ini tidak ada di perangkat ini. Sebutkan nama berkasnya.",
                "This photo is not on this device. Name its file instead.",
            ),
            Self::TooMany => (
                "too many photos",
                "Terlalu banyak foto dalam satu berkas jawaban. Isi sisanya dengan berkas lain.",
                "Too many photos in one answers file. Fill in the rest with another one.",
            ),
        }
    }

    /// The words for the person.
    pub(super) fn words(self, lang: Lang) -> &'static str {
        let (_, id, en) = self.texts();
        lang.pick(id, en)
    }
}

/// Why taking in a picture ended early.
#[derive(Debug)]
pub(super) enum NotTaken {
    /// The file is not fit.
    Photo(PhotoFault),
    /// Something of ours failed.
    Failed(CoreError),
}

impl From<CoreError> for NotTaken {
    fn from(error: CoreError) -> Self {
        Self::Failed(error)
    }
}

impl From<StoreError> for NotTaken {
    fn from(error: StoreError) -> Self {
        Self::Failed(error.into())
    }
}

impl From<NotTaken> for CoreError {
    fn from(why: NotTaken) -> Self {
        match why {
            NotTaken::Photo(fault) => Self::new(ErrorCode::FileUnreadable).reason(fault.texts().0),
            NotTaken::Failed(error) => error,
        }
    }
}

fn fault_of(error: &std::io::Error) -> PhotoFault {
    match error.kind() {
        ErrorKind::NotFound | ErrorKind::NotADirectory => PhotoFault::Missing,
        _ => PhotoFault::Unreadable,
    }
}

/// The file below `base` that `name` stands for. Answers may come from someone else: what they name must not reach files
/// that the person never meant to hand over.
pub(super) fn below(base: &Path, name: &str) -> std::result::Result<PathBuf, PhotoFault> {
    let plain = |part: Component<'_>| matches!(part, Component::Normal(_) | Component::CurDir);
    if name.is_empty() || !Path::new(name).components().all(plain) {
        return Err(PhotoFault::Outside);
    }
    let base = base.canonicalize().map_err(|e| fault_of(&e))?;
    let file = base.join(name).canonicalize().map_err(|e| fault_of(&e))?;
    if file.starts_with(&base) { Ok(file) } else { Err(PhotoFault::Outside) }
}

/// The bytes of a picture of bounded size, with its media type.
fn read_picture(file: &Path) -> std::result::Result<(Vec<u8>, &'static str), PhotoFault> {
    // Looked at before it is opened: opening a pipe waits for its other end, reading a device may never end.
    if !fs::metadata(file).map_err(|e| fault_of(&e))?.is_file() {
        return Err(PhotoFault::NotAFile);
    }
    let plain = File::open(file).map_err(|e| fault_of(&e))?;
    // Asked again of what is open: the name may lead elsewhere by now.
    let seen = plain.metadata().map_err(|e| fault_of(&e))?;
    if !seen.is_file() {
        return Err(PhotoFault::NotAFile);
    }
    if seen.len() > MAX_PHOTO {
        return Err(PhotoFault::TooLarge);
    }
    let mut bytes = Vec::with_capacity(usize::try_from(seen.len()).unwrap_or(0));
    plain.take(MAX_PHOTO + 1).read_to_end(&mut bytes).map_err(|e| fault_of(&e))?;
    if bytes.is_empty() {
        return Err(PhotoFault::Empty);
    }
    if bytes.len() as u64 > MAX_PHOTO {
        return Err(PhotoFault::TooLarge);
    }
    let mime = media_type(&bytes).ok_or(PhotoFault::NotAPicture)?;
    Ok((bytes, mime))
}

/// A picture that is only looked at: nothing is kept.
pub(super) fn look_at(file: &Path) -> std::result::Result<TakenIn, NotTaken> {
    let (bytes, mime) = read_picture(file).map_err(NotTaken::Photo)?;
    Ok(TakenIn { hash: *blake3::hash(&bytes).as_bytes(), size: bytes.len() as u64, mime })
}

/// Copies a picture into the user's encrypted files and notes it in the store. The original is left alone.
pub(super) fn take_in(inner: &Inner, file: &Path) -> std::result::Result<TakenIn, NotTaken> {
    let (bytes, mime) = read_picture(file).map_err(NotTaken::Photo)?;
    let hash = *blake3::hash(&bytes).as_bytes();
    let place = inner.folder.blob_path(&hash);
    if !place.exists() {
        write_sealed(inner, &hash, &bytes, &place)?;
    }
    let now = inner.now().ms;
    inner.store.write(|tx| blob::add(tx, &hash, bytes.len() as u64, mime, now))?;
    Ok(TakenIn { hash, size: bytes.len() as u64, mime })
}

/// Encrypts beside, syncs, then renames: a file under its final name is always whole.
fn write_sealed(inner: &Inner, hash: &Hash, bytes: &[u8], place: &Path) -> Result<()> {
    let failed = |error: std::io::Error| CoreError::from(crate::vault::blob::BlobError::from(error));
    if let Some(folder) = place.parent() {
        fs::create_dir_all(folder).map_err(failed)?;
    }
    let beside = place.with_extension("baru");
    let mut out = BufWriter::new(File::create(&beside).map_err(failed)?);
    encrypt(&inner.key, hash, &mut &*bytes, &mut out, &*inner.ports.entropy)?;
    out.flush().map_err(failed)?;
    out.get_ref().sync_all().map_err(failed)?;
    fs::rename(&beside, place).map_err(failed)
}

/// A whole picture, to be looked at; `None` when it is not on this device. Its size was bounded when it was taken in.
pub(super) fn whole(inner: &Inner, hash: &str) -> Result<Option<Vec<u8>>> {
    let hash = parse_hash(hash)?;
    let Some(mut file) = sealed(inner, &hash)? else { return Ok(None) };
    let mut bytes = Vec::new();
    decrypt(&inner.key, &hash, &mut file, &mut bytes)?;
    Ok(Some(bytes))
}

/// A piece of a file for sending; `None` when the file is gone from this device.
pub(super) fn piece(inner: &Inner, hash: &str, offset: u64, length: usize) -> Result<Option<Vec<u8>>> {
    let hash = parse_hash(hash)?;
    let Some(mut file) = sealed(inner, &hash)? else { return Ok(None) };
    Ok(Some(read_at(&inner.key, &hash, &mut file, offset, length)?))
}

/// The encrypted file.
fn sealed(inner: &Inner, hash: &Hash) -> Result<Option<File>> {
    match File::open(inner.folder.blob_path(hash)) {
        Ok(file) => Ok(Some(file)),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
        Err(error) => Err(crate::vault::blob::BlobError::from(error).into()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const JPEG: &[u8] = &[0xFF, 0xD8, 0xFF, 0xE0, 1, 2, 3];

    #[test]
    fn every_fault_has_words_in_both_languages() {
        use PhotoFault as F;
        for fault in [
            F::Outside,
            F::Missing,
            F::Unreadable,
            F::NotAFile,
            F::Empty,
            F::TooLarge,
            F::NotAPicture,
            F::Unknown,
            F::TooMany,
        ] {
            assert!(fault.words(Lang::Id).ends_with('.') && fault.words(Lang::En).ends_with('.'), "{fault:?}");
            assert_ne!(fault.words(Lang::Id), fault.words(Lang::En));
        }
    }

    #[test]
    fn only_names_below_the_folder_are_followed() {
        let dir = tempfile::tempdir().expect("folder");
        let base = dir.path().join("jawaban");
        fs::create_dir_all(base.join("foto")).expect("folders");
        fs::write(base.join("foto/a.jpg"), JPEG).expect("photo");
        fs::write(dir.path().join("luar.jpg"), JPEG).expect("photo");
        let absolute = base.join("foto/a.jpg").display().to_string();
        for (name, wanted) in [
            ("foto/a.jpg", None),
            ("./foto/./a.jpg", None),
            ("", Some(PhotoFault::Outside)),
            ("../luar.jpg", Some(PhotoFault::Outside)),
            ("foto/../foto/a.jpg", Some(PhotoFault::Outside)),
            (absolute.as_str(), Some(PhotoFault::Outside)),
            ("/etc/passwd", Some(PhotoFault::Outside)),
            ("foto/tak-ada.jpg", Some(PhotoFault::Missing)),
            ("foto/a.jpg/x", Some(PhotoFault::Missing)),
            ("foto/\0", Some(PhotoFault::Unreadable)),
        ] {
            assert_eq!(below(&base, name).err(), wanted, "{name:?}");
        }
        assert_eq!(below(&dir.path().join("tak-ada"), "a.jpg"), Err(PhotoFault::Missing));
    }

    #[cfg(unix)]
    #[test]
    fn links_are_followed_inside_only() {
        use std::os::unix::fs::symlink;
        let dir = tempfile::tempdir().expect("folder");
        let base = dir.path().join("jawaban");
        fs::create_dir_all(base.join("foto")).expect("folders");
        fs::write(base.join("foto/a.jpg"), JPEG).expect("photo");
        fs::write(dir.path().join("luar.jpg"), JPEG).expect("photo");
        symlink("foto/a.jpg", base.join("dalam.jpg")).expect("link");
        symlink("../luar.jpg", base.join("luar.jpg")).expect("link");
        symlink("..", base.join("atas")).expect("link");
        symlink("putar", base.join("putar")).expect("link");
        symlink(&base, dir.path().join("masuk")).expect("link");
        for (name, fits) in [("dalam.jpg", true), ("luar.jpg", false), ("atas/luar.jpg", false), ("putar", false)] {
            assert_eq!(below(&base, name).is_ok(), fits, "{name}");
        }
        // A folder that is itself reached by a link is the folder it leads to.
        assert!(below(&dir.path().join("masuk"), "dalam.jpg").is_ok());
        assert_eq!(below(&dir.path().join("masuk"), "luar.jpg"), Err(PhotoFault::Outside));
    }

    #[test]
    fn only_plain_pictures_of_bounded_size_are_read() {
        let dir = tempfile::tempdir().expect("folder");
        let write = |name: &str, bytes: &[u8]| {
            let path = dir.path().join(name);
            fs::write(&path, bytes).expect("file");
            path
        };
        let large = write("besar.jpg", JPEG);
        File::options().write(true).open(&large).and_then(|f| f.set_len(MAX_PHOTO + 1)).expect("grows");
        let cases = [
            (write("a.jpg", JPEG), None),
            (write("kosong.jpg", b""), Some(PhotoFault::Empty)),
            (write("teks.jpg", b"rahasia"), Some(PhotoFault::NotAPicture)),
            (large, Some(PhotoFault::TooLarge)),
            (dir.path().to_path_buf(), Some(PhotoFault::NotAFile)),
            (dir.path().join("tak-ada"), Some(PhotoFault::Missing)),
        ];
        for (path, wanted) in cases {
            assert_eq!(read_picture(&path).err(), wanted, "{}", path.display());
        }
        #[cfg(unix)]
        {
            // Returning at all is the point: nobody writes into this pipe, and the device never ends.
            let pipe = dir.path().join("pipa.jpg");
            let made = std::process::Command::new("mkfifo").arg(&pipe).status().expect("mkfifo runs");
            assert!(made.success());
            assert_eq!(read_picture(&pipe).err(), Some(PhotoFault::NotAFile));
            assert_eq!(read_picture(Path::new("/dev/zero")).err(), Some(PhotoFault::NotAFile));
        }
    }
}
