//! Workbooks, and the sheets of a folder: the first byte chooses.

#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let Some((kind, bytes)) = bytes.split_first() else { return };
    if kind % 2 == 0 {
        atensi_fuzz::load(&[("form.xlsx", bytes)]);
        return;
    }
    // Survey, choices and settings, parted by a form feed.
    let mut sheets = bytes.splitn(3, |b| *b == 0x0C);
    let mut next = || sheets.next().unwrap_or_default();
    atensi_fuzz::load(&[("survey.csv", next()), ("choices.csv", next()), ("settings.csv", next())]);
});
