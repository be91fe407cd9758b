//! The `choices` sheet, attached lists and the `settings` sheet.

use std::collections::{BTreeMap, HashMap};

use super::columns::{Columns, Langs, Missing};
use super::table::{Table, read_list};
use crate::form::definition::{ChoiceList, FormSource, Notice, Place};
use crate::form::load::{File, MAX_CELLS, Report, nearest, valid_name};

/// What the settings sheet says beyond what goes straight into the form.
#[derive(Default)]
pub(super) struct Settings {
    pub(super) default_language: String,
    pub(super) allow_duplicates: bool,
}

/// Settings that are known and read.
const SETTINGS: [&str; 7] =
    ["form_title", "form_id", "version", "default_language", "instance_name", "allow_choice_duplicates", "name"];

/// Reads the settings into the form.
pub(super) fn read_settings(table: Option<&Table>, form: &mut FormSource, report: &mut Report) -> Settings {
    let mut settings = Settings::default();
    let sheet = table.map_or_else(|| "settings".into(), |t| t.sheet.clone());
    form.root_name = "data".into();
    if let Some(table) = table {
        let Some(row) = table.rows.first() else {
            let place = Place::new(&sheet, 0, "");
            report.error("form.empty_sheet", place, "the settings have no row below the headings");
            return settings;
        };
        if let Some(more) = table.rows.get(1) {
            let place = Place::new(&sheet, more.number, "");
            report.warning("form.settings_rows", place, "only the first row of settings is read");
        }
        for (at, heading) in table.headings.iter().enumerate().filter(|(_, h)| !h.is_empty()) {
            let place = table.place(row.number, Some(at));
            let value = row.cell(at);
            let key = heading.split_whitespace().collect::<Vec<_>>().join("_").to_lowercase();
            match key.as_str() {
                "form_title" | "title" => form.title = value.to_owned(),
                "form_id" | "id_string" => form.id = value.to_owned(),
                "version" => form.version = value.to_owned(),
                "default_language" => settings.default_language = value.to_owned(),
                "allow_choice_duplicates" => {
                    settings.allow_duplicates = matches!(value.to_lowercase().as_str(), "yes" | "true" | "true()");
                }
                "name" if value.is_empty() => {}
                "name" if valid_name(value) => form.root_name = value.to_owned(),
                "name" => report.error("form.bad_name", place, format!("`{value}` cannot name the root of a form")),
                "style" => {}
                _ if value.is_empty() => {}
                "instance_name" => {
                    let message = "instance names are not used in this version; records are named by their case";
                    report.warning("form.instance_name", place, message);
                }
                _ => report.push(
                    Notice::warning("form.unknown_setting", place, "the setting is not known and is not used")
                        .suggest(nearest(&key, SETTINGS)),
                ),
            }
        }
    }
    let place = |column| Place::new(&sheet, if table.is_some() { 2 } else { 0 }, column);
    if form.id.is_empty() {
        form.id = "form".into();
        report.warning("form.no_id", place("form_id"), "the form has no form_id; it is called `form`");
    }
    if form.version.is_empty() {
        report.warning("form.no_version", place("version"), "the form has no version; give one, so that changes show");
    }
    if form.title.is_empty() {
        form.title.clone_from(&form.id);
    }
    settings
}

/// Reads all lists of the `choices` sheet. A list without any translated label has one column `label`; otherwise there
/// is one `label::<language>` for each language of the form.
pub(super) fn read_choices(
    columns: &Columns<'_>,
    langs: &Langs,
    allow_duplicates: bool,
    report: &mut Report,
) -> BTreeMap<String, ChoiceList> {
    let table = columns.table;
    let mut lists: BTreeMap<String, ChoiceList> = BTreeMap::new();
    for needed in ["list_name", "name"] {
        if columns.at(needed).is_none() {
            let place = Place::new(&table.sheet, table.header_row, "");
            report.push(
                Notice::error("form.missing_column", place, format!("the sheet has no column `{needed}`"))
                    .suggest(nearest(needed, table.headings.iter().map(String::as_str))),
            );
        }
    }
    let (Some(list_at), Some(name_at)) = (columns.at("list_name"), columns.at("name")) else {
        return lists;
    };
    let mut extra = columns.extra(&["list_name", "name"]);
    extra.retain(|(at, heading)| {
        let usable = valid_name(heading);
        if !usable {
            let place = table.place(table.header_row, Some(*at));
            report.warning("form.unusable_column", place, "the heading is not a name; filters cannot use the column");
        }
        usable
    });
    let translated = columns.translated();
    let mut heads = vec!["name".to_owned()];
    if translated {
        heads.extend(langs.all.iter().map(|l| format!("label::{l}")));
    } else {
        heads.push("label".into());
    }
    heads.extend(extra.iter().map(|(_, heading)| (*heading).to_owned()));
    if table.rows.len() * heads.len() > MAX_CELLS {
        let place = Place::new(&table.sheet, 0, "");
        report.error("form.too_many_rows", place, "the sheet is too large; move long lists into attached CSV files");
        return lists;
    }

    let mut seen: HashMap<(&str, &str), u32> = HashMap::new();
    let mut missing = Missing::new(langs);
    for row in &table.rows {
        let (list, name) = (row.cell(list_at), row.cell(name_at));
        if list.is_empty() {
            // Notes and separators between lists are common; only a row that could be a choice is refused.
            if !name.is_empty() {
                let place = table.place(row.number, Some(list_at));
                report.error("form.no_list_name", place, format!("choice `{name}` belongs to no list"));
            }
            continue;
        }
        if name.is_empty() {
            let place = table.place(row.number, Some(name_at));
            report.error("form.no_choice_name", place, format!("a choice of list `{list}` has no name"));
            continue;
        }
        if let Some(first) = seen.insert((list, name), row.number).filter(|_| !allow_duplicates) {
            let place = table.place(row.number, Some(name_at));
            let message = format!(
                "choice `{name}` stands twice in list `{list}` (first in row {first}); rename one, or set allow_choice_duplicates"
            );
            report.error("form.duplicate_choice", place, message);
        }
        let entry = lists.entry(list.to_owned()).or_insert_with(|| ChoiceList {
            columns: heads.clone(),
            cells: vec![Vec::new(); heads.len()],
            place: Place::new(&table.sheet, row.number, ""),
        });
        let labels = columns.in_langs(row, "label", langs);
        let mut cells = vec![name];
        if labels.iter().all(|(l, _, _)| l.is_empty()) {
            let place = table.place(row.number, None);
            report.warning("form.no_choice_label", place, format!("choice `{name}` has no label; its name is shown"));
        }
        for (lang, (label, at, borrowed)) in labels.iter().enumerate().take(if translated { usize::MAX } else { 1 }) {
            if *borrowed {
                missing.count(lang, &table.place(row.number, None));
            }
            if label.contains("${") && !borrowed {
                let place = table.place(row.number, Some(*at));
                let message = "a choice label cannot refer to an answer in this version; write plain text";
                report.error("form.choice_reference", place, message);
            }
            cells.push(if label.is_empty() { name } else { label });
        }
        cells.extend(extra.iter().map(|(at, _)| row.cell(*at)));
        for (column, cell) in entry.cells.iter_mut().zip(cells) {
            column.push(cell.into());
        }
    }
    missing.tell(langs, report);
    lists
}

/// The list's name for a file: its name without folder and ending.
pub(in crate::form) fn stem(file: &str) -> &str {
    let name = file.rsplit(['/', '\\']).next().unwrap_or(file);
    name.rsplit_once('.').map_or(name, |(stem, _)| stem)
}

/// Reads the attached CSV lists into the form, each under its file's name without ending.
pub(super) fn read_attachments(files: &[File<'_>], form: &mut FormSource, report: &mut Report) {
    for (name, bytes) in files.iter().filter(|(n, _)| n.to_ascii_lowercase().ends_with(".csv")) {
        let sheet = (*name).into();
        let key = stem(name);
        if form.lists.contains_key(key) {
            let place = Place::new(&sheet, 0, "");
            let message = format!("a list `{key}` exists already; rename the file");
            report.error("form.duplicate_list", place, message);
        } else if let Some(list) = read_list(&sheet, bytes, report) {
            form.lists.insert(key.to_owned(), list);
        }
    }
}
