//! XForm XML with a list beside it.

#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    atensi_fuzz::load(&[("form.xml", bytes), ("desa.csv", b"name,label,district\n1,Satu,a\n2,Dua,b\n")]);
});
