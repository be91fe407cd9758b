//! Files given out: written whole or not at all, readable by their owner only, never over another file unasked.

use crate::failure::{Failure, exit};
use crate::output::Out;
use std::fs::{self, OpenOptions};
use std::io::{ErrorKind, Write as _};
use std::path::Path;

/// Writes `bytes` to `path`: to a file beside it, synced, then renamed. An existing file is replaced only with `replace`.
pub fn write(path: &Path, bytes: &[u8], replace: bool, out: Out) -> Result<(), Failure> {
    let exists = || {
        let said = out.pick("Berkas sudah ada; tidak ditimpa.", "The file exists; it was not replaced.");
        Failure::own(exit::REFUSED, "file.exists", format!("{said} {}", path.display())).line(out.pick(
            "Pilih nama lain, atau tambahkan --timpa untuk menggantinya.",
            "Choose another name, or add --timpa to replace it.",
        ))
    };
    if !replace && path.symlink_metadata().is_ok() {
        return Err(exists());
    }
    let name = path.file_name().ok_or_else(|| Failure::file(path, "no file name"))?.to_string_lossy().into_owned();
    let beside = path.with_file_name(format!(".{name}.{}.sementara", std::process::id()));
    let result = put(path, &beside, bytes, replace);
    if result.is_err() {
        let _ = fs::remove_file(&beside);
    }
    result.map_err(|e| if e.kind() == ErrorKind::AlreadyExists { exists() } else { failed(path, &e) })
}

fn failed(path: &Path, error: &std::io::Error) -> Failure {
    use atensi_core::error::{CoreError, ErrorCode};
    match error.kind() {
        ErrorKind::StorageFull => CoreError::new(ErrorCode::DiskFull).into(),
        _ => Failure::file(path, error),
    }
}

fn put(path: &Path, beside: &Path, bytes: &[u8], replace: bool) -> std::io::Result<()> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(beside)?;
    file.write_all(bytes)?;
    file.sync_all()?;
    drop(file);
    if replace {
        return fs::rename(beside, path);
    }
    // A link, unlike a rename, never takes the place of a file that appeared meanwhile.
    match fs::hard_link(beside, path) {
        Ok(()) => fs::remove_file(beside),
        Err(e) if e.kind() == ErrorKind::AlreadyExists => Err(e),
        // A file system without links.
        Err(_) if path.symlink_metadata().is_err() => fs::rename(beside, path),
        Err(e) => Err(e),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use atensi_core::domain::Lang;

    fn folder(name: &str) -> std::path::PathBuf {
        let folder = std::env::temp_dir().join(format!("atensi-save-{}-{name}", std::process::id()));
        let _ = fs::remove_dir_all(&folder);
        fs::create_dir(&folder).expect("folder");
        folder
    }

    #[test]
    fn a_file_is_whole_private_and_never_replaced_unasked() {
        let folder = folder("whole");
        let path = folder.join("laporan.html");
        let out = Out::new(Lang::Id, false);
        write(&path, b"satu", false, out).expect("first");
        assert_eq!(write(&path, b"dua", false, out).expect_err("exists").exit(), exit::REFUSED);
        assert_eq!(fs::read(&path).expect("reads"), b"satu");
        write(&path, b"tiga", true, out).expect("asked to replace");
        assert_eq!(fs::read(&path).expect("reads"), b"tiga");
        #[cfg(unix)]
        {
            let mode = std::os::unix::fs::PermissionsExt::mode(&fs::metadata(&path).expect("meta").permissions());
            assert_eq!(mode & 0o777, 0o600);
        }
        assert_eq!(fs::read_dir(&folder).expect("folder").count(), 1, "nothing is left beside it");
        fs::remove_dir_all(folder).expect("clean");
    }

    #[test]
    fn a_place_that_cannot_be_written_is_named() {
        let folder = folder("gone");
        let path = folder.join("tak-ada").join("x.html");
        let failure = write(&path, b"x", false, Out::new(Lang::Id, false)).expect_err("no such folder");
        assert!(failure.words(Lang::Id).join(" ").contains("x.html"));
        fs::remove_dir_all(folder).expect("clean");
    }
}
