//! Real forms of others, read beside the project where they are: what loads, and why the rest is refused.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use super::definition::{FormErrors, FormSource, Node, NodeKind, QuestionType, Segment, Severity, Text};
use super::load::load_any;

/// Each form of the corpus: the codes of its errors at load, or at compilation, each a construct that comes later.
/// None: it can be filled in.
const OUTCOMES: [(&str, &[&str]); 16] = [
    ("03-wf-socio-economic-survey-v20240515.xml", &[]),
    ("04-wf-socio-economic-survey-v20240515.xlsx", &["unknown_column"]),
    ("07-jr-child_vaccination_VOL_tool_v12.xml", &["unsupported_preload"]),
    ("12-jr-three-level-cascading-select.xml", &[]),
    ("13-jr-three-level-cascading-multi-select.xml", &[]),
    ("14-jr-jr-choice-name.xml", &[]),
    ("15-jr-event-odk-new-repeat.xml", &["unsupported_element"]),
    ("16-jr-relative-current-ref.xml", &[]),
    ("17-jr-rank-form.xml", &["unsupported_type"]),
    ("20-wf-all-question-types-v2024091201-3.xml", &["list_format", "unknown_attribute", "unsupported_type"]),
    ("21-wf-all-question-types-v2024091201-3.xlsx", &["list_format", "unknown_parameter", "unsupported_type"]),
    ("22-wf-08-complex-repeats.xml", &[]),
    ("24-wf-13-repeat-count.xml", &["repeat_rows"]),
    ("28-ek-new_cascading_selections_inside_repeats.xml", &[]),
    ("35-px-xlsform_spec_test.xlsx", &["unsupported_type"]),
    ("36-px-choice_filter_test.xlsx", &[]),
];

/// A form of the corpus; none (said aloud) where the corpus or the workbook reader is absent.
fn load(name: &str) -> Option<Result<FormSource, FormErrors>> {
    if cfg!(not(feature = "xlsx")) && name.ends_with(".xlsx") {
        return None;
    }
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared/corpus/forms").join(name);
    match std::fs::read(&path) {
        Ok(bytes) => Some(load_any(&[(name, &bytes)])),
        Err(_) => {
            eprintln!("not here, not checked: {name} of ../shared/corpus/forms");
            None
        }
    }
}

#[test]
fn each_form_of_the_corpus_compiles_or_says_why_not() {
    for (name, expected) in OUTCOMES {
        let Some(result) = load(name) else { continue };
        let compiled = result.and_then(|form| {
            assert!(!form.nodes.is_empty() && !form.id.is_empty(), "{name}");
            super::compile(form)
        });
        let errors: BTreeSet<&str> = match &compiled {
            Ok(_) => BTreeSet::new(),
            Err(errors) => errors
                .0
                .iter()
                .filter(|n| n.severity == Severity::Error)
                .map(|n| {
                    assert!(n.place.row > 0, "{name}: {n}");
                    n.code.trim_start_matches("form.")
                })
                .collect(),
        };
        assert_eq!(errors, expected.iter().copied().collect(), "{name}");
    }
}

/// A form as paths with kind, labels, and which rules they have.
fn outline(form: &FormSource) -> BTreeMap<String, String> {
    fn plain(text: &Text) -> String {
        let one = |segments: &Vec<Segment>| -> String {
            segments
                .iter()
                .map(|s| match s {
                    // The converter that made the XML straightens quotes.
                    Segment::Plain(p) => p.replace('\u{2019}', "'").split_whitespace().collect::<Vec<_>>().join(" "),
                    Segment::Output(_) => "…".to_owned(),
                })
                .collect::<Vec<_>>()
                .join("|")
        };
        text.by_lang.iter().map(|(lang, s)| format!("{lang}={}", one(s))).collect::<Vec<_>>().join(";")
    }
    fn walk(form: &FormSource, nodes: &[Node], above: &str, out: &mut BTreeMap<String, String>) {
        for node in nodes {
            let path = format!("{above}/{}", node.name);
            let kind = match &node.kind {
                NodeKind::Group(children) => {
                    walk(form, children, &path, out);
                    "group".to_owned()
                }
                NodeKind::Repeat { children, count, .. } => {
                    walk(form, children, &path, out);
                    format!("repeat count={}", count.is_some())
                }
                NodeKind::Question(QuestionType::SelectOne(i) | QuestionType::SelectMultiple(i)) => {
                    let list = &form.lists[&i.list];
                    let values = list.column(&i.value_column).map(|c| list.cells[c].join(","));
                    let labels: Vec<String> = form
                        .langs
                        .iter()
                        .filter_map(|l| list.label(&i.label_column, l).map(|c| list.cells[c].join(",")))
                        .collect();
                    format!("select {values:?} {labels:?} filter={}", i.filter.is_some())
                }
                NodeKind::Question(q) => format!("{q:?}"),
            };
            let rules = [&node.relevant, &node.required, &node.readonly, &node.constraint, &node.calculate];
            let mut rules: Vec<bool> = rules.iter().map(|r| r.is_some()).collect();
            // A note is read-only in XForm XML and nothing at all in XLSForm.
            rules[2] &= kind != "Note";
            out.insert(
                path,
                format!("{kind} {rules:?} {} {} {}", plain(&node.label), plain(&node.hint), node.appearance),
            );
        }
    }
    let mut out = BTreeMap::new();
    walk(form, &form.nodes, "", &mut out);
    out
}

#[test]
fn the_same_form_in_both_notations_is_the_same() {
    let pair = ["03-wf-socio-economic-survey-v20240515.xml", "04-wf-socio-economic-survey-v20240515.xlsx"];
    let [Some(Ok(xml)), Some(Ok(xlsx))] = pair.map(load) else { return };
    // Their versions differ in form: a day, and a day with its time.
    assert_eq!((&xml.id, &xml.title), (&xlsx.id, &xlsx.title));
    assert_eq!(xml.langs, xlsx.langs);
    let (xml, xlsx) = (outline(&xml), outline(&xlsx));
    assert!(xml.len() > 20, "an outline of {} parts compares nothing", xml.len());
    for (path, from_xml) in &xml {
        assert_eq!(Some(from_xml), xlsx.get(path), "{path}");
    }
    assert_eq!(xml.len(), xlsx.len());
}
