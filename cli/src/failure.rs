//! How a command ends when it does not succeed: exit code, words for the person with the way out, JSON for scripts.

use crate::output::{Out, clean};
use atensi_core::domain::Lang;
use atensi_core::error::{CoreError, ErrorCode};
use atensi_core::reason;
use serde_json::{Map, Value, json};
use std::process::ExitCode;

/// Exit codes, part of the public contract.
pub mod exit {
    /// Anything not listed below.
    pub const OTHER: u8 = 1;
    /// The command line was not understood.
    pub const USAGE: u8 = 2;
    /// Not activated, or the PIN does not open.
    pub const LOCKED: u8 = 3;
    /// No network, or the server did not take it.
    pub const OFFLINE: u8 = 4;
    /// It worked, but a person has to look: problems in a form, collisions, a receipt that does not hold.
    pub const ATTENTION: u8 = 5;
    /// No such record.
    pub const NOT_FOUND: u8 = 6;
    /// The input was refused.
    pub const REFUSED: u8 = 7;
}

/// Why a command failed. In a box, so that results stay small.
#[derive(Debug)]
pub struct Failure(Box<Parts>);

#[derive(Debug)]
struct Parts {
    exit: u8,
    why: Why,
    /// Lines that follow the message: details, what to do next.
    lines: Vec<String>,
    /// Further keys of the JSON line.
    extra: Map<String, Value>,
    /// The JSON answer was already written; none is added.
    told: bool,
    /// The details are words for the reader already.
    worded: bool,
    /// What to type next, instead of what goes with the code.
    next: Option<String>,
}

#[derive(Debug)]
enum Why {
    /// An error of the core; its words come in the reader's language when it is told.
    Core(CoreError),
    /// A reason of this crate, already in words.
    Own { code: &'static str, message: String },
    /// The reader of our output went away; nothing is left to say.
    Gone,
}

impl From<CoreError> for Failure {
    fn from(error: CoreError) -> Self {
        Self::new(exit_code(error.code), Why::Core(error))
    }
}

impl Failure {
    fn new(exit: u8, why: Why) -> Self {
        Self(Box::new(Parts {
            exit,
            why,
            lines: Vec::new(),
            extra: Map::new(),
            told: false,
            worded: false,
            next: None,
        }))
    }

    /// A reason of this crate.
    pub fn own(exit: u8, code: &'static str, message: impl Into<String>) -> Self {
        Self::new(exit, Why::Own { code, message: message.into() })
    }

    /// The command line was not understood.
    pub fn usage(message: impl Into<String>) -> Self {
        Self::own(exit::USAGE, "usage", message)
    }

    /// A value given on the command line or in a file is not acceptable; `reason` is in the reader's words.
    pub fn bad_input(field: &str, reason: impl std::fmt::Display) -> Self {
        Self::from(CoreError::new(ErrorCode::BadInput).field(field).reason(reason)).worded()
    }

    /// A file cannot be read or written; `path` is what the person typed.
    pub fn file(path: &std::path::Path, reason: impl std::fmt::Display) -> Self {
        CoreError::new(ErrorCode::FileUnreadable).field(path.display().to_string()).reason(reason).into()
    }

    /// Our own output cannot be written. A reader that has seen enough (`| head`) is no failure.
    pub fn write(error: &std::io::Error) -> Self {
        if error.kind() == std::io::ErrorKind::BrokenPipe {
            Self::new(0, Why::Gone)
        } else {
            Self::own(exit::OTHER, "output.failed", format!("output: {error}"))
        }
    }

    /// Adds a line under the message.
    #[must_use]
    pub fn line(mut self, line: impl Into<String>) -> Self {
        self.0.lines.push(line.into());
        self
    }

    /// Says what to type next, where it is not what usually goes with the code.
    #[must_use]
    pub fn next(mut self, step: impl Into<String>) -> Self {
        self.0.next = Some(step.into());
        self
    }

    /// Says that the details are in the reader's words already.
    #[must_use]
    pub fn worded(mut self) -> Self {
        self.0.worded = true;
        self
    }

    /// Adds a key to the JSON line.
    #[must_use]
    pub fn with(mut self, key: &str, value: Value) -> Self {
        self.0.extra.insert(key.to_owned(), value);
        self
    }

    /// Says that the JSON answer has been written already.
    #[must_use]
    pub fn told(mut self) -> Self {
        self.0.told = true;
        self
    }

    /// The exit code.
    #[cfg(test)]
    pub fn exit(&self) -> u8 {
        self.0.exit
    }

    fn json(&self) -> Value {
        let error = match &self.0.why {
            Why::Core(error) => serde_json::to_value(error).unwrap_or_default(),
            Why::Own { code, message } => json!({"code": code, "message": message}),
            Why::Gone => Value::Null,
        };
        let mut line = Map::new();
        line.insert("error".to_owned(), error);
        line.extend(self.0.extra.clone());
        Value::Object(line)
    }

    /// What standard error says, line by line.
    pub fn words(&self, lang: Lang) -> Vec<String> {
        let mut words = match &self.0.why {
            Why::Core(error) => {
                let mut words = vec![format!("{} [{}]", error.message(lang), error.code.name())];
                words.extend(detail(error, self.0.worded, lang));
                words
            }
            Why::Own { code, message } => vec![format!("{message} [{code}]")],
            Why::Gone => return Vec::new(),
        };
        words.extend(self.0.lines.iter().map(|line| format!("  {line}")));
        match (&self.0.next, &self.0.why) {
            (Some(step), _) => words.push(format!("  {step}")),
            (None, Why::Core(error)) => words.extend(next_step(error.code, lang).map(|step| format!("  {step}"))),
            _ => {}
        }
        words
    }

    /// Says it: words on standard error, JSON on standard output when asked for, and gives the exit code.
    pub fn tell(&self, out: Out) -> ExitCode {
        for line in self.words(out.lang) {
            out.note(&line);
        }
        if !self.0.told && !matches!(self.0.why, Why::Gone) {
            // When standard output is gone, the words and the exit code have said it.
            let _ = out.json(&self.json());
        }
        ExitCode::from(self.0.exit)
    }
}

/// Field and reason in a line: in words where the reason has some, else as what it is, a detail for an operator.
fn detail(error: &CoreError, worded: bool, lang: Lang) -> Option<String> {
    let reason = error.reason.as_deref();
    let known = reason.and_then(|reason| reason::words(reason, lang));
    let name = match (reason, known) {
        (Some(_), None) if !worded => lang.pick("Rincian untuk operator", "Detail for operators"),
        _ => lang.pick("Rincian", "Detail"),
    };
    let parts: Vec<&str> = [error.field.as_deref(), known.or(reason)].into_iter().flatten().collect();
    (!parts.is_empty()).then(|| format!("  {name}: {}", clean(&parts.join(": "))))
}

/// The exit code of an error of the core.
fn exit_code(code: ErrorCode) -> u8 {
    use ErrorCode as E;
    match code {
        E::WrongPin | E::PinDelay | E::NotActivated | E::ActivationRefused | E::ActivationUnfinished => exit::LOCKED,
        E::Offline | E::Portal | E::ServerBusy | E::ServerRefused | E::Tampered => exit::OFFLINE,
        E::FormIncomplete | E::AccessEnded => exit::ATTENTION,
        E::NotFound => exit::NOT_FOUND,
        E::PinWeak
        | E::InvalidAnswer
        | E::FormRefused
        | E::DraftChanged
        | E::DraftClosed
        | E::BadInput
        | E::FileUnreadable => exit::REFUSED,
        E::DiskFull
        | E::StoreDamaged
        | E::StoreNewer
        | E::StoreBusy
        | E::Store
        | E::Closed
        | E::KeyUnavailable
        | E::Cancelled
        | E::Host
        | E::Bug => exit::OTHER,
    }
}

/// What to type next, where a terminal has more to offer than the core's own words.
fn next_step(code: ErrorCode, lang: Lang) -> Option<&'static str> {
    use ErrorCode as E;
    let (id, en) = match code {
        E::NotActivated | E::ActivationUnfinished => (
            "Langkah berikut: atensi aktivasi --server ALAMAT --kode KODE (folder lain: --rumah FOLDER)",
            "Next: atensi activate --server ADDRESS --kode CODE (another folder: --rumah FOLDER)",
        ),
        E::ActivationRefused => (
            "Setiap kode hanya berlaku sekali dan untuk waktu terbatas.",
            "Each code works once and for a limited time.",
        ),
        E::Offline => (
            "Langkah berikut: sambungkan jaringan, lalu ulangi: atensi kirim",
            "Next: connect to a network, then repeat: atensi sync",
        ),
        E::Portal => (
            "Langkah berikut: sesudah masuk di peramban, ulangi: atensi kirim",
            "Next: once logged in with the browser, repeat: atensi sync",
        ),
        E::StoreDamaged => (
            "Langkah berikut: atensi data periksa, lalu: atensi data pulihkan",
            "Next: atensi store check, then: atensi store recover",
        ),
        E::NotFound => (
            "Cari id yang benar: atensi orang list, keluarga list, kasus list, formulir draf, atau cari TEKS",
            "Find the right id: atensi person list, family list, case list, form drafts, or find TEXT",
        ),
        E::FormIncomplete => (
            "Langkah berikut: atensi formulir lanjut DRAF (daftar draf: atensi formulir draf)",
            "Next: atensi form resume DRAFT (list of drafts: atensi form drafts)",
        ),
        E::DraftChanged => (
            "Langkah berikut: atensi formulir lanjut DRAF (daftar draf: atensi formulir draf)",
            "Next: atensi form resume DRAFT (list of drafts: atensi form drafts)",
        ),
        E::DraftClosed => (
            "Draf yang dibuang: atensi formulir draf --dibuang, lalu atensi formulir pulihkan DRAF",
            "Discarded drafts: atensi form drafts --dibuang, then atensi form restore DRAFT",
        ),
        E::FormRefused => (
            "Langkah berikut: atensi formulir periksa BERKAS menunjukkan tempatnya",
            "Next: atensi form check FILE shows where",
        ),
        E::StoreBusy => (
            "Perintah atensi lain mungkin masih berjalan di folder ini.",
            "Another atensi command may still be running in this folder.",
        ),
        _ => return None,
    };
    Some(lang.pick(id, en))
}

#[cfg(test)]
mod tests {
    use super::*;
    use atensi_core::error::TABLE;

    #[test]
    fn every_code_of_the_core_ends_with_a_code_of_the_contract() {
        for row in TABLE {
            let code = exit_code(row.0);
            assert!((1..=7).contains(&code) && code != exit::USAGE, "{}", row.1);
        }
        assert_eq!(exit_code(ErrorCode::WrongPin), 3);
        assert_eq!(exit_code(ErrorCode::Offline), 4);
        assert_eq!(exit_code(ErrorCode::FormIncomplete), 5);
        assert_eq!(exit_code(ErrorCode::NotFound), 6);
        assert_eq!(exit_code(ErrorCode::BadInput), 7);
    }

    #[test]
    fn json_carries_the_core_error_and_what_was_added() {
        let error = CoreError::new(ErrorCode::FormIncomplete).field("a/b");
        let line = Failure::from(error).with("masalah", json!([1])).json();
        assert_eq!(line["error"]["code"], "form.incomplete");
        assert_eq!(line["error"]["field"], "a/b");
        assert_eq!(line["masalah"], json!([1]));
    }

    #[test]
    fn details_are_words_or_marked_as_an_operators() {
        let raw = "sqlite: disk I/O";
        for (error, worded, id, en) in [
            (
                CoreError::new(ErrorCode::BadInput).field("lahir").reason("not a date YYYY-MM-DD"),
                false,
                "  Rincian: lahir: bukan tanggal",
                "  Detail: lahir: is no date",
            ),
            (
                CoreError::new(ErrorCode::Store).reason(raw),
                false,
                "  Rincian untuk operator: sqlite",
                "  Detail for operators: sqlite",
            ),
            (
                CoreError::new(ErrorCode::BadInput).field("set").reason("tulis KOLOM=NILAI"),
                true,
                "  Rincian: set: tulis",
                "  Detail: set: tulis",
            ),
            (CoreError::new(ErrorCode::NotFound).field("id"), false, "  Rincian: id", "  Detail: id"),
        ] {
            let failure = Failure::from(error);
            let failure = if worded { failure.worded() } else { failure };
            assert!(failure.words(Lang::Id)[1].starts_with(id), "{:?}", failure.words(Lang::Id));
            assert!(failure.words(Lang::En)[1].starts_with(en), "{:?}", failure.words(Lang::En));
        }
    }

    #[test]
    fn a_closed_pipe_is_no_failure() {
        let gone = std::io::Error::from(std::io::ErrorKind::BrokenPipe);
        assert_eq!(Failure::write(&gone).exit(), 0);
        assert_eq!(Failure::write(&std::io::Error::from(std::io::ErrorKind::StorageFull)).exit(), exit::OTHER);
    }
}
