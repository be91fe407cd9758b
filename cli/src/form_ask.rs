//! `formulir isi` and `formulir pratinjau` at a terminal: section by section, question by question, in the user's language.
//!
//! In a draft every answer is on the disk before the next question appears, so leaving at any moment loses nothing; in a
//! preview nothing is kept. Rules are the core's: this file only shows questions, takes what is typed, and says what the core answered.

use crate::Done;
use crate::commands::state_word;
use crate::failure::Failure;
use crate::form_fill::Fill;
use crate::form_plan::{Stop, Wish, shape, stops, wish};
use crate::form_stream::broken_rule;
use crate::output::{Out, clean};
use atensi_core::error::{CoreError, ErrorCode};
use atensi_core::view::formulir::{DeltaView, Pilihan, QuestionView, SectionView};
use inquire::{InquireError, MultiSelect, Select, Text};
use std::fmt;
use std::path::{Path, PathBuf};

/// More choices than this are searched for before a list is shown.
const LONG_LIST: u32 = 200;

/// Asks until the form is finished or the person leaves.
pub fn run(out: Out, handle: &dyn Fill, base: &Path) -> Done {
    let asker = Asker { out, handle, base };
    let kept = match handle.draft() {
        Some(draft) => format!("{} {draft}", out.pick("draf", "draft")),
        None => out.pick("pratinjau: tidak ada yang disimpan", "preview: nothing is saved").to_owned(),
    };
    out.note(&format!("{}  ({kept})", clean(&handle.title()?)));
    out.note(asker.help());
    if asker.walk()? { handle.finish(out) } else { handle.leave(out) }
}

struct Asker<'a> {
    out: Out,
    handle: &'a dyn Fill,
    base: &'a Path,
}

impl Asker<'_> {
    fn help(&self) -> &'static str {
        match self.handle.draft() {
            Some(_) => self.out.pick(
                "Enter: biarkan · :kembali · :lewati · :urung · :hapus · :keluar (draf tetap tersimpan) · Esc: pilihan ini",
                "Enter: keep · :back · :skip · :undo · :clear · :quit (the draft stays) · Esc: these choices",
            ),
            None => self.out.pick(
                "Enter: biarkan · :kembali · :lewati · :urung · :hapus · :keluar · Esc: pilihan ini",
                "Enter: keep · :back · :skip · :undo · :clear · :quit · Esc: these choices",
            ),
        }
    }

    /// The words for leaving with work left.
    fn later(&self) -> &'static str {
        match self.handle.draft() {
            Some(_) => self.out.pick("Nanti; simpan sebagai draf", "Later; keep it as a draft"),
            None => self.out.pick("Akhiri pratinjau", "End the preview"),
        }
    }

    fn all_stops(&self) -> Result<Vec<Stop>, Failure> {
        let mut all = Vec::new();
        for section in self.handle.sections()?.iter().filter(|s| s.relevant) {
            all.extend(stops(section, self.handle.questions(&section.path)?));
        }
        Ok(all)
    }

    /// Walks the form; `true` when the person wants to finish it.
    fn walk(&self) -> Result<bool, Failure> {
        let mut all = self.all_stops()?;
        // After an interruption: the stop behind the last answer.
        let last = self.handle.last_path()?;
        let mut at = last.and_then(|path| all.iter().position(|s| s.key() == ("ask", &path))).map_or(0, |i| i + 1);
        loop {
            let Some(stop) = all.get(at).cloned() else {
                match self.at_the_end()? {
                    End::Finish => return Ok(true),
                    End::Leave => return Ok(false),
                    End::To(path) => {
                        at = all.iter().position(|s| s.key().1 == path && s.waits()).unwrap_or(0);
                        continue;
                    }
                }
            };
            let wish = match &stop {
                Stop::Section(section) => {
                    self.say_section(section);
                    at += 1;
                    continue;
                }
                Stop::Read(q) => {
                    self.out.note(&clean(&q.label));
                    at += 1;
                    continue;
                }
                Stop::More(repeat) => self.more(repeat)?,
                Stop::Ask(question) => self.ask(question)?,
            };
            let step = match wish {
                Step::Next => 1,
                Step::Again => 0,
                Step::Back => {
                    at = (0..at).rev().find(|i| all[*i].waits()).unwrap_or(0);
                    continue;
                }
                Step::Leave => return Ok(false),
                Step::Here => {
                    all = self.all_stops()?;
                    continue;
                }
                Step::Undone => {
                    all = self.all_stops()?;
                    at = self.place_after_undo(&all, at)?;
                    continue;
                }
            };
            // An answer may have opened or closed questions around this one.
            all = self.all_stops()?;
            let here = all.iter().position(|s| s.key() == stop.key());
            at = here.map_or(at.min(all.len()), |i| i + step);
        }
    }

    fn place_after_undo(&self, all: &[Stop], at: usize) -> Result<usize, Failure> {
        let last = self.handle.last_path()?.unwrap_or_default();
        Ok(all.iter().position(|s| s.key() == ("ask", &last)).unwrap_or(at.min(all.len())))
    }

    fn say_section(&self, s: &SectionView) {
        let state = state_word(&s.state, self.out.lang);
        self.out.note("");
        self.out.note(&format!("== {}  {}/{} {state}", clean(&s.judul), s.answered, s.questions));
    }

    /// After the last question: what is wrong, and what now.
    fn at_the_end(&self) -> Result<End, Failure> {
        let problems = self.handle.masalah()?;
        self.out.note("");
        if problems.is_empty() {
            let finish = self.out.pick("Selesaikan formulir", "Finish the form");
            let later = self.later();
            let again = self.out.pick("Kembali ke awal formulir", "Back to the beginning");
            let said = self.choose(
                self.out.pick("Semua pertanyaan terjawab.", "All questions are answered."),
                vec![finish, later, again],
            )?;
            return Ok(match said {
                Some(text) if text == finish => End::Finish,
                Some(text) if text == again => End::To(String::new()),
                _ => End::Leave,
            });
        }
        let count = problems.len();
        self.out.note(&format!("{count} {}:", self.out.pick("jawaban perlu diperiksa", "answers need checking")));
        for p in problems.iter().take(20) {
            self.out.note(&clean(&format!("  {}  {}", p.label, p.pesan)));
        }
        let go = self.out.pick("Ke yang pertama", "To the first");
        let later = self.later();
        let said = self.choose(self.out.pick("Lalu?", "And now?"), vec![go, later])?;
        Ok(match (said, problems.into_iter().next()) {
            (Some(text), Some(first)) if text == go => End::To(first.path),
            _ => End::Leave,
        })
    }

    fn more(&self, repeat: &QuestionView) -> Result<Step, Failure> {
        let add = self.out.pick("Tambah satu lagi", "Add another");
        let no = self.out.pick("Tidak, lanjut", "No, go on");
        let remove = self.out.pick("Hapus baris terakhir", "Remove the last row");
        let back = self.out.pick(":kembali", ":back");
        let leave = self.out.pick(":keluar", ":quit");
        let mut options = vec![no, add];
        if repeat.rows > 0 {
            options.push(remove);
        }
        options.extend([back, leave]);
        let label = format!("{}: {} {}", clean(&repeat.label), repeat.rows, self.out.pick("tercatat", "recorded"));
        let Some(said) = self.choose(&label, options)? else { return Ok(Step::Next) };
        if said == back {
            return Ok(Step::Back);
        }
        if said == leave {
            return Ok(Step::Leave);
        }
        if said == no {
            return Ok(Step::Next);
        }
        let done = match said == add {
            true => self.handle.tambah_baris(&repeat.path),
            false => self.handle.hapus_baris(&repeat.path, repeat.rows as usize),
        };
        self.told(done, &repeat.path)?;
        // The new row takes the place of this stop: walk into it.
        Ok(if said == add { Step::Here } else { Step::Again })
    }

    fn ask(&self, q: &QuestionView) -> Result<Step, Failure> {
        let wish = match q.jenis.as_str() {
            "select_one" => self.one(q)?,
            "select_multiple" => self.several(q)?,
            "acknowledge" => {
                let yes = Pilihan { value: "OK".to_owned(), label: self.out.pick("Ya", "Yes").to_owned() };
                self.pick_one(q, vec![yes])?
            }
            _ => self.typed(q)?,
        };
        match wish {
            Wish::Keep => {
                if q.required && q.value.is_empty() {
                    self.out.note(self.out.pick("  (wajib; diisi nanti)", "  (required; to be filled later)"));
                }
                Ok(Step::Next)
            }
            Wish::Back => Ok(Step::Back),
            Wish::Quit => Ok(Step::Leave),
            Wish::Help => {
                self.out.note(self.help());
                Ok(Step::Again)
            }
            Wish::Undo => {
                match self.handle.urung()? {
                    Some(delta) => {
                        self.out.note(&format!("  {} {}", self.out.pick("Dibatalkan.", "Taken back."), delta.saved))
                    }
                    None => {
                        self.out.note(self.out.pick("  Tidak ada yang bisa diurungkan.", "  There is nothing to undo."))
                    }
                }
                Ok(Step::Undone)
            }
            Wish::Clear => self.told(self.handle.jawab(&q.path, ""), &q.path),
            Wish::Answer(value) => {
                let done = match q.jenis.as_str() {
                    "image" | "signature" => self.handle.lampirkan(&q.path, &self.photo(&value)),
                    _ => self.handle.jawab(&q.path, value.trim()),
                };
                if let Err(error) = &done
                    && error.code == ErrorCode::InvalidAnswer
                {
                    self.out.note(&format!("  {}", shape(&q.jenis, self.out)));
                }
                self.told(done, &q.path)
            }
        }
    }

    /// Says what became of an answer: saved, saved but breaking a rule, or refused.
    fn told(&self, done: Result<DeltaView, CoreError>, path: &str) -> Result<Step, Failure> {
        match done {
            Ok(delta) => match broken_rule(&delta, path) {
                Some(rule) => {
                    self.out.note(&format!("  ! {}", clean(&rule)));
                    Ok(Step::Again)
                }
                None => {
                    self.out.note(&format!("  {}", delta.saved));
                    Ok(Step::Next)
                }
            },
            Err(error)
                if matches!(error.code, ErrorCode::InvalidAnswer | ErrorCode::FileUnreadable | ErrorCode::DiskFull) =>
            {
                for line in Failure::from(error).words(self.out.lang) {
                    self.out.note(&format!("  {line}"));
                }
                Ok(Step::Again)
            }
            Err(error) => Err(error.into()),
        }
    }

    fn photo(&self, typed: &str) -> PathBuf {
        // Terminals quote names that are dropped on them.
        let name = typed.trim().trim_matches(['\'', '"']);
        self.base.join(name)
    }

    fn label(&self, q: &QuestionView) -> String {
        let must = if q.required { " *" } else { "" };
        let held = if q.shown.is_empty() { String::new() } else { format!("  [{}]", clean(&q.shown)) };
        format!("{}{must}{held}", clean(&q.label))
    }

    fn hint(&self, q: &QuestionView) -> String {
        let shape = shape(&q.jenis, self.out);
        [clean(&q.hint), shape.to_owned(), clean(&q.error)]
            .into_iter()
            .filter(|t| !t.is_empty())
            .collect::<Vec<_>>()
            .join(" · ")
    }

    fn typed(&self, q: &QuestionView) -> Result<Wish, Failure> {
        let (label, hint) = (self.label(q), self.hint(q));
        let prompt = Text::new(&label);
        let prompt = if hint.is_empty() { prompt } else { prompt.with_help_message(&hint) };
        match prompt.prompt() {
            Ok(text) => Ok(wish(&text)),
            Err(error) => self.escaped(error),
        }
    }

    /// The choices of a question; a long list is searched first.
    fn choices(&self, q: &QuestionView) -> Result<Result<Vec<Pilihan>, Wish>, Failure> {
        if q.options_total <= LONG_LIST {
            return Ok(Ok(self.handle.pilihan(&q.path, None, 0, LONG_LIST)?.items));
        }
        let label = format!("{}  ({} {})", self.label(q), q.options_total, self.out.pick("pilihan", "choices"));
        let hint = self.out.pick("Ketik sebagian nama untuk mencari", "Type part of a name to search");
        let text = match Text::new(&label).with_help_message(hint).prompt() {
            Ok(text) => text,
            Err(error) => return Ok(Err(self.escaped(error)?)),
        };
        match wish(&text) {
            Wish::Answer(text) => Ok(Ok(self.handle.pilihan(&q.path, Some(&text), 0, LONG_LIST)?.items)),
            other => Ok(Err(other)),
        }
    }

    fn one(&self, q: &QuestionView) -> Result<Wish, Failure> {
        match self.choices(q)? {
            Ok(choices) => self.pick_one(q, choices),
            Err(wish) => Ok(wish),
        }
    }

    fn pick_one(&self, q: &QuestionView, choices: Vec<Pilihan>) -> Result<Wish, Failure> {
        let mut options: Vec<Item> = Vec::with_capacity(choices.len() + 5);
        let held = choices.iter().position(|c| c.value == q.value);
        options.extend(choices.into_iter().map(Item::from));
        // Without an answer the first line keeps the question open: Enter alone must not answer it.
        if held.is_none() {
            options.insert(0, Item { wish: Wish::Keep, label: self.out.pick("(lewati)", "(skip)").to_owned() });
        }
        options.extend(self.commands());
        let (label, hint) = (self.label(q), self.choice_hint(q));
        match Select::new(&label, options).with_starting_cursor(held.unwrap_or(0)).with_help_message(&hint).prompt() {
            Ok(item) => Ok(item.wish),
            Err(error) => self.escaped(error),
        }
    }

    fn several(&self, q: &QuestionView) -> Result<Wish, Failure> {
        let choices = match self.choices(q)? {
            Ok(choices) => choices,
            Err(wish) => return Ok(wish),
        };
        let held: Vec<&str> = q.value.split_whitespace().collect();
        let chosen: Vec<usize> = (0..choices.len()).filter(|i| held.contains(&choices[*i].value.as_str())).collect();
        // What a search does not show stays chosen.
        let hidden: Vec<&str> = held.iter().filter(|v| !choices.iter().any(|c| c.value == **v)).copied().collect();
        let options: Vec<Item> = choices.into_iter().map(Item::from).collect();
        let (label, hint) = (self.label(q), self.choice_hint(q));
        match MultiSelect::new(&label, options).with_default(&chosen).with_help_message(&hint).prompt() {
            Ok(items) => {
                let picked =
                    items.into_iter().filter_map(|i| if let Wish::Answer(v) = i.wish { Some(v) } else { None });
                let all: Vec<String> = hidden.iter().map(|v| (*v).to_owned()).chain(picked).collect();
                let value = all.join(" ");
                let same = value == held.join(" ");
                Ok(if same {
                    Wish::Keep
                } else if value.is_empty() {
                    Wish::Clear
                } else {
                    Wish::Answer(value)
                })
            }
            Err(error) => self.escaped(error),
        }
    }

    fn choice_hint(&self, q: &QuestionView) -> String {
        let keys = match q.jenis.as_str() {
            "select_multiple" => self.out.pick(
                "panah, spasi memilih, Enter selesai, ketik untuk mencari, Esc menu",
                "arrows, space picks, Enter ends, type to search, Esc menu",
            ),
            _ => self.out.pick(
                "panah, Enter memilih, ketik untuk mencari, Esc menu",
                "arrows, Enter picks, type to search, Esc menu",
            ),
        };
        [clean(&q.hint), clean(&q.error), keys.to_owned()]
            .into_iter()
            .filter(|t| !t.is_empty())
            .collect::<Vec<_>>()
            .join(" · ")
    }

    fn commands(&self) -> Vec<Item> {
        [
            (Wish::Back, ":kembali", ":back"),
            (Wish::Undo, ":urung", ":undo"),
            (Wish::Clear, ":hapus", ":clear"),
            (Wish::Quit, ":keluar", ":quit"),
        ]
        .into_iter()
        .map(|(wish, id, en)| Item { wish, label: self.out.pick(id, en).to_owned() })
        .collect()
    }

    /// Esc opens the menu of commands, Ctrl-C leaves; the draft stays.
    fn escaped(&self, error: InquireError) -> Result<Wish, Failure> {
        match error {
            InquireError::OperationInterrupted => Ok(Wish::Quit),
            InquireError::OperationCanceled => {
                let mut options = vec![Item { wish: Wish::Keep, label: self.out.pick(":lewati", ":skip").to_owned() }];
                options.extend(self.commands());
                match Select::new(self.out.pick("Perintah", "Commands"), options).without_help_message().prompt() {
                    Ok(item) => Ok(item.wish),
                    Err(InquireError::OperationInterrupted) => Ok(Wish::Quit),
                    Err(InquireError::OperationCanceled) => Ok(Wish::Help),
                    Err(other) => Err(broken_terminal(&other)),
                }
            }
            other => Err(broken_terminal(&other)),
        }
    }

    /// A small menu; `None` when the person escapes it.
    fn choose(&self, label: &str, options: Vec<&'static str>) -> Result<Option<&'static str>, Failure> {
        match Select::new(label, options).without_help_message().prompt() {
            Ok(said) => Ok(Some(said)),
            Err(InquireError::OperationInterrupted | InquireError::OperationCanceled) => Ok(None),
            Err(other) => Err(broken_terminal(&other)),
        }
    }
}

fn broken_terminal(error: &InquireError) -> Failure {
    Failure::own(crate::failure::exit::OTHER, "terminal.failed", format!("terminal: {error}"))
}

/// Where the walk goes after a question.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Step {
    Next,
    Again,
    Back,
    /// What now stands at this place of the way.
    Here,
    /// The form changed elsewhere: find the place anew.
    Undone,
    Leave,
}

enum End {
    Finish,
    Leave,
    To(String),
}

/// A line of a menu.
#[derive(Clone, Debug)]
struct Item {
    wish: Wish,
    label: String,
}

impl From<Pilihan> for Item {
    fn from(choice: Pilihan) -> Self {
        Self { label: clean(&choice.label), wish: Wish::Answer(choice.value) }
    }
}

impl fmt::Display for Item {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.label)
    }
}
