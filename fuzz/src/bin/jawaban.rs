//! Answers as JSON: whatever is filled in, the events alone give it back.

#![no_main]

use atensi_core::form::FormSession;
use atensi_fuzz::{FORM, session};

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let Ok(answers) = serde_json::from_slice::<serde_json::Value>(bytes) else { return };
    let mut filled = session(&FORM);
    filled.set_all(&answers);
    let again = FormSession::replay(filled.form().clone(), filled.env().clone(), filled.events());
    assert_eq!(again.to_json(), filled.to_json(), "a replay gives the same answers");
    let _ = filled.undo();
    let _ = filled.finalize(1_795_402_800_001);
});
