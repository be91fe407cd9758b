//! Small XForms, one rule each: what loads, what is refused, and the line that is named.

use super::*;
use crate::form::definition::{Node, NodeKind, QuestionType, Segment, Severity, Text};

const HEAD: &str = r#"<h:html xmlns="http://www.w3.org/2002/xforms" xmlns:h="http://www.w3.org/1999/xhtml" xmlns:jr="http://openrosa.org/javarosa" xmlns:orx="http://openrosa.org/xforms" xmlns:odk="http://www.opendatakit.org/xforms" xmlns:kb="http://kobotoolbox.org/xforms">"#;

/// A form: record (line 3), rest of the model (from line 4), body (from the line after the model).
fn form(record: &str, model: &str, body: &str) -> String {
    format!(
        "{HEAD}<h:head><h:title>Percobaan</h:title><model>\n<instance>\n<data id=\"coba\" version=\"1\">{record}</data></instance>\n{model}\n</model></h:head><h:body>\n{body}\n</h:body></h:html>"
    )
}

fn load(xml: &str) -> Result<FormSource, FormErrors> {
    load_xform(xml.as_bytes(), &[])
}

fn notices(result: &Result<FormSource, FormErrors>) -> Vec<String> {
    let list = match result {
        Ok(form) => &form.warnings,
        Err(errors) => &errors.0,
    };
    list.iter()
        .map(|n| {
            let severity = if n.severity == Severity::Error { "E" } else { "W" };
            let suggestion = n.suggestion.as_ref().map(|s| format!(" -> {s}")).unwrap_or_default();
            format!("{severity} {} {}{suggestion}", n.code.trim_start_matches("form."), n.place)
        })
        .collect()
}

fn question(node: &Node) -> &QuestionType {
    match &node.kind {
        NodeKind::Question(q) => q,
        other => panic!("{} is {other:?}", node.name),
    }
}

fn plain(text: &Text, lang: &str) -> String {
    text.by_lang.get(lang).map_or_else(String::new, |segments| {
        segments
            .iter()
            .map(|s| match s {
                Segment::Plain(p) => p.clone(),
                Segment::Output(e) => format!("<{}>", e.text),
            })
            .collect()
    })
}

#[test]
fn types_come_from_bind_and_control() {
    let input = r#"<input ref="/data/q"><label>T</label></input>"#;
    let cases: &[(&str, &str, &str)] = &[
        (r#"type="string""#, input, "Text"),
        ("", input, "Text"),
        (r#"type="int""#, input, "Integer"),
        (r#"type="xsd:int""#, input, "Integer"),
        (r#"type="decimal""#, input, "Decimal"),
        (r#"type="date""#, input, "Date"),
        (r#"type="time""#, input, "Time"),
        (r#"type="dateTime""#, input, "DateTime"),
        (r#"type="geopoint""#, input, "Geopoint"),
        (r#"type="string" readonly="true()""#, input, "Note"),
        (r#"type="string" readonly="true()" calculate="1+1""#, input, "Text"),
        (r#"type="string" calculate="1+1""#, "", "Calculate"),
        (r#"type="string""#, "", "Hidden"),
        (r#"type="binary""#, r#"<upload ref="/data/q" mediatype="image/*"><label>T</label></upload>"#, "Image"),
        (
            r#"type="binary""#,
            r#"<upload ref="/data/q" mediatype="image/*" appearance="signature"><label>T</label></upload>"#,
            "Signature",
        ),
        ("", r#"<trigger ref="/data/q"><label>T</label></trigger>"#, "Acknowledge"),
        (r#"type="dateTime" jr:preload="timestamp" jr:preloadParams="start""#, "", "Start"),
        (r#"type="dateTime" jr:preload="timestamp" jr:preloadParams="end""#, "", "End"),
        (r#"type="date" jr:preload="date" jr:preloadParams="today""#, "", "Today"),
        (r#"jr:preload="property" jr:preloadParams="deviceid""#, "", "DeviceId"),
        (r#"jr:preload="property" jr:preloadParams="username""#, "", "Username"),
    ];
    for (bind, body, expected) in cases {
        let form = load(&form("<q/>", &format!(r#"<bind nodeset="/data/q" {bind}/>"#), body)).expect(bind);
        assert_eq!(format!("{:?}", question(&form.nodes[0])), *expected, "{bind}");
    }
}

#[test]
fn problems_are_named_with_their_line() {
    let ask = |name: &str| format!(r#"<input ref="/data/{name}"><label>T</label></input>"#);
    let a = ask("a");
    let cases: Vec<(&str, String, String, &[&str])> = vec![
        ("<a/>", r#"<bind nodeset="/data/b" type="int"/>"#.into(), a.clone(), &["E bad_path form.xml:4 [nodeset] -> /data/a"]),
        ("<a/>", r#"<bind nodeset="/data/a" typ="int"/>"#.into(), a.clone(), &["E unknown_attribute form.xml:4 [typ] -> type"]),
        ("<a/>", r#"<bind nodeset="/data/a" kb:flash="1"/>"#.into(), a.clone(), &["W foreign_attribute form.xml:4 [kb:flash]"]),
        ("<a/>", r#"<bind nodeset="/data/a" type="intt"/>"#.into(), a.clone(), &["E unknown_type form.xml:4 [type] -> int"]),
        ("<a/>", r#"<bind nodeset="/data/a" type="geotrace"/>"#.into(), a.clone(), &["E unsupported_type form.xml:4 [type]"]),
        ("<a/>", "\n\n<setvalue ref=\"/data/a\" event=\"odk-instance-first-load\"/>".into(), a.clone(), &["E unsupported_element form.xml:6 [setvalue]"]),
        ("<a/>", "<bind nodeset=\"/data/a\"/>\n<bind nodeset=\"/data/a\"/>".into(), a.clone(), &["E duplicate_bind form.xml:5 [nodeset]"]),
        ("<a/>", r#"<bind nodeset="/data/a" jr:preload="property" jr:preloadParams="simserial"/>"#.into(), String::new(), &["E unsupported_preload form.xml:4 [jr:preload]"]),
        ("<a/>", String::new(), ask("b"), &["E bad_path form.xml:6 [ref] -> /data/a"]),
        ("<a/>", String::new(), format!("{a}\n{a}"), &["E duplicate_name form.xml:7 [input]"]),
        ("<a/>", String::new(), r#"<inputt ref="/data/a"/>"#.into(), &["E unknown_element form.xml:6 [inputt] -> input"]),
        ("<a/>", String::new(), r#"<range ref="/data/a" start="1" end="2" step="1"/>"#.into(), &["E unsupported_type form.xml:6 [range]"]),
        ("<a/>", String::new(), r#"<odk:rank ref="/data/a"/>"#.into(), &["E unsupported_type form.xml:6 [rank]"]),
        ("<a/>", String::new(), r#"<upload ref="/data/a" mediatype="video/*"/>"#.into(), &["E unsupported_type form.xml:6 [mediatype]"]),
        ("<a/>", String::new(), r#"<upload ref="/data/a" mediatype="image/*" intent="x"/>"#.into(), &["E unknown_attribute form.xml:6 [intent]"]),
        ("<a/>", String::new(), r#"<input ref="/data/a[1]"/>"#.into(), &["E bad_path form.xml:6 [ref]"]),
        ("<a/>", String::new(), r#"<input ref="/data/a"><label ref="jr:itext('x')"/></input>"#.into(), &["E missing_text form.xml:6 [label]"]),
        ("<a/>", String::new(), r#"<input ref="/data/a"><label><output/></label></input>"#.into(), &["E empty_output form.xml:6 [ref]"]),
        ("<a/>", String::new(), r#"<select1 ref="/data/a"><label>T</label></select1>"#.into(), &["E missing_list form.xml:6 [item]"]),
        ("<a/>", String::new(), r#"<select1 ref="/data/a"><item><value>x</value></item><item><value>x</value></item></select1>"#.into(), &["E duplicate_choice form.xml:6 [value]"]),
        ("<a/>", String::new(), r#"<select ref="/data/a"><item><label>X</label><value>x y</value></item></select>"#.into(), &["E choice_blank form.xml:6 [value]"]),
        ("<a/>", String::new(), r#"<select1 ref="/data/a"><itemset nodeset="instance('l')/root/item"><value ref="name"/><label ref="label"/></itemset></select1>"#.into(), &["E missing_list form.xml:6 [nodeset]"]),
        ("<a/>", String::new(), r#"<select1 ref="/data/a"><itemset nodeset="/data/r"><value ref="n"/><label ref="n"/></itemset></select1>"#.into(), &["E choices_from_repeat form.xml:6 [nodeset]"]),
        ("<a/>", String::new(), r#"<select1 ref="/data/a"><itemset nodeset="randomize(/data/a)"><value ref="n"/><label ref="n"/></itemset></select1>"#.into(), &["E choices_from_repeat form.xml:6 [nodeset]"]),
        ("<a/>", r#"<instance id="l"><root><item><name>x</name></item></root></instance>"#.into(), r#"<select1 ref="/data/a"><itemset nodeset="instance('l')/root/item"><value ref="nama"/><label ref="name"/></itemset></select1>"#.into(), &["E missing_column form.xml:6 [value] -> name"]),
        ("<a/>", r#"<instance id="l"><root><item><b><c/></b></item></root></instance>"#.into(), a.clone(), &["E list_shape form.xml:4 [item]", "W unused_list form.xml"]),
        ("<a/>", r#"<instance id="l" src="jr://instance/last-saved"/>"#.into(), a.clone(), &["E list_format form.xml:4 [src]", "W unused_list form.xml"]),
        ("<a/><a/>", String::new(), a.clone(), &["E duplicate_name form.xml:3 [a]"]),
        ("<a x=\"1\"/>", String::new(), a.clone(), &["E unknown_attribute form.xml:3 [x]"]),
        ("<r><a>1</a></r><r><a>2</a></r>", String::new(), r#"<repeat nodeset="/data/r"/>"#.into(), &["E repeat_rows form.xml:3 [r]"]),
        ("<a/><meta><entity/></meta>", String::new(), a.clone(), &["E entities form.xml:3 [entity]"]),
        ("<a/><meta><instanceName/></meta>", String::new(), a.clone(), &["W instance_name form.xml:3"]),
        ("<a/>", String::new(), format!("<group appearance=\"field-list\">{a}</group>"), &["W group_without_ref form.xml:6 [group]"]),
    ];
    for (record, model, body, expected) in cases {
        let xml = form(record, &model, &body);
        let mut found = notices(&load(&xml));
        // Whole-file places carry no line.
        found.iter_mut().for_each(|n| {
            if n.starts_with("W unused_list") {
                *n = "W unused_list form.xml".into();
            }
        });
        assert_eq!(found, expected, "{xml}");
    }
}

#[test]
fn record_body_and_binds_become_a_tree() {
    let record = r#"<b/><total/><hh jr:template=""><nama>Budi</nama></hh><hh><nama>Budi</nama></hh><g><x/></g><a>awal</a><meta><instanceID/></meta>"#;
    let model = r#"<bind nodeset="/data/a" type="int" relevant="/data/b = 'x'" required="true()" constraint=". &lt; 5" jr:constraintMsg="Terlalu besar" jr:requiredMsg="jr:itext('wajib')"/>
<bind nodeset="/data/b" required="false()" orx:max-pixels="9"/>
<bind nodeset="/data/total" calculate="count(/data/hh)"/>
<bind nodeset="/data/g" relevant="true()"/>
<bind nodeset="/data/meta/instanceID" jr:preload="uid"/>
<itext><translation lang="Bahasa Indonesia (id)"><text id="wajib"><value>Wajib</value></text><text id="l"><value>Halo <output value=" /data/b "/>, apa</value></text></translation>
<translation lang="English (en)" default="true()"><text id="wajib"><value>Required</value><value form="image">jr://images/x.png</value></text><text id="l"><value>-</value></text></translation></itext>"#;
    let body = r#"<group ref="/data/g" appearance="field-list"><label>G</label><input ref="x"><label>X</label></input></group>
<input ref="/data/a"><label ref="jr:itext('l')"/><hint>H</hint></input>
<group ref="/data/hh"><label>Anggota</label><repeat nodeset="/data/hh" jr:count=" /data/b " jr:noAddRemove="true()"><input ref="/data/hh/nama"><label>Nama</label></input></repeat></group>
<input ref="/data/b"><label>B</label></input>"#;
    let form = load(&form(record, model, body)).expect("loads");
    assert_eq!(notices(&Ok(form.clone())), ["W media form.xml:10", "W missing_translation form.xml:1 [itext]"]);
    assert_eq!((form.id.as_str(), form.version.as_str(), form.title.as_str()), ("coba", "1", "Percobaan"));
    assert_eq!((form.root_name.as_str(), form.default_lang.as_str()), ("data", "English (en)"));
    // In the order of the body; what is never asked comes first, as in the record.
    let names: Vec<&str> = form.nodes.iter().map(|n| n.name.as_str()).collect();
    assert_eq!(names, ["g", "a", "hh", "b", "total"]);
    let a = &form.nodes[1];
    assert_eq!(question(a), &QuestionType::Integer);
    assert_eq!(plain(&a.label, "Bahasa Indonesia (id)"), "Halo </data/b>, apa");
    assert_eq!(plain(&a.label, "English (en)"), "Halo </data/b>, apa", "a missing translation is borrowed");
    assert_eq!(plain(&a.required_message, "English (en)"), "Required");
    assert_eq!(plain(&a.constraint_message, "English (en)"), "Terlalu besar");
    assert_eq!(a.constraint.as_ref().map(|e| (e.text.as_str(), e.place.row)), Some((". < 5", 4)));
    assert_eq!(a.default.as_ref().map(|e| e.text.as_str()), Some("awal"));
    let NodeKind::Repeat { children, count, initial_rows: 1 } = &form.nodes[2].kind else { panic!("repeat") };
    assert_eq!(count.as_ref().map(|e| e.text.as_str()), Some("/data/b"));
    assert_eq!(plain(&form.nodes[2].label, "English (en)"), "Anggota");
    assert_eq!(children[0].default.as_ref().map(|e| e.text.as_str()), Some("Budi"));
    assert!(form.nodes[3].required.is_none());
    assert_eq!(form.nodes[3].parameters["max-pixels"], "9");
    assert_eq!(question(&form.nodes[4]), &QuestionType::Calculate);
}

#[test]
fn lists_come_from_instances_files_and_items() {
    let model = r#"<itext><translation lang="id"><text id="t0"><value>Satu</value></text></translation><translation lang="en"><text id="t0"><value>One</value></text></translation></itext>
<instance id="l"><root><item><itextId>t0</itextId><name>1</name><kab>x</kab></item></root></instance>
<instance id="desa" src="jr://file-csv/desa.csv"/>
<instance id="kec" src="jr://file/kec.xml"/>
<instance id="hilang" src="jr://file-csv/hilang.csv"/>"#;
    let select = |q: &str, nodeset: &str, label: &str| {
        format!(
            r#"<select1 ref="/data/{q}"><label>T</label><itemset nodeset="{nodeset}"><value ref="name"/><label ref="{label}"/></itemset></select1>"#
        )
    };
    let body = [
        select("a", "instance('l')/root/item[kab = /data/d][contains(name, ']')]", "jr:itext(itextId)"),
        select("b", "instance('desa')/root/item[kec=/data/c]", "label"),
        select("c", "instance('kec')/root/item", "label"),
        select("e", "instance('hilang')/root/item", "label"),
        r#"<select ref="/data/d"><label>T</label><item><label ref="jr:itext('t0')"/><value>x</value></item></select>"#
            .into(),
    ]
    .join("\n");
    let files: &[File<'_>] = &[
        ("desa.csv", b"name,label,kec\n1,Satu,9\n"),
        ("kec.xml", b"<root>\n<item><name>9</name><label>Kec</label></item><item><name>8</name></item></root>"),
    ];
    let form = load_xform(form("<a/><b/><c/><d/><e/>", model, &body).as_bytes(), files).expect("loads");
    assert_eq!(notices(&Ok(form.clone())), ["W missing_attachment form.xml:8 [src]"]);
    let itemset = |at: usize| match question(&form.nodes[at]) {
        QuestionType::SelectOne(i) | QuestionType::SelectMultiple(i) => i,
        other => panic!("{other:?}"),
    };
    assert_eq!(itemset(0).filter.as_ref().map(|f| f.text.as_str()), Some("(kab = /data/d) and (contains(name, ']'))"));
    let label = |at: usize, lang: &str, row: usize| {
        let list = &form.lists[&itemset(at).list];
        list.label(&itemset(at).label_column, lang).map(|c| list.cells[c][row].to_string())
    };
    assert_eq!((label(0, "id", 0).as_deref(), label(0, "en", 0).as_deref()), (Some("Satu"), Some("One")));
    assert_eq!(label(1, "en", 0).as_deref(), Some("Satu"));
    assert_eq!((label(2, "en", 0).as_deref(), label(2, "en", 1).as_deref()), (Some("Kec"), Some("")));
    assert_eq!(form.lists["hilang"].columns, ["name", "label"]);
    let inline = form.nodes.iter().position(|n| n.name == "d").expect("d");
    assert_eq!(label(inline, "en", 0).as_deref(), Some("One"));
}

#[test]
fn random_orders_of_choices_come_from_the_nodeset() {
    let model = r#"<instance id="l"><root><item><name>1</name><kab>x</kab></item></root></instance>"#;
    let cases: &[(&str, Option<&str>, Option<&str>)] = &[
        ("randomize(instance('l')/root/item)", None, None),
        ("randomize(instance('l')/root/item, 33)", None, Some("33")),
        ("randomize( instance('l')/root/item , /data/a )", None, Some("/data/a")),
        ("randomize(instance('l')/root/item[kab = 'x'])", Some("kab = 'x'"), None),
        (
            "randomize(instance('l')/root/item[selected(kab, ',')], 1 + int('2,'))",
            Some("selected(kab, ',')"),
            Some("1 + int('2,')"),
        ),
    ];
    for (nodeset, filter, seed) in cases {
        let nodeset = nodeset.replace('\'', "&apos;");
        let body = format!(
            r#"<select1 ref="/data/b"><label>T</label><itemset nodeset="{nodeset}"><value ref="name"/><label ref="name"/></itemset></select1>"#
        );
        let form = load(&form("<a/><b/>", model, &body)).expect("loads");
        let QuestionType::SelectOne(set) = question(form.nodes.iter().find(|n| n.name == "b").expect("b")) else {
            panic!("select")
        };
        let text = |e: &Option<ExprSource>| e.as_ref().map(|e| e.text.clone());
        assert_eq!(text(&set.filter).as_deref(), *filter, "{nodeset}");
        assert_eq!(text(&set.shuffle.as_ref().expect("random").seed).as_deref(), *seed, "{nodeset}");
    }
}

#[test]
fn texts_come_along_when_an_expression_asks_for_them() {
    let itext = r#"<itext><translation lang="id"><text id="t0"><value>Satu</value></text></translation><translation lang="en"><text id="t0"><value>One <output value="/data/a"/></value></text></translation></itext>"#;
    let with = format!(r#"{itext}<bind nodeset="/data/a" calculate="jr:itext('t0')"/>"#);
    let loaded = load(&form("<a/>", &with, "")).expect("loads");
    assert_eq!(plain(&loaded.texts["t0"], "id"), "Satu");
    assert_eq!(plain(&loaded.texts["t0"], "en"), "One </data/a>");
    let without = load(&form("<a/>", itext, r#"<input ref="/data/a"><label ref="jr:itext('t0')"/></input>"#));
    assert!(without.expect("loads").texts.is_empty());
}

#[test]
fn hostile_xml_is_refused_with_its_line() {
    let deep = |n: usize| format!("{}{}", "<g>".repeat(n), "</g>".repeat(n));
    let laughs = r#"<!DOCTYPE h [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">]><h:html xmlns:h="http://www.w3.org/1999/xhtml">&b;</h:html>"#;
    let many = format!("<a {}/>", (0..70).map(|i| format!("b{i}='' ")).collect::<String>());
    let spaces = format!("<a {}/>", (0..200_000).map(|i| format!("xmlns:b{i}='x' ")).collect::<String>());
    let cases: Vec<(String, &str)> = vec![
        (String::new(), "E bad_xml form.xml"),
        ("<a>".into(), "E bad_xml form.xml:1"),
        ("\n\n<a></b>".into(), "E bad_xml form.xml:3"),
        ("<a/><b/>".into(), "E bad_xml form.xml:1"),
        ("<a/>sisa".into(), "E bad_xml form.xml:1"),
        ("<a>\n&tidak;</a>".into(), "E entity form.xml:2"),
        ("<a b='&tidak;'/>".into(), "E entity form.xml:1"),
        ("<a x:b=''/>".into(), "E bad_xml form.xml:1"),
        ("<a b='1' b='2'/>".into(), "E bad_xml form.xml:1"),
        ("<?xml version='1.0' encoding='UTF-16'?><a/>".into(), "E not_utf8 form.xml:1"),
        (laughs.into(), "E doctype form.xml:1"),
        (form("<a/>", "", &deep(10_000)), "E too_deep form.xml:6"),
        (many, "E too_large form.xml:1"),
        (spaces, "E too_large form.xml:1"),
        (format!("<a>{}</a>", "x".repeat(70_000)), "E bad_xml form.xml:1"),
        ("<a/>".into(), "E no_form form.xml:1 [a]"),
        (form("", "", ""), "E no_questions form.xml:3 [data]"),
    ];
    for (xml, expected) in cases {
        let start: String = xml.chars().take(80).collect();
        assert_eq!(notices(&load(&xml)), [expected], "{start}");
    }
    let big = vec![b' '; crate::form::load::MAX_XML_BYTES + 1];
    assert_eq!(notices(&load_xform(&big, &[])), ["E too_large form.xml"]);
    assert_eq!(notices(&load_xform(b"<a>\n\xff</a>", &[])), ["E not_utf8 form.xml:2"]);
}

#[test]
fn paths_are_resolved_without_predicates() {
    let cases: &[(&str, Option<&str>)] = &[
        ("/data/a/b", Some("/data/a/b")),
        (" /data/a ", Some("/data/a")),
        ("b", Some("/data/g/b")),
        ("./b", Some("/data/g/b")),
        ("../b", Some("/data/b")),
        ("../../..", None),
        ("/data/a[1]", None),
        ("//b", None),
        ("", None),
    ];
    for (reference, expected) in cases {
        assert_eq!(resolve(reference, "/data/g").as_deref(), *expected, "{reference}");
    }
}
