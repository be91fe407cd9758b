//! Calls for the boundary's own tests and benches (feature `boundary-tests`). No shell is built with them.

use crate::error::{Result, guarded};
use crate::lapangan::Lapangan;
use atensi_core::domain::status::StatusKirim;
use atensi_core::view::OrangItem;

#[uniffi::export]
impl Lapangan {
    /// Panics on purpose inside a call, with the object's lock held: nothing afterwards may be stuck or torn.
    pub fn uji_panik(&self) -> Result<()> {
        guarded(self.bahasa(), || {
            self.with_lock(|| panic!("NIK 5311014107520002"));
            Ok(())
        })
    }

    /// Panics on purpose where nothing of ours catches it: the generated code must. It has to be a call that may fail: Swift
    /// cannot turn a panic in any other into an error, it ends the app.
    pub fn uji_panik_luar(&self) -> Result<()> {
        self.with_lock(|| panic!("on purpose"));
        Ok(())
    }
}

/// Gives back what it was given: the price of a call and of a text.
#[uniffi::export]
pub fn uji_gema(teks: String) -> String {
    teks
}

/// Does nothing: the price of a call.
#[uniffi::export]
pub fn uji_tambah(a: u32, b: u32) -> u32 {
    a.wrapping_add(b)
}

/// A list of records: the price of a page.
#[uniffi::export]
pub fn uji_daftar(n: u32) -> Vec<OrangItem> {
    (0..n)
        .map(|i| OrangItem {
            id: format!("0192f0c1-2345-7000-8000-{i:012}"),
            nama: format!("Rambu Ana Lodu {i}"),
            nik: Some(format!("53110141075{i:05}")),
            lahir: Some("1952-07-01".to_owned()),
            umur: Some(74),
            kelamin: Some("P".to_owned()),
            keluarga_id: None,
            wilayah: Some("53.11.02.2008".to_owned()),
            tempat: "Kiritana, Kambera".to_owned(),
            status: StatusKirim::MenungguDikirim,
            collisions: 0,
            score: 0,
        })
        .collect()
}
