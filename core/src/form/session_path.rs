//! Paths with positions, as people and scripts write them, to handles and back.

use super::answers::AnswerError;
use super::compiled::{Class, NONE};
use super::delta::Slot;
use super::session::FormSession;
use super::value::Value;

impl FormSession {
    /// Handle of the node at a path with 1-based positions; `/data/hh` names the repeat, `/data/hh[2]/age` a question
    /// in its second row.
    ///
    /// # Errors
    /// `answer.unknown_path`, `answer.no_such_row`.
    pub fn slot(&self, path: &str) -> Result<Slot, AnswerError> {
        let unknown = || AnswerError::new("answer.unknown_path", path, "Pertanyaan ini tidak ada di formulir.");
        let root = format!("/{}/", self.form.root_name);
        let rest = path.strip_prefix(root.as_str()).unwrap_or(path);
        if rest.len() > 2_000 || rest.is_empty() || rest.starts_with('/') {
            return Err(unknown());
        }
        let (mut plain, mut row) = (root, 0u32);
        let mut node = NONE;
        let mut steps = rest.split('/').peekable();
        while let Some(step) = steps.next() {
            let (name, position) = match step.strip_suffix(']').and_then(|s| s.split_once('[')) {
                Some((name, digits)) => (name, Some(digits.parse::<usize>().map_err(|_| unknown())?)),
                None => (step, None),
            };
            plain.push_str(name);
            node = *self.form.by_path.get(plain.as_str()).ok_or_else(unknown)?;
            plain.push('/');
            match (self.form.nodes[node as usize].class, position, steps.peek().is_some()) {
                (Class::Repeat(inner), Some(p), true) => {
                    let order = self.st.scopes[inner as usize].order.get(row as usize);
                    row = order
                        .and_then(|o| o.get(p.checked_sub(1)?))
                        .copied()
                        .ok_or_else(|| AnswerError::new("answer.no_such_row", path, "Baris ini tidak ada."))?;
                }
                (Class::Repeat(_), None, true) => {
                    return Err(AnswerError::new("answer.no_such_row", path, "Sebutkan nomor barisnya, misalnya [1]."));
                }
                (Class::Repeat(_), None, false) | (_, None, _) => {}
                _ => return Err(unknown()),
            }
        }
        Ok(Slot { node, row })
    }

    /// Path of a slot with the positions of now; empty for a slot that is not there.
    pub fn path(&self, slot: Slot) -> String {
        let Some(def) = self.form.nodes.get(slot.node as usize) else { return String::new() };
        if slot.row as usize >= self.st.scopes[def.scope as usize].rows.len() {
            return String::new();
        }
        let mut names = vec![def.name.to_string()];
        let (mut at, mut scope, mut row) = (def.parent, def.scope, slot.row);
        while at != NONE {
            let n = &self.form.nodes[at as usize];
            if n.class == Class::Repeat(scope) {
                let r = &self.st.scopes[scope as usize].rows[row as usize];
                names.push(format!("{}[{}]", n.name, r.pos + 1));
                row = r.parent;
                scope = self.form.scopes[scope as usize].parent;
            } else {
                names.push(n.name.to_string());
            }
            at = n.parent;
        }
        names.push(self.form.root_name.clone());
        names.reverse();
        format!("/{}", names.join("/"))
    }

    /// Row ids of a repeat in order; empty for anything else.
    pub fn rows(&self, repeat: Slot) -> &[u32] {
        match self.form.nodes.get(repeat.node as usize).map(|n| n.class) {
            Some(Class::Repeat(inner)) => {
                self.st.scopes[inner as usize].order.get(repeat.row as usize).map_or(&[], Vec::as_slice)
            }
            _ => &[],
        }
    }

    /// Value at a path, also while it is not relevant.
    ///
    /// # Errors
    /// As [`FormSession::slot`]; groups have no value: `answer.not_a_question`.
    pub fn value(&self, path: &str) -> Result<&Value, AnswerError> {
        let slot = self.slot(path)?;
        match self.form.nodes[slot.node as usize].class {
            Class::Leaf(f) => Ok(self.st.cell(&self.form, &self.form.fields[f as usize], slot.row)),
            _ => Err(AnswerError::new("answer.not_a_question", path, "Ini kelompok, bukan pertanyaan.")),
        }
    }
}
