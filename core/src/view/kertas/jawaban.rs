//! The place of an answer on paper: boxes and lines for the pen, or the answer itself.

use crate::domain::Lang;
use crate::form::definition::{FormSource, Itemset, Node, QuestionType};
use crate::form::{FormSession, QuestionView, Value};
use crate::report::html::escape;
use std::fmt::Write as _;

/// More choices than this are a line to write on, not boxes.
const MOST_BOXES: usize = 12;

/// Boxes are drawn by the style sheet: any printer has lines, not every one the glyphs.
pub(super) const STYLE: &str = "body{font-size:14px}p{margin:.15rem 0}h2,h3{break-after:avoid}h3{font-size:1rem;margin:.8rem 0 .2rem}\
.v,.h,.s{color:#333;font-size:.85rem}.s{font-style:italic}.q,.t{margin:.5rem 0;break-inside:avoid;overflow-wrap:anywhere}\
.t{border-left:3px solid #888;padding-left:.5rem}.n{font-weight:600}.r{border:1px solid #888;padding:.2rem .6rem;margin:.5rem 0}\
.a{white-space:pre-wrap;font-weight:600;margin-left:1.6rem}.e{border:1px solid #000;padding:0 .3rem}\
.k{display:inline-block;width:49%}.g{display:inline-block;border-bottom:1px solid #000;min-width:11rem;height:1.2em}\
.l{border-bottom:1px solid #000;height:1.9em;margin-left:1.6rem}.w{margin-left:1.6rem}\
.f{border:1px solid #000;height:7rem;width:16rem;margin:.3rem 1.6rem}.d{display:inline-block;border:1px solid #000;width:1.2em;height:1.5em;margin-right:-1px}\
ul{list-style:none;margin:.1rem 0 .1rem 1.6rem;padding:0;columns:2}li{break-inside:avoid;padding-left:1.6em;text-indent:-1.6em}\
.b{display:inline-block;border:1.5px solid #000;width:.9em;height:.9em;line-height:.9em;text-align:center;text-indent:0;margin-right:.6em;font-weight:700}\
.o{border-radius:50%}";

/// The place for the pen.
pub(super) fn blank(form: &FormSource, lang_form: &str, node: &Node, kind: &QuestionType, lang: Lang) -> String {
    let word = |id: &'static str, en: &'static str| lang.pick(id, en);
    match kind {
        QuestionType::SelectOne(items) => choices(form, lang_form, items, false, lang),
        QuestionType::SelectMultiple(items) => choices(form, lang_form, items, true, lang),
        QuestionType::Acknowledge => boxes(&[(word("Ya", "Yes").to_owned(), false)], true),
        QuestionType::Text => {
            let rows = node.parameters.get("rows").and_then(|r| r.parse().ok());
            let many = node.appearance.split_whitespace().any(|w| w.starts_with("multiline"));
            lines(rows.unwrap_or(if many { 4 } else { 1 }))
        }
        QuestionType::Integer => squares("", 6),
        QuestionType::Decimal => wrap(&format!("{},{}", cells(5), cells(2))),
        QuestionType::Date => wrap(&date(lang)),
        QuestionType::Time => wrap(&format!("{}.{}", cells(2), cells(2))),
        QuestionType::DateTime => {
            wrap(&format!("{} &nbsp; {} {}.{}", date(lang), word("jam", "at"), cells(2), cells(2)))
        }
        QuestionType::Geopoint => wrap(&format!(
            "{} <span class=\"g\"></span> {} <span class=\"g\"></span>",
            word("Lintang", "Latitude"),
            word("Bujur", "Longitude")
        )),
        QuestionType::Image => wrap(&format!(
            "<span class=\"b\"></span>{} <span class=\"g\"></span>",
            word("Foto diambil, nomor:", "Photo taken, number:")
        )),
        QuestionType::Signature => format!(
            "<div class=\"f\"></div>\n{}",
            wrap(&format!("{} <span class=\"g\"></span>", word("Nama jelas", "Name")))
        ),
        _ => lines(1),
    }
}

/// The answer, in boxes where the blank sheet has boxes.
pub(super) fn answer(session: &FormSession, view: &QuestionView, kind: &QuestionType, lang: Lang) -> String {
    let mut out = match kind {
        QuestionType::SelectOne(_) | QuestionType::SelectMultiple(_) => {
            let several = matches!(kind, QuestionType::SelectMultiple(_));
            let text = view.value.to_string();
            let held: Vec<&str> = if several { text.split_whitespace().collect() } else { vec![text.as_str()] };
            let held: Vec<&str> = held.into_iter().filter(|v| !v.is_empty()).collect();
            match session.options(&view.path, None, 0, MOST_BOXES) {
                Ok((total, items)) if total > 0 && total <= MOST_BOXES => {
                    let all = held.iter().all(|v| items.iter().any(|i| i.value == *v));
                    let rows: Vec<(String, bool)> =
                        items.into_iter().map(|i| (i.label, held.contains(&i.value.as_str()))).collect();
                    let mut out = boxes(&rows, several);
                    // An answer that its list does not offer any more is still the answer.
                    if !all {
                        out.push_str(&said(&view.shown));
                    }
                    out
                }
                _ => said(&view.shown),
            }
        }
        QuestionType::Acknowledge => boxes(&[(lang.pick("Ya", "Yes").to_owned(), !view.value.is_blank())], true),
        _ => match &view.value {
            Value::File(file) => {
                let name = file.path.as_deref().and_then(|p| p.rsplit(['/', '\\']).next()).unwrap_or_default();
                let word = lang.pick("terlampir", "attached");
                said(&format!("{word}: {name} {} KB, BLAKE3 {}", file.size.div_ceil(1024), file.hash))
            }
            _ => said(&view.shown),
        },
    };
    if *kind == QuestionType::Signature {
        out.push_str("<div class=\"f\"></div>\n");
    }
    let blank_required = view.validity.code() == "required";
    if !view.validity.is_fine() && !blank_required {
        let _ = writeln!(out, "<p class=\"w\"><span class=\"e\">! {}</span></p>", escape(view.validity.message()));
    }
    out
}

fn said(text: &str) -> String {
    format!("<p class=\"a\">{}</p>\n", if text.is_empty() { "—".to_owned() } else { escape(text) })
}

/// All choices of a short list; a filter may leave some of them out, which the pen knows.
fn choices(form: &FormSource, lang_form: &str, items: &Itemset, several: bool, lang: Lang) -> String {
    let Some(list) = form.lists.get(&items.list) else { return lines(1) };
    if list.len() > MOST_BOXES || list.is_empty() {
        let word = lang.pick("Tulis pilihan dari daftar", "Write the choice from the list");
        let count = lang.pick("pilihan", "choices");
        return format!("<p class=\"h w\">{word} ({} {count})</p>\n{}", list.len(), lines(1));
    }
    let column = list.label(&items.label_column, lang_form).or_else(|| list.column(&items.value_column));
    let value = list.column(&items.value_column);
    let cell = |column: Option<usize>, row: usize| {
        column.and_then(|c| list.cells.get(c)?.get(row)).map(|t| t.to_string()).filter(|t| !t.is_empty())
    };
    let rows: Vec<(String, bool)> =
        (0..list.len()).map(|r| (cell(column, r).or_else(|| cell(value, r)).unwrap_or_default(), false)).collect();
    boxes(&rows, several)
}

fn boxes(rows: &[(String, bool)], several: bool) -> String {
    let round = if several { "" } else { " o" };
    let mut out = String::from("<ul>\n");
    for (label, chosen) in rows {
        let mark = if *chosen { "×" } else { "" };
        let label = if *chosen { format!("<strong>{}</strong>", escape(label)) } else { escape(label) };
        let _ = writeln!(out, "<li><span class=\"b{round}\">{mark}</span>{label}</li>");
    }
    out.push_str("</ul>\n");
    out
}

fn lines(count: usize) -> String {
    "<div class=\"l\"></div>\n".repeat(count.clamp(1, 12))
}

fn cells(count: usize) -> String {
    "<span class=\"d\"></span>".repeat(count)
}

fn squares(before: &str, count: usize) -> String {
    wrap(&format!("{before}{}", cells(count)))
}

fn date(lang: Lang) -> String {
    let order = lang.pick("tgl / bln / thn", "day / month / year");
    format!("{} / {} / {} <span class=\"h\">({order})</span>", cells(2), cells(2), cells(4))
}

fn wrap(inside: &str) -> String {
    format!("<p class=\"w\">{inside}</p>\n")
}

/// The label of a choice, by list and value.
pub(super) fn choice_label(form: &FormSource, lang_form: &str, items: &Itemset, value: &str) -> Option<String> {
    let list = form.lists.get(&items.list)?;
    let values = list.cells.get(list.column(&items.value_column)?)?;
    let row = values.iter().position(|v| **v == *value)?;
    let label = list.cells.get(list.label(&items.label_column, lang_form)?)?.get(row)?;
    (!label.is_empty()).then(|| label.to_string())
}
