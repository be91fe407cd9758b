//! Small forms, one rule each: what loads, what is refused, and the place that is named.

use super::*;
use crate::form::definition::Severity;
use crate::form::load::load_any;

fn load(files: &[(&str, &str)]) -> Result<FormSource, FormErrors> {
    let files: Vec<File<'_>> = files.iter().map(|(n, t)| (*n, t.as_bytes())).collect();
    load_csv_folder(&files)
}

const SETTINGS: &str = "form_title,form_id,version\nPercobaan,coba,1\n";
const CHOICES: &str = "list_name,name,label,wilayah\nyt,ya,Ya,\nyt,tidak,Tidak,\nkab,a,A,x\nkab,b,B,y\n";

fn survey(text: &str) -> Result<FormSource, FormErrors> {
    load(&[("survey.csv", text), ("choices.csv", CHOICES), ("settings.csv", SETTINGS)])
}

/// The notices of a load as `severity code sheet:row [column] suggestion`.
fn notices(result: &Result<FormSource, FormErrors>) -> Vec<String> {
    let list = match result {
        Ok(form) => &form.warnings,
        Err(errors) => &errors.0,
    };
    list.iter()
        .filter(|n| n.code != "form.unused_list")
        .map(|n| {
            let severity = if n.severity == Severity::Error { "E" } else { "W" };
            let suggestion = n.suggestion.as_ref().map(|s| format!(" -> {s}")).unwrap_or_default();
            format!("{severity} {} {}{suggestion}", n.code.trim_start_matches("form."), n.place)
        })
        .collect()
}

fn only_type(node: &Node) -> &QuestionType {
    match &node.kind {
        NodeKind::Question(q) => q,
        other => panic!("{} is {other:?}", node.name),
    }
}

#[test]
fn every_type_of_this_version_loads() {
    let cases: &[(&str, &str)] = &[
        ("text", "Text"),
        ("string", "Text"),
        ("integer", "Integer"),
        ("int", "Integer"),
        ("decimal", "Decimal"),
        ("date", "Date"),
        ("time", "Time"),
        ("dateTime", "DateTime"),
        ("datetime", "DateTime"),
        ("note", "Note"),
        ("acknowledge", "Acknowledge"),
        ("geopoint", "Geopoint"),
        ("image", "Image"),
        ("photo", "Image"),
        ("hidden", "Hidden"),
        ("start", "Start"),
        ("end", "End"),
        ("today", "Today"),
        ("deviceid", "DeviceId"),
        ("username", "Username"),
    ];
    for (kind, expected) in cases {
        let form = survey(&format!("type,name,label\n{kind},q,Tanya\n")).expect(kind);
        assert_eq!(format!("{:?}", only_type(&form.nodes[0])), *expected, "{kind}");
        assert_eq!(form.nodes[0].place.row, 2);
    }
    for (kind, multiple) in [
        ("select_one yt", false),
        ("select one yt", false),
        ("select one from yt", false),
        ("Select_One  yt", false),
        ("select_multiple yt", true),
        ("select all that apply from yt", true),
    ] {
        let form = survey(&format!("type,name,label\n{kind},q,Tanya\n")).expect(kind);
        match only_type(&form.nodes[0]) {
            QuestionType::SelectOne(i) if !multiple => assert_eq!(i.list, "yt"),
            QuestionType::SelectMultiple(i) if multiple => assert_eq!(i.list, "yt"),
            other => panic!("{kind}: {other:?}"),
        }
    }
    let signed = survey("type,name,label,appearance\nimage,q,Tanda tangan,signature\n").expect("signature");
    assert_eq!(only_type(&signed.nodes[0]), &QuestionType::Signature);
}

#[test]
fn problems_are_named_with_place_and_suggestion() {
    let cases: &[(&str, &[&str])] = &[
        ("type,name,label\nselct_one yt,q,T\n", &["E unknown_type survey:2 [type] -> select_one yt"]),
        ("type,name,label\nintger,q,T\n", &["E unknown_type survey:2 [type] -> integer"]),
        ("type,name,label\nbegn_group,q,T\n", &["E unknown_type survey:2 [type] -> begin_group"]),
        ("type,name,label\nqwerty,q,T\n", &["E unknown_type survey:2 [type]"]),
        ("type,name,label\nrank yt,q,T\n", &["E unsupported_type survey:2 [type]"]),
        ("type,name,label\nbarcode,q,T\n", &["E unsupported_type survey:2 [type]"]),
        ("type,name,label\nselect_one yt or_other,q,T\n", &["E or_other survey:2 [type]"]),
        ("type,name,label\nselect_one ${hh},q,T\n", &["E choices_from_repeat survey:2 [type]"]),
        ("type,name,label\nselect_one,q,T\n", &["E missing_list survey:2 [type]"]),
        ("type,name,label\nselect_one ty,q,T\n", &["E missing_list survey:2 [type] -> yt"]),
        ("type,name,label\ntext,,T\n", &["E no_name survey:2 [name]"]),
        ("type,name,label\ntext,1a,T\n", &["E bad_name survey:2 [name]"]),
        ("type,name,label\ntext,a b,T\n", &["E bad_name survey:2 [name]"]),
        ("type,name,label\ntext,meta,T\n", &["E reserved_name survey:2 [name]"]),
        ("type,name,label\ntext,a,T\n\ntext,a,T\n", &["E duplicate_name survey:4 [name]"]),
        ("type,name,label\n,a,T\n", &["E no_type survey:2 [type]"]),
        ("type,name,label\ntext,a,\"Halo ${b\"\n", &["E open_reference survey:2 [label]"]),
        ("type,name,label\ntext,a,T,sisa\n", &["E row_too_long survey:2"]),
        ("type,name,label\ncalculate,a,\n", &["E no_calculation survey:2"]),
        (
            "type,name,label\nbegin_group,g,G\nbegin_repeat,r,R\ntext,a,T\n",
            &["E unclosed_group survey:3", "E unclosed_group survey:2"],
        ),
        ("type,name,label\ntext,a,T\nend_group,,\n", &["E unopened_group survey:3 [type]"]),
        ("type,name,label\nbegin_group,g,G\ntext,a,T\nend_repeat,,\n", &["E crossed_groups survey:4 [type]"]),
        ("type,name,label\nbegin_group,g,G\nend_group,,\ntext,a,T\n", &["W empty_group survey:2"]),
        ("type,name,label,trigger\ntext,a,T,${b}\n", &["E unknown_attribute survey:2 [trigger]"]),
        ("type,name,label,trigger\ntext,a,T,\n", &[]),
        ("type,name,label,bind::foo\ntext,a,T,1\n", &["E unknown_attribute survey:2 [bind::foo]"]),
        ("type,name,label,body::kb:x\ntext,a,T,1\n", &["E unknown_attribute survey:2 [body::kb:x]"]),
        ("type,name,label,relevnt\ntext,a,T,1\n", &["W unknown_column survey:1 [relevnt] -> relevant"]),
        ("type,name,label,catatan\ntext,a,T,1\n", &["W unknown_column survey:1 [catatan]"]),
        ("type,name,label,label\ntext,a,T,T\n", &["E duplicate_column survey:1 [label]"]),
        ("type,name,label,image,media::audio\ntext,a,T,x.png,\n", &["W media survey:1 [image]"]),
        (
            "type,name,label,parameters\nimage,a,T,max-pixel=9\n",
            &["E unknown_parameter survey:2 [parameters] -> max-pixels"],
        ),
        ("type,name,label,parameters\nselect_one yt,a,T,randomize=ya\n", &["E bad_parameters survey:2 [parameters]"]),
        ("type,name,label,parameters\nselect_one yt,a,T,seed=3\n", &["E bad_parameters survey:2 [parameters]"]),
        ("type,name,label,parameters\ntext,a,T,randomize=true\n", &["E unknown_parameter survey:2 [parameters]"]),
        ("type,name,label,parameters\nimage,a,T,besar\n", &["E bad_parameters survey:2 [parameters]"]),
        ("type,name,label,appearance\nselect_one yt,a,T,search('x')\n", &["E search survey:2 [appearance]"]),
        ("type,name,label,parameters\naudit,audit,,\ntext,a,T,\n", &["W audit survey:2 [type]"]),
        ("type,name,label,parameters\naudit,audit,,track-changes=true\n", &["E audit survey:2 [parameters]"]),
        ("type,name,label,relevant\ntext,a,T,${last-saved#a}\n", &["E last_saved survey:2 [relevant]"]),
        ("type,name,label\nselect_one_from_file desa.csv,a,T\n", &["W missing_attachment survey:2 [type]"]),
        ("type,name,label\nselect_one_from_file desa.geojson,a,T\n", &["E list_format survey:2 [type]"]),
        (
            "tipe,name,label\ntext,a,T\n",
            &["W unknown_column survey:1 [tipe] -> type", "E missing_column survey:1 -> tipe"],
        ),
        ("type,name,label\n", &["E no_questions survey"]),
        ("type,name,label\ntext,a,\n", &["W no_label survey:2 [label]"]),
        ("type;name;label\ntext;a;T\n", &["W delimiter survey:1"]),
    ];
    for (text, expected) in cases {
        assert_eq!(notices(&survey(text)), *expected, "{text}");
    }
    // All problems of a form come at once.
    let many = survey("type,name,label\nfoo bar,a,T\ntext,a,T\nselect_one zz,b,T\n");
    assert_eq!(
        notices(&many),
        ["E unknown_type survey:2 [type]", "E duplicate_name survey:3 [name]", "E missing_list survey:4 [type]"]
    );
}

#[test]
fn choices_and_settings_are_checked() {
    let base = "type,name,label\nselect_one yt,q,T\nselect_multiple yt,r,T\n";
    let cases: &[(&str, &str, &[&str])] = &[
        ("list_name,name,label\nyt,ya,Ya\n\nyt,ya,Iya\n", SETTINGS, &["E duplicate_choice choices:4 [name]"]),
        ("list_name,name,label\nyt,ya,Ya\nyt,ya,Iya\n", "form_id,version,allow_choice_duplicates\nx,1,yes\n", &[]),
        ("list_name,name,label\nyt,,Ya\nyt,a,A\n", SETTINGS, &["E no_choice_name choices:2 [name]"]),
        ("list_name,name,label\n,ya,Ya\nyt,a,A\n", SETTINGS, &["E no_list_name choices:2 [list_name]"]),
        ("list_name,name,label\nyt,a,\n", SETTINGS, &["W no_choice_label choices:2"]),
        ("list_name,name,label\nyt,a b,A\n", SETTINGS, &["E choice_blank choices:2"]),
        ("list_name,name,label\nyt,a,Halo ${x}\n", SETTINGS, &["E choice_reference choices:2 [label]"]),
        ("list name,value,label\nyt,a,A\n", SETTINGS, &[]),
        ("list_name,name,label,kode kab\nyt,a,A,1\n", SETTINGS, &["W unusable_column choices:1 [kode kab]"]),
        (
            "list_name,label\nyt,A\n",
            SETTINGS,
            &["E missing_column choices:1", "E missing_list survey:2 [type]", "E missing_list survey:3 [type]"],
        ),
        (
            CHOICES,
            "form_id,version,defaul_language\nx,1,id\n",
            &["W unknown_setting settings:2 [defaul_language] -> default_language"],
        ),
        (CHOICES, "form_title\nX\n", &["W no_id settings:2 [form_id]", "W no_version settings:2 [version]"]),
        (CHOICES, "form_id,version,name\nx,1,9a\n", &["E bad_name settings:2 [name]"]),
        (CHOICES, "form_id,version,instance_name\nx,1,${q}\n", &["W instance_name settings:2 [instance_name]"]),
        (CHOICES, "form_id,version\n", &["E empty_sheet settings"]),
        (CHOICES, "form_id,version,default_language\nx,1,Jawa\n", &[]),
    ];
    for (choices, settings, expected) in cases {
        let result = load(&[("survey.csv", base), ("choices.csv", choices), ("settings.csv", settings)]);
        assert_eq!(notices(&result), *expected, "{choices}{settings}");
    }
    let none = load(&[("choices.csv", CHOICES)]);
    assert_eq!(notices(&none), ["E no_survey survey"]);
}

#[test]
fn rows_become_a_tree_with_rules() {
    let form = survey(
        "type,name,label,relevant,required,constraint,constraint_message,calculation,default,repeat_count,readonly,appearance,choice_filter\n\
         begin_group,g,Rumah,${x} = '1',,,,,,,,field-list,\n\
         integer,umur,Umur,,yes,. < 120,Terlalu tua,,,,,,\n\
         end_group,,,,,,,,,,,,\n\
         begin_repeat,hh,Anggota,,,,,,,${umur},,,\n\
         text,nama,Nama,,${umur} > 1,,,,Budi,,TRUE,,\n\
         end_repeat,,,,,,,,,,,,\n\
         select_one kab,k,Kab,,no,,,,,,,,wilayah = ${nama}\n\
         calculate,c,,,,,,\"concat(\u{2018}a\u{2019}, ${k})\",,,,,\n\
         date,d,Tgl,,,,,,today(),,,,\n\
         date,e,Tgl,,,,,,2020-01-31,,,,\n\
         integer,n,N,,,,,,-3,,,,\n\
         integer,m,M,,,,,,1+2,,,,\n\
         note,,\"Halo ${nama}, apa kabar\",,,,,,,,,,\n",
    )
    .expect("loads");
    assert_eq!(form.warnings.iter().filter(|w| w.code != "form.unused_list").count(), 0);
    assert_eq!((form.id.as_str(), form.version.as_str(), form.title.as_str()), ("coba", "1", "Percobaan"));
    assert_eq!((form.root_name.as_str(), form.langs.as_slice()), ("data", &["default".to_owned()][..]));
    let g = &form.nodes[0];
    assert_eq!(
        (g.appearance.as_str(), g.relevant.as_ref().map(|e| e.text.as_str())),
        ("field-list", Some("${x} = '1'"))
    );
    let NodeKind::Group(children) = &g.kind else { panic!("group") };
    assert_eq!(children[0].required.as_ref().map(|e| e.text.as_str()), Some("true()"));
    assert_eq!(children[0].constraint.as_ref().map(|e| e.place.to_string()).as_deref(), Some("survey:3 [constraint]"));
    assert_eq!(children[0].constraint_message.by_lang["default"], [Segment::Plain("Terlalu tua".into())]);
    let NodeKind::Repeat { children, count, initial_rows: 0 } = &form.nodes[1].kind else { panic!("repeat") };
    assert_eq!(count.as_ref().map(|e| e.text.as_str()), Some("${umur}"));
    assert_eq!(children[0].required.as_ref().map(|e| e.text.as_str()), Some("${umur} > 1"));
    assert!(children[0].readonly.is_some() && !children[0].default_is_expr);
    let never = survey("type,name,label,relevant\ntext,a,A,FALSE\n").expect("loads");
    assert_eq!(never.nodes[0].relevant.as_ref().map(|e| e.text.as_str()), Some("false()"));
    let QuestionType::SelectOne(itemset) = only_type(&form.nodes[2]) else { panic!("select") };
    assert_eq!(itemset.filter.as_ref().map(|e| e.text.as_str()), Some("wilayah = ${nama}"));
    assert!(form.nodes[2].required.is_none(), "`no` is no rule");
    let kab = &form.lists["kab"];
    assert_eq!((kab.len(), kab.column("wilayah")), (2, Some(2)));
    assert_eq!(form.nodes[3].calculate.as_ref().map(|e| e.text.as_str()), Some("concat('a', ${k})"));
    let dynamic: Vec<bool> = form.nodes[4..8].iter().map(|n| n.default_is_expr).collect();
    assert_eq!(dynamic, [true, false, false, true]);
    let note = &form.nodes[8];
    assert_eq!(note.name, "generated_note_name_14");
    let segments = &note.label.by_lang["default"];
    assert_eq!(segments.len(), 3);
    assert!(matches!(&segments[1], Segment::Output(e) if e.text == "${nama}" && e.place.row == 14));
}

#[test]
fn languages_come_from_the_headings() {
    let choices = "list_name,name,label::Bahasa Indonesia (id),label::English (en)\nyt,ya,Ya,Yes\nyt,tidak,Tidak,\n";
    let text = "type,name,label::Bahasa Indonesia (id),label:English (en),hint\n\
                select_one yt,q,Tanya,Ask,Sama\ntext,r,Lagi,,\n";
    for (wanted, default) in [("", "Bahasa Indonesia (id)"), ("en", "English (en)"), ("english (en)", "English (en)")] {
        let settings = format!("form_id,version,default_language\nx,1,{wanted}\n");
        let form = load(&[("survey.csv", text), ("choices.csv", choices), ("settings.csv", &settings)]).expect("loads");
        assert_eq!(form.langs, ["Bahasa Indonesia (id)", "English (en)"]);
        assert_eq!(form.default_lang, default);
        let plain = |t: &Text, lang: &str| match &t.by_lang[lang][..] {
            [Segment::Plain(p)] => p.clone(),
            other => panic!("{other:?}"),
        };
        let [q, r] = &form.nodes[..] else { panic!("two questions") };
        assert_eq!(plain(&q.label, "English (en)"), "Ask");
        assert_eq!(plain(&q.hint, "English (en)"), "Sama", "text without language serves all");
        assert_eq!(plain(&r.label, "English (en)"), "Lagi", "a missing translation is borrowed");
        let list = &form.lists["yt"];
        let en = list.label("label", "English (en)").expect("column");
        assert_eq!(&*list.cells[en][0], "Yes");
        assert_eq!(&*list.cells[en][1], "Tidak");
        let codes = form.warnings.iter().filter(|w| w.code == "form.missing_translation").count();
        assert_eq!(codes, 2, "one for the survey, one for the choices");
    }
    // A bare label beside a translated one is a language of its own.
    let form = survey("type,name,label,label::English\ntext,q,Tanya,Ask\n").expect("loads");
    assert_eq!(form.langs, ["default", "English"]);
}

#[test]
fn attached_lists_are_read_by_column() {
    let text = "type,name,label,parameters\nselect_one_from_file desa.csv,d,Desa,value=kode label=nama\n";
    let mut csv = String::from("\u{feff}kode,nama,kec\r\n");
    for i in 0..80_000 {
        csv.push_str(&format!("{i},\"Desa, {i}\",{}\r\n", i % 7000));
    }
    let form = load(&[("survey.csv", text), ("settings.csv", SETTINGS), ("desa.csv", &csv)]).expect("loads");
    let list = &form.lists["desa"];
    assert_eq!((list.len(), list.columns.len()), (80_000, 3));
    assert_eq!((&*list.cells[0][79_999], &*list.cells[1][5]), ("79999", "Desa, 5"));
    let QuestionType::SelectOne(i) = only_type(&form.nodes[0]) else { panic!("select") };
    assert_eq!((i.list.as_str(), i.value_column.as_str(), i.label_column.as_str()), ("desa", "kode", "nama"));
    assert!(form.nodes[0].parameters.is_empty());

    let cases: &[(&str, &[&str])] = &[
        ("kod,nama\n1,a\n", &["E missing_column survey:2 [type] -> kod"]),
        ("kode,nma\n1,a\n", &["E missing_column survey:2 [type] -> nma"]),
        ("kode,nama\n1,a\n\n\n2,b,c\n", &["E row_too_long desa.csv:5"]),
        ("kode,kode\n1,a\n", &["E duplicate_column desa.csv:1 [kode]", "W missing_attachment survey:2 [type]"]),
        ("", &["E empty_sheet desa.csv", "W missing_attachment survey:2 [type]"]),
    ];
    for (csv, expected) in cases {
        let result = load(&[("survey.csv", text), ("settings.csv", SETTINGS), ("desa.csv", csv)]);
        assert_eq!(notices(&result), *expected, "{csv}");
    }
    let latin = b"kode,nama\n1,a\n2,\xe9\n";
    let files: Vec<File<'_>> =
        vec![("survey.csv", text.as_bytes()), ("settings.csv", SETTINGS.as_bytes()), ("desa.csv", latin)];
    assert_eq!(notices(&load_any(&files))[0], "E not_utf8 desa.csv:3");
}

#[test]
fn random_orders_of_choices_come_from_the_parameters() {
    let cases: &[(&str, Option<Option<&str>>)] = &[
        ("randomize=true", Some(None)),
        ("randomize = True seed = 42", Some(Some("42"))),
        ("seed=${a}, randomize=true", Some(Some("${a}"))),
        ("randomize=false", None),
    ];
    for (parameters, want) in cases {
        let text = format!("type,name,label,parameters\ninteger,a,A,\nselect_one yt,b,B,\"{parameters}\"\n");
        let form = survey(&text).expect("loads");
        let QuestionType::SelectOne(set) = only_type(&form.nodes[1]) else { panic!("select") };
        let got = set.shuffle.as_ref().map(|s| s.seed.as_ref().map(|e| e.text.as_str()));
        assert_eq!(got, *want, "{parameters}");
        assert!(form.nodes[1].parameters.is_empty());
    }
}

#[test]
fn row_numbers_are_those_of_a_spreadsheet() {
    for end in ["\n", "\r\n"] {
        // Blank line, row of blanks, a cell with line breaks: three places where counting goes wrong.
        let text = ["type,name,label", "", "text,a,\"satu", "dua\"", ",,", "", "text,a,T"].join(end);
        assert_eq!(notices(&survey(&text)), ["E duplicate_name survey:6 [name]"], "{end:?}");
    }
}

#[test]
fn caps_hold() {
    let wide = format!("type,name,label{}\n", ",x".repeat(300));
    assert!(notices(&survey(&wide))[0].starts_with("E too_many_columns survey:1"));
    let long = format!("type,name,label\ntext,a,\"{}\n", "x".repeat(70_000));
    assert_eq!(notices(&survey(&long)), ["E cell_too_long survey:2"]);
    let deep: String = (0..10_000).map(|i| format!("begin_group,g{i},G\n")).collect();
    let errors = survey(&format!("type,name,label\n{deep}")).expect_err("too deep");
    assert!(errors.0.iter().any(|n| n.code == "form.too_deep"));
    assert!(errors.0.len() < 600, "notices are capped");
    let list = format!("a,b\n{}", ",\n".repeat(200_001));
    let result = load(&[("survey.csv", "type,name,label\ntext,a,T\n"), ("settings.csv", SETTINGS), ("l.csv", &list)]);
    assert!(result.is_ok(), "rows without text do not count");
    let list = format!("a,b\n{}", "1,\n".repeat(200_001));
    let result = load(&[("survey.csv", "type,name,label\ntext,a,T\n"), ("settings.csv", SETTINGS), ("l.csv", &list)]);
    assert_eq!(notices(&result), ["E too_many_rows l.csv:200002"]);
}
