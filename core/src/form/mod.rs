//! The form engine: XLSForm and XForm in, a compiled form, a session that answers one question at a time.
//!
//! ```text
//! bytes -> xlsform / xform -> FormSource -> compile() -> Arc<Form> -> FormSession::new / replay
//!                                                                      set, add_row, undo ... -> Delta
//! ```
//!
//! Pure: no files, clock or randomness. The shell tells the time and the document's id ([`SessionEnv`]), stores every
//! [`Event`] before it shows anything, and gets the session back by [`FormSession::replay`].
//!
//! Engines differ where the ODK XForms specification is silent or ignored. What this one does, with the reason and the
//! test of each decision, every function and all limits stand in docs/FORMS.md, which a test keeps true.

mod answers;
pub mod check;
mod compile;
mod compiled;
pub mod definition;
mod delta;
mod expr_calls;
mod expr_digest;
mod expr_eval;
mod expr_funcs;
mod expr_geo;
mod expr_lex;
mod expr_nodeset;
mod expr_parse;
mod expr_path;
mod expr_random;
mod expr_resolve;
mod expr_sets;
mod expr_text;
mod graph;
pub mod instance_xml;
pub mod instrument;
mod list;
pub mod load;
pub mod packs;
mod recompute;
mod session;
mod session_history;
mod session_json;
mod session_move;
mod session_path;
mod session_plan;
mod session_view;
mod state;
mod value;
mod work;
pub mod xform;
pub mod xlsform;

pub use answers::{Answer, AnswerError, MAX_ANSWER};
pub use compile::compile;
pub use compiled::Form;
pub use delta::{Delta, RowChange, Slot, SlotChange, Validity};
pub(crate) use expr_eval::is_indonesian;
pub use session::{Change, Event, FormSession, SessionEnv};
pub use session_history::HistoryRow;
pub use session_json::{Attachment, FillReport, FinalDocument};
pub use session_move::{Held, Lost, Move};
pub use session_view::{ChoiceView, Problem, QuestionView, Section, SectionState};
pub use value::{FileRef, Value};

#[cfg(test)]
mod corpus_tests;
#[cfg(test)]
mod fuzz_tests;
#[cfg(test)]
mod tests;
