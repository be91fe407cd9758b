//! Bytes from outside: whatever they are, a loader answers with a form or with notices.

use proptest::prelude::*;

use super::load::{File, load_any};

const SURVEY: &str = "type,name,label::id,label::en,relevant,default,parameters,choice_filter,repeat_count\n\
    begin_repeat,r,R,R,,,,,${n}\nselect_one l,a,\"A ${n}\",A,${n} > 1,today(),,k = ${n},\nend_repeat,,,,,,,,\n\
    select_one_from_file f.csv,b,B,B,,,value=name,,\nimage,c,C,C,,,max-pixels=9,,\n";
const CHOICES: &str = "list_name,name,label::id,k\nl,1,Satu,x\nl,2,Dua,y\n";
const MARKDOWN: &str = "| survey |\n| | type | name | label |\n|---|---|\n| | select_one l | a | A \\| B |\n| choices |\n\
    | | list_name | name | label |\n| | l | 1 | Satu |\n| settings | form_id | version |\n| | x | 1 |\n";
const XML: &str = r#"<h:html xmlns="http://www.w3.org/2002/xforms" xmlns:h="http://www.w3.org/1999/xhtml" xmlns:jr="http://openrosa.org/javarosa"><h:head><h:title>T</h:title><model><itext><translation lang="id"><text id="t"><value>A <output value="/d/a"/></value></text></translation></itext><instance><d id="x" version="1"><a>1</a><r jr:template=""><b/></r><meta><instanceID/></meta></d></instance><instance id="l"><root><item><name>1</name><label>S</label></item></root></instance><bind nodeset="/d/a" type="int" constraint=". &lt; 5"/></model></h:head><h:body><input ref="/d/a"><label ref="jr:itext('t')"/></input><repeat nodeset="/d/r"><select1 ref="/d/r/b"><itemset nodeset="instance('l')/root/item[name = /d/a]"><value ref="name"/><label ref="label"/></itemset></select1></repeat></h:body></h:html>"#;

/// A change to a text: cut, doubled, overwritten or removed pieces.
fn mutate(text: &[u8], changes: &[(u16, u16, u8, u8)]) -> Vec<u8> {
    let mut out = text.to_vec();
    for &(from, len, kind, byte) in changes {
        if out.is_empty() {
            break;
        }
        let from = usize::from(from) % out.len();
        let to = (from + usize::from(len) % 40).min(out.len());
        match kind % 5 {
            0 => drop(out.drain(from..to)),
            1 => out[from] = byte,
            2 => out.insert(from, byte),
            3 => {
                let piece = out[from..to].to_vec();
                out.splice(from..from, piece);
            }
            _ => out.truncate(from.max(1)),
        }
    }
    out
}

fn changes() -> impl Strategy<Value = Vec<(u16, u16, u8, u8)>> {
    let byte = prop_oneof![any::<u8>(), prop::sample::select(b"<>&\"',:;/[]{}$()=\n\r .".to_vec())];
    prop::collection::vec((any::<u16>(), any::<u16>(), any::<u8>(), byte), 0..8)
}

/// A loader that returns has done its duty; a refusal must say why.
fn answers(files: &[File<'_>]) {
    match load_any(files) {
        Ok(form) => assert!(!form.langs.is_empty() && form.langs.contains(&form.default_lang)),
        Err(errors) => assert!(errors.0.iter().any(|n| n.severity == super::definition::Severity::Error)),
    }
}

#[cfg(feature = "xlsx")]
fn workbook() -> Vec<u8> {
    use std::io::Write as _;
    let mut zip = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    let stored = zip::write::SimpleFileOptions::default().compression_method(zip::CompressionMethod::Stored);
    for (name, text) in [
        (
            "_rels/.rels",
            r#"<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="a" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>"#,
        ),
        (
            "xl/workbook.xml",
            r#"<workbook xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets><sheet name="survey" sheetId="1" r:id="r1"/></sheets></workbook>"#,
        ),
        (
            "xl/_rels/workbook.xml.rels",
            r#"<Relationships><Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/s.xml"/></Relationships>"#,
        ),
        ("xl/sharedStrings.xml", r#"<sst uniqueCount="2"><si><t>type</t></si><si><t>name</t></si></sst>"#),
        (
            "xl/worksheets/s.xml",
            r#"<worksheet><dimension ref="A1:B2"/><sheetData><row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" t="s"><v>1</v></c></row><row r="2"><c r="A2" t="str"><v>text</v></c><c r="B2" t="str"><v>a</v></c></row></sheetData></worksheet>"#,
        ),
    ] {
        zip.start_file(name, stored).expect("start");
        zip.write_all(text.as_bytes()).expect("write");
    }
    zip.finish().expect("finish").into_inner()
}

/// Rewrites the checksums of stored entries, so that changes inside them reach the sheet reader.
#[cfg(feature = "xlsx")]
fn rezip(bytes: &[u8], changes: &[(u16, u16, u8, u8)]) -> Vec<u8> {
    use std::io::{Read as _, Write as _};
    let mut archive = zip::ZipArchive::new(std::io::Cursor::new(bytes)).expect("own workbook");
    let mut zip = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    let target = changes.first().map_or(0, |c| usize::from(c.1)) % archive.len();
    for i in 0..archive.len() {
        let mut entry = archive.by_index(i).expect("entry");
        let name = String::from_utf8_lossy(entry.name_raw()).into_owned();
        let mut part = Vec::new();
        entry.read_to_end(&mut part).expect("read");
        zip.start_file(name, zip::write::SimpleFileOptions::default()).expect("start");
        zip.write_all(&if i == target { mutate(&part, changes) } else { part }).expect("write");
    }
    zip.finish().expect("finish").into_inner()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, rng_seed: proptest::test_runner::RngSeed::Fixed(11), ..ProptestConfig::default() })]

    #[test]
    fn random_bytes_never_panic(bytes in prop::collection::vec(any::<u8>(), 0..400), name in prop::sample::select(vec!["survey.csv", "a.xml", "a.xlsx", "a.xls", "a.md", "b.bin"])) {
        answers(&[(name, &bytes)]);
    }

    #[test]
    fn changed_sheets_never_panic(survey in changes(), choices in changes(), list in changes()) {
        let survey = mutate(SURVEY.as_bytes(), &survey);
        let choices = mutate(CHOICES.as_bytes(), &choices);
        let list = mutate(b"name,label\n1,Satu\n2,Dua\n", &list);
        answers(&[("survey.csv", &survey), ("choices.csv", &choices), ("f.csv", &list)]);
    }

    #[test]
    fn changed_tables_never_panic(md in changes()) {
        answers(&[("a.md", &mutate(MARKDOWN.as_bytes(), &md))]);
    }

    #[test]
    fn changed_xforms_never_panic(xml in changes()) {
        answers(&[("a.xml", &mutate(XML.as_bytes(), &xml))]);
    }
}

#[cfg(feature = "xlsx")]
proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, rng_seed: proptest::test_runner::RngSeed::Fixed(12), ..ProptestConfig::default() })]

    #[test]
    fn changed_workbooks_never_panic(outside in changes(), inside in changes()) {
        let book = workbook();
        answers(&[("a.xlsx", &mutate(&book, &outside))]);
        answers(&[("a.xlsx", &rezip(&book, &inside))]);
    }
}

#[test]
fn the_inputs_are_valid_before_they_are_changed() {
    let settings = "form_id,version\nx,1\n";
    let files: &[File<'_>] = &[
        ("survey.csv", SURVEY.as_bytes()),
        ("choices.csv", CHOICES.as_bytes()),
        ("settings.csv", settings.as_bytes()),
        ("f.csv", b"name,label\n1,Satu\n"),
    ];
    load_any(files).expect("sheets");
    load_any(&[("a.xml", XML.as_bytes())]).expect("XForm");
    load_any(&[("a.md", MARKDOWN.as_bytes())]).expect("table");
    #[cfg(feature = "xlsx")]
    load_any(&[("a.xlsx", &workbook())]).expect("workbook");
}
