//! The outline of forms as JSON, one line each: paths, kinds, which rules stand where, choice lists. `tests/oracle/pyxform`
//! compares what this engine reads from a form with what it reads from another converter's XForm of the same form.
//!
//! `cargo run -p atensi-core --example form_outline -- FILE_OR_FOLDER …`; beside a file its CSV lists are read as well.

#![allow(clippy::print_stdout, reason = "its output is the point")]

use atensi_core::form::compile;
use atensi_core::form::definition::{FormSource, Itemset, Node, NodeKind, QuestionType, Severity};
use atensi_core::form::load::load_any;
use serde_json::{Map, Value, json};
use std::path::Path;

fn main() -> std::io::Result<()> {
    for given in std::env::args().skip(1) {
        let files = files(Path::new(&given))?;
        let files: Vec<(&str, &[u8])> = files.iter().map(|(n, b)| (n.as_str(), b.as_slice())).collect();
        let line = match load_any(&files).and_then(|form| compile(form.clone()).map(|_| form)) {
            Ok(form) => outline(&form),
            Err(errors) => {
                let errors = errors.0.iter().filter(|n| n.severity == Severity::Error);
                json!({"errors": errors.map(ToString::to_string).collect::<Vec<_>>()})
            }
        };
        println!("{line}");
    }
    Ok(())
}

fn files(given: &Path) -> std::io::Result<Vec<(String, Vec<u8>)>> {
    let folder = if given.is_dir() { given } else { given.parent().unwrap_or(Path::new(".")) };
    let mut out = Vec::new();
    for entry in std::fs::read_dir(folder)? {
        let path = entry?.path();
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let sheet = ["survey.csv", "choices.csv", "settings.csv"].contains(&name.as_str());
        let list = name.ends_with(".csv") && (given.is_dir() || !sheet);
        if path.is_file() && (path == given || list) {
            out.push((name, std::fs::read(&path)?));
        }
    }
    out.sort();
    Ok(out)
}

fn outline(form: &FormSource) -> Value {
    let mut nodes = Map::new();
    walk(&form.nodes, &format!("/{}", form.root_name), &mut nodes);
    let lists: Map<String, Value> = form.lists.iter().map(|(name, list)| (name.clone(), list.len().into())).collect();
    json!({"id": form.id, "version": form.version, "langs": form.langs, "nodes": nodes, "lists": lists})
}

/// Recursion is bounded: the loaders refuse deep nesting.
fn walk(nodes: &[Node], path: &str, out: &mut Map<String, Value>) {
    for node in nodes {
        let path = format!("{path}/{}", node.name);
        let (kind, children, items): (String, &[Node], Option<&Itemset>) = match &node.kind {
            NodeKind::Group(children) => ("group".into(), children, None),
            NodeKind::Repeat { children, .. } => ("repeat".into(), children, None),
            NodeKind::Question(QuestionType::SelectOne(items)) => ("select_one".into(), &[], Some(items)),
            NodeKind::Question(QuestionType::SelectMultiple(items)) => ("select_multiple".into(), &[], Some(items)),
            NodeKind::Question(kind) => (format!("{kind:?}").to_lowercase(), &[], None),
        };
        let counted = matches!(&node.kind, NodeKind::Repeat { count: Some(_), .. });
        let rules: Vec<&str> = [
            ("required", node.required.is_some()),
            ("relevant", node.relevant.is_some()),
            ("constraint", node.constraint.is_some()),
            ("calculate", node.calculate.is_some()),
            ("readonly", node.readonly.is_some()),
            ("default", node.default.is_some()),
            ("count", counted),
            ("filter", items.is_some_and(|i| i.filter.is_some())),
        ]
        .into_iter()
        .filter_map(|(name, there)| there.then_some(name))
        .collect();
        out.insert(path.clone(), json!({"kind": kind, "rules": rules, "list": items.map(|i| &i.list)}));
        walk(children, &path, out);
    }
}
