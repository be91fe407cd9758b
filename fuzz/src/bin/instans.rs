//! Records as instance XML: what is read is filled in, written and read again.

#![no_main]

use atensi_fuzz::{FORM, session};

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let Ok(record) = FORM.instance_from_xml(bytes) else { return };
    let mut first = session(&FORM);
    first.set_all(&record.answers);
    let back = FORM.instance_from_xml(first.to_xml(None).as_bytes()).expect("our own record reads");
    let mut second = session(&FORM);
    second.set_all(&back.answers);
    assert_eq!(second.to_xml(None), first.to_xml(None), "a record that goes out comes back");
});
