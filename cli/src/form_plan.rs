//! The way through a form at a terminal, as data: which stops there are and what a person can wish at one. Pure, so that
//! the order of questions and rows can be tested without a terminal.

use crate::output::Out;
use atensi_core::view::formulir::{QuestionView, SectionView};

/// What a person wants at a question.
#[derive(Clone, Debug, PartialEq)]
pub enum Wish {
    /// An answer; several choices with spaces between.
    Answer(String),
    /// Leave it as it is and go on.
    Keep,
    /// Empty it.
    Clear,
    /// The question before.
    Back,
    /// Take the last change back.
    Undo,
    /// Leave; the draft stays.
    Quit,
    /// Say what can be typed.
    Help,
}

/// Reads `:word` commands, in both languages; anything else is an answer, and nothing at all keeps what is there.
pub fn wish(typed: &str) -> Wish {
    match typed.trim() {
        "" => Wish::Keep,
        ":lewati" | ":skip" => Wish::Keep,
        ":kembali" | ":back" => Wish::Back,
        ":urung" | ":undo" => Wish::Undo,
        ":keluar" | ":quit" => Wish::Quit,
        ":hapus" | ":clear" => Wish::Clear,
        other if other.starts_with(':') => Wish::Help,
        _ => Wish::Answer(typed.to_owned()),
    }
}

/// One stop on the way through a form.
#[derive(Clone, Debug, PartialEq)]
pub enum Stop {
    /// A section begins.
    Section(SectionView),
    /// Something to read: a note, the heading of a group.
    Read(QuestionView),
    /// A question.
    Ask(QuestionView),
    /// After the rows of a repeat: another one?
    More(QuestionView),
}

impl Stop {
    /// What names this stop while answers change the form around it.
    pub fn key(&self) -> (&'static str, &str) {
        match self {
            Self::Section(s) => ("section", &s.path),
            Self::Read(q) => ("read", &q.path),
            Self::Ask(q) => ("ask", &q.path),
            Self::More(q) => ("more", &q.path),
        }
    }

    /// Whether the walk stops here for an answer.
    pub fn waits(&self) -> bool {
        matches!(self, Self::Ask(_) | Self::More(_))
    }
}

/// Whether `path` lies inside the repeat or group at `outer`.
fn inside(path: &str, outer: &str) -> bool {
    path.strip_prefix(outer).is_some_and(|rest| rest.starts_with(['/', '[']))
}

/// The stops of one section: after the last row of every repeat that may grow, the question for another.
pub fn stops(section: &SectionView, questions: Vec<QuestionView>) -> Vec<Stop> {
    let mut out = vec![Stop::Section(section.clone())];
    let mut open: Vec<QuestionView> = Vec::new();
    for q in questions {
        while open.last().is_some_and(|repeat| !inside(&q.path, &repeat.path)) {
            out.extend(open.pop().map(Stop::More));
        }
        match q.jenis.as_str() {
            "repeat" if !q.counted && !q.readonly => open.push(q),
            "repeat" => {}
            "group" | "note" if q.label.is_empty() || q.path == section.path => {}
            "group" | "note" => out.push(Stop::Read(q)),
            _ if q.asked && !q.readonly => out.push(Stop::Ask(q)),
            _ => {}
        }
    }
    out.extend(open.into_iter().rev().map(Stop::More));
    out
}

/// What to type for a kind of question; empty where the question says enough.
pub fn shape(jenis: &str, out: Out) -> &'static str {
    match jenis {
        "integer" => out.pick("bilangan bulat, misalnya 12", "a whole number, for example 12"),
        "decimal" => out.pick("angka, misalnya 2.5", "a number, for example 2.5"),
        "date" => out.pick("tanggal TTTT-BB-HH, misalnya 2026-11-22", "date YYYY-MM-DD, for example 2026-11-22"),
        "time" => out.pick("jam JJ:MM, misalnya 09:40", "time HH:MM, for example 09:40"),
        "date_time" => {
            out.pick("TTTT-BB-HHTJJ:MM, misalnya 2026-11-22T09:40", "YYYY-MM-DDTHH:MM, for example 2026-11-22T09:40")
        }
        "geopoint" => out.pick("lintang bujur, misalnya -9.65 120.26", "latitude longitude, for example -9.65 120.26"),
        "image" | "signature" => out.pick("nama berkas foto (JPEG atau PNG)", "file name of a photo (JPEG or PNG)"),
        _ => "",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use atensi_core::domain::Lang;

    fn question(path: &str, jenis: &str) -> QuestionView {
        QuestionView {
            path: path.to_owned(),
            nama: path.rsplit('/').next().unwrap_or_default().to_owned(),
            jenis: jenis.to_owned(),
            label: path.to_owned(),
            hint: String::new(),
            value: String::new(),
            shown: String::new(),
            relevant: true,
            required: false,
            readonly: false,
            asked: !matches!(jenis, "group" | "repeat" | "note" | "calculate"),
            error: String::new(),
            appearance: String::new(),
            rows: 0,
            counted: false,
            options_total: 0,
        }
    }

    fn section(path: &str) -> SectionView {
        SectionView {
            path: path.to_owned(),
            judul: path.to_owned(),
            relevant: true,
            state: "open".to_owned(),
            questions: 0,
            answered: 0,
            missing: 0,
            wrong: 0,
        }
    }

    #[test]
    fn another_row_is_offered_behind_the_last_one() {
        let questions = vec![
            question("a", "group"),
            question("a/nama", "text"),
            question("a/hh", "repeat"),
            question("a/hh[1]/nama", "text"),
            question("a/hh[1]/anak", "repeat"),
            question("a/hh[1]/anak[1]/umur", "integer"),
            question("a/hh[2]/nama", "text"),
            question("a/hitung", "calculate"),
            question("a/catatan", "note"),
            question("a/foto", "repeat"),
        ];
        let stops = stops(&section("a"), questions);
        let keys: Vec<String> = stops.iter().map(|s| format!("{} {}", s.key().0, s.key().1)).collect();
        let wanted = [
            "section a",
            "ask a/nama",
            "ask a/hh[1]/nama",
            "ask a/hh[1]/anak[1]/umur",
            "more a/hh[1]/anak",
            "ask a/hh[2]/nama",
            "more a/hh",
            "read a/catatan",
            "more a/foto",
        ];
        assert_eq!(keys, wanted);
    }

    #[test]
    fn rows_that_follow_a_rule_are_not_offered() {
        let counted = QuestionView { counted: true, ..question("a/hh", "repeat") };
        assert_eq!(stops(&section("a"), vec![counted]).len(), 1);
    }

    #[test]
    fn commands_work_in_both_languages_and_nothing_else_is_one() {
        for (typed, wanted) in [
            ("", Wish::Keep),
            ("  ", Wish::Keep),
            (":lewati", Wish::Keep),
            (":kembali", Wish::Back),
            (":back", Wish::Back),
            (" :urung ", Wish::Undo),
            (":quit", Wish::Quit),
            (":clear", Wish::Clear),
            (":apa", Wish::Help),
            ("kembali", Wish::Answer("kembali".to_owned())),
            ("09:40", Wish::Answer("09:40".to_owned())),
        ] {
            assert_eq!(wish(typed), wanted, "{typed}");
        }
        assert!(!shape("date", Out::new(Lang::Id, false)).is_empty());
    }
}
