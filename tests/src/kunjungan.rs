//! A case and its home visit, as several tests begin: somebody registered, a case opened, the sample answers.

use crate::journey::check;
use atensi_core::app::{Companion, Flow, KasusBaru, OrangBaru};
use serde_json::Value;
use std::path::Path;

/// Sends and receives until nothing is left.
pub fn sync(companion: &Companion) {
    let summary = companion.sync(&mut |_| Flow::Continue).expect("the server answers");
    assert!(summary.complete);
}

/// A person with a case of the elders' cluster; gives the case.
pub fn case(companion: &Companion) -> String {
    let baru = OrangBaru { nama: "Rambu Ana Lodu".into(), ..Default::default() };
    let person = companion.daftar_orang(&baru).expect("registers");
    let (subjek_jenis, klaster) = ("orang".into(), "L".into());
    let new =
        KasusBaru { subjek_jenis, subjek_id: person.id, klaster, jenis_ppks: None, risiko: None, kerahasiaan: None };
    companion.buka_kasus(&new).expect("opens")
}

/// The answers of a visit at which somebody was met.
pub fn sample() -> Value {
    let forms = Path::new(env!("CARGO_MANIFEST_DIR")).join("../core/forms");
    check::read_json(&forms.join("kunjungan-rumah/contoh/bertemu.json")).expect("the sample reads")
}
