//! Old workbooks: one as an office wrote it, and what becomes of it when bytes are lost or forged.

use super::*;
use crate::form::load::load_any;

/// Written by xlwt: texts over several records, wide and narrow, a date, a truth, whole and broken numbers.
const OLD: &[u8] = include_bytes!("contoh/lama.xls");

#[test]
fn an_old_workbook_loads_like_the_csv_folder() {
    let form = load_any(&[("lama.xls", OLD)]).expect("loads");
    let mut choices =
        String::from("list_name,name,label::Indonesia (id),label::English (en)\nyt,1,Ya,Yes\nyt,2,Tidak,No\n\n\n");
    for i in 0..70 {
        let (id, en) = ("panjang ".repeat(12), "long ".repeat(12));
        choices += &format!("yt,{},Pilihan {i} {},Choice {i} — {}\n", 100 + i, id.trim(), en.trim());
    }
    let files: &[(&str, &str)] = &[
        (
            "survey.csv",
            "type,name,label::Indonesia (id),label::English (en),required,default\n\
             integer,umur,Umur orang (tahun) — “é”,Age,TRUE,7\ndate,lahir,Lahir,Born,,2024-05-01\n\
             select_one yt,setuju,Setuju?,Agree?,,\ndecimal,berat,Berat,Weight,,2.5\n",
        ),
        ("choices.csv", &choices),
        ("settings.csv", "form_id,version,form_title,default_language\ncoba,2024,Coba,Indonesia (id)\n"),
    ];
    let files: Vec<File<'_>> = files.iter().map(|(n, t)| (*n, t.as_bytes())).collect();
    let csv = load_csv_folder(&files).expect("loads");
    assert_eq!(format!("{form:?}"), format!("{csv:?}"));
}

#[test]
fn what_is_no_old_workbook_is_refused_with_the_way_out() {
    for cut in [0, 8, 100, 512, 600, OLD.len() / 2] {
        let errors = load_xls(&OLD[..cut], &[]).expect_err("cut");
        assert_eq!(errors.0[0].code, "form.damaged_workbook", "cut at {cut}: {errors}");
        assert!(errors.to_string().contains("save it as .xlsx"), "{errors}");
    }
    let renamed = |name: &str, to: &str| {
        let wide = |s: &str| s.encode_utf16().flat_map(u16::to_le_bytes).collect::<Vec<u8>>();
        let (from, mut to) = (wide(name), wide(to));
        to.resize(to.len().max(from.len()), 0);
        let at = OLD.windows(from.len()).rposition(|w| w == from).expect("name");
        let mut bytes = OLD.to_vec();
        bytes[at..at + to.len()].copy_from_slice(&to);
        bytes
    };
    for (to, word) in [("Book", "Excel 95"), ("EncryptedPackage", "password"), ("Lain", "no workbook")] {
        let errors = load_xls(&renamed("Workbook", to), &[]).expect_err(to);
        assert!(errors.to_string().contains(word), "{to}: {errors}");
    }
    let folder = load_any(&[("a.xls", b"PK\x03\x04 cut off")]).expect_err("a new workbook with the old ending");
    assert!(folder.to_string().contains(".xlsx workbook"), "{folder}");
}

/// Every word of the file forged in turn: chains in circles, texts and sheets beyond the end, sizes without bound.
#[test]
fn forged_words_end_in_a_form_or_in_notices() {
    for word in [0_u32, 1, 0x7fff_ffff, 0xffff_fffe, 0xffff_ffff] {
        // The head and the tables whole, the rest in odd steps.
        let places = (0..1024).step_by(4).chain((1024..OLD.len() - 4).step_by(211));
        for at in places {
            let mut bytes = OLD.to_vec();
            bytes[at..at + 4].copy_from_slice(&word.to_le_bytes());
            if let Err(errors) = load_xls(&bytes, &[]) {
                assert!(!errors.0.is_empty(), "{word:x} at {at}");
            }
        }
    }
}

#[test]
fn one_shared_text_cannot_fill_the_memory() {
    // Cells that name the first text, which is made long: 50,000 of 30,000 letters.
    let mut stream = vec![0x09, 0x08, 16, 0, 0, 6, 5, 0];
    stream.extend([0; 12]);
    let mut put = |kind: u16, data: &[u8]| {
        stream.extend(kind.to_le_bytes());
        stream.extend((data.len() as u16).to_le_bytes());
        stream.extend(data);
        stream.len()
    };
    let mut texts = vec![1, 0, 0, 0, 1, 0, 0, 0];
    texts.extend(8_000_u16.to_le_bytes());
    texts.push(0);
    texts.extend([b'x'; 8_000]);
    put(0xfc, &texts);
    let mut sheet = vec![0, 0, 0, 0, 0, 0, 6, 0];
    sheet.extend(b"survey");
    let at = put(0x85, &sheet) + 4;
    put(0x0a, &[]);
    let begin = put(0x0809, &[0, 6, 0x10, 0]) - 8;
    for row in 0..50_000_u16 {
        put(0xfd, &[&row.to_le_bytes()[..], &[0; 8]].concat());
    }
    put(0x0a, &[]);
    let place = at - 4 - sheet.len();
    stream[place..place + 4].copy_from_slice(&(begin as u32).to_le_bytes());
    let errors = load_xls(&container(&stream), &[]).expect_err("too much");
    assert_eq!(errors.0[0].code, "form.cell_too_long", "{errors}");
}

/// A container with one stream.
fn container(stream: &[u8]) -> Vec<u8> {
    let count = stream.len().div_ceil(512);
    // Sector 0: directory. Then the stream, then the table of chains.
    let tables = (count + 1).div_ceil(127);
    let mut table: Vec<u32> = vec![0xffff_fffe];
    table.extend((1..=count as u32).map(|i| if i == count as u32 { 0xffff_fffe } else { i + 1 }));
    table.resize(tables * 128, 0xffff_fffd);
    let mut out = vec![0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1];
    out.resize(512, 0);
    out[30] = 9;
    out[32] = 6;
    let mut word = |at: usize, value: u32| out[at..at + 4].copy_from_slice(&value.to_le_bytes());
    (word)(44, tables as u32);
    (word)(56, 4096);
    (word)(60, 0xffff_fffe);
    (word)(68, 0xffff_fffe);
    for i in 0..109 {
        (word)(76 + 4 * i, if i < tables { (count + 1 + i) as u32 } else { 0xffff_ffff });
    }
    let mut directory = vec![0_u8; 512];
    for (i, b) in "Workbook".bytes().enumerate() {
        directory[2 * i] = b;
    }
    directory[66] = 2;
    directory[116] = 1;
    directory[120..124].copy_from_slice(&(stream.len() as u32).to_le_bytes());
    out.extend(directory);
    out.extend(stream);
    out.resize(512 * (count + 2), 0);
    out.extend(table.iter().flat_map(|w| w.to_le_bytes()));
    out
}
