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
//! # The dialect
//! Engines differ where the ODK XForms specification is silent or ignored. What this one does, each with a test:
//!
//! 1. **Blank.** A blank answer is `''`; as a number it is NaN, and NaN prints and stores as blank. `'' + 1` is blank.
//! 2. **Equality** compares booleans if one side is one, else numbers if one side is a number, else days or moments if
//!    one side is a date, else text. So blank `= ''` is true, blank `= 0` false, blank `!= 0` true, `5 = '5.0'` true.
//!    A boolean (a stored calculation) equals the texts `true` and `false`.
//! 3. **`<` and kin** compare numbers; ISO date text counts as its day number; anything else is NaN and gives false.
//! 4. **Dates** are day numbers since 1970-01-01, `dateTime` days with a fraction in its own offset (two of them
//!    compare as moments); the offset typed is kept. `today()` and `now()` stand still while a form is open; the clock
//!    event ([`FormSession::refresh_clock`]) moves them.
//! 5. **Nodesets** compare if any member does; as a single value they are their first member, and the author is warned
//!    when that happens to all rows of a repeat. Rows and answers that are not relevant are not in them.
//! 6. **Absolute paths** and `${name}` inside a repeat mean the current row of every repeat around the expression. As
//!    argument of `sum`, `count`, `min`, `max`, `join`, `count-non-empty` they mean all rows of the innermost one.
//! 7. **Aggregates** leave out blanks and text that is no number. `sum` of nothing is 0, `min`/`max` of nothing blank.
//!    Whole numbers add up exactly; fractions are added anew each time.
//! 8. **Not relevant** answers are kept and read as blank; they leave the finished document. A repeat is relevant or
//!    not as a whole, seen from around it.
//! 9. **Cascades.** A choice its list offers no longer stays and is marked; it is not cleared behind the person's back.
//! 10. **Calculations** cannot be typed over. Their results take the type of the question; whole numbers print without
//!     `.0`. `div` never yields whole-number division. `round` takes halves up.
//! 11. **Defaults** that are expressions run once, when the form or the row is made; `once()` keeps its first value
//!     that is not blank.
//! 12. **Repeats** start with the rows the form shows, none for a template. Rows that a smaller `repeat_count` drops
//!     come back with their answers when it grows again.
//! 13. `regex()` must match the whole text; its pattern is compiled at load and must be a literal.

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
mod session_json;
mod session_path;
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
pub use session::{Change, Event, FormSession, SessionEnv};
pub use session_json::{Attachment, FillReport, FinalDocument};
pub use session_view::{ChoiceView, Problem, QuestionView, Section, SectionState};
pub use value::{FileRef, Value};

#[cfg(test)]
mod corpus_tests;
#[cfg(test)]
mod fuzz_tests;
#[cfg(test)]
mod tests;
