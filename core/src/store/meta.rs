//! Small named values of the app itself: device number, signing seed, server keys.

use super::{Reader, Result, StoreError, Tx};

/// The largest value kept, bytes; larger things have tables of their own.
pub const MAX_VALUE: usize = 64 * 1024;

/// A value.
pub fn get(db: &Reader<'_>, key: &str) -> Result<Option<Vec<u8>>> {
    db.row("SELECT value FROM meta WHERE key = ?1", [key], |row| row.get(0))
}

/// A value that is text.
pub fn get_text(db: &Reader<'_>, key: &str) -> Result<Option<String>> {
    let text = get(db, key)?.map(String::from_utf8).transpose();
    text.map_err(|_| StoreError::Damaged("meta value is no text".into()))
}

/// Sets a value.
pub fn set(tx: &Tx<'_>, key: &str, value: &[u8]) -> Result<()> {
    if value.len() > MAX_VALUE {
        return Err(StoreError::Invalid("meta value over 64 KiB"));
    }
    tx.execute(
        "INSERT INTO meta (key, value) VALUES (?1, ?2)
         ON CONFLICT (key) DO UPDATE SET value = excluded.value",
        (key, value),
    )?;
    Ok(())
}

/// Removes a value; `false` when there was none.
pub fn remove(tx: &Tx<'_>, key: &str) -> Result<bool> {
    Ok(tx.execute("DELETE FROM meta WHERE key = ?1", [key])? > 0)
}
