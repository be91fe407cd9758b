//! Choice lists as columns with hash indexes, so that "the 20 villages of this district" among 80,000 rows costs
//! microseconds. An index is built when a column is first asked for and shared by all sessions of the form.

use super::definition::ChoiceList;
use super::value::Value;
use std::collections::HashMap;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::OnceLock;

/// A list with its indexes.
#[derive(Debug)]
pub(super) struct List {
    pub name: String,
    pub data: ChoiceList,
    indexes: Vec<OnceLock<TextIndex>>,
    numbers: Vec<OnceLock<HashMap<u64, Vec<u32>>>>,
}

/// Chained hash table over one column: `heads` by hash, `next` by row; chains run in row order.
#[derive(Debug)]
struct TextIndex {
    heads: Box<[u32]>,
    next: Box<[u32]>,
}

const NONE: u32 = u32::MAX;

fn hash(text: &str) -> u64 {
    let mut h = DefaultHasher::new();
    text.hash(&mut h);
    h.finish()
}

impl TextIndex {
    fn build(cells: &[Box<str>]) -> TextIndex {
        let size = (cells.len() * 2).next_power_of_two().max(4);
        let mut heads = vec![NONE; size].into_boxed_slice();
        let mut next = vec![NONE; cells.len()].into_boxed_slice();
        // Backwards, so that each chain comes out in ascending order.
        for row in (0..cells.len()).rev() {
            let mut at = hash(&cells[row]) as usize & (size - 1);
            while heads[at] != NONE && cells[heads[at] as usize] != cells[row] {
                at = (at + 1) & (size - 1);
            }
            next[row] = heads[at];
            heads[at] = row as u32;
        }
        TextIndex { heads, next }
    }

    fn first(&self, cells: &[Box<str>], key: &str) -> u32 {
        let mask = self.heads.len() - 1;
        let mut at = hash(key) as usize & mask;
        loop {
            let head = self.heads[at];
            if head == NONE || *cells[head as usize] == *key {
                return head;
            }
            at = (at + 1) & mask;
        }
    }
}

impl List {
    pub fn new(name: String, mut data: ChoiceList) -> List {
        // A ragged list is cut to its shortest column rather than trusted.
        let rows = data.cells.iter().map(Vec::len).min().unwrap_or(0);
        data.cells.iter_mut().for_each(|c| c.truncate(rows));
        data.cells.truncate(data.columns.len());
        let n = data.cells.len();
        data.columns.truncate(n);
        List {
            name,
            data,
            indexes: (0..n).map(|_| OnceLock::new()).collect(),
            numbers: (0..n).map(|_| OnceLock::new()).collect(),
        }
    }

    pub fn cell(&self, col: usize, row: u32) -> &str {
        &self.data.cells[col][row as usize]
    }

    /// Rows whose cell is exactly this text, ascending.
    pub fn rows_with_text<'a>(&'a self, col: usize, key: &str) -> impl Iterator<Item = u32> + use<'a> {
        let cells = &self.data.cells[col];
        let index = self.indexes[col].get_or_init(|| TextIndex::build(cells));
        let mut row = index.first(cells, key);
        std::iter::from_fn(move || {
            (row != NONE).then(|| {
                let this = row;
                row = index.next[this as usize];
                this
            })
        })
    }

    /// Rows whose cell equals the value as expressions compare: by number when the value is one, else by text.
    pub fn rows_equal(&self, col: usize, key: &Value) -> Vec<u32> {
        match key {
            Value::Str(s) => self.rows_with_text(col, s).collect(),
            Value::Blank => self.rows_with_text(col, "").collect(),
            Value::Bool(_) | Value::File(_) => {
                (0..self.data.len() as u32).filter(|r| Value::str(self.cell(col, *r)).equals(key)).collect()
            }
            number => {
                let index = self.numbers[col].get_or_init(|| {
                    let mut map: HashMap<u64, Vec<u32>> = HashMap::new();
                    for (row, cell) in self.data.cells[col].iter().enumerate() {
                        let n = Value::str(cell).number();
                        if !n.is_nan() {
                            map.entry((n + 0.0).to_bits()).or_default().push(row as u32);
                        }
                    }
                    map
                });
                index.get(&(number.number() + 0.0).to_bits()).cloned().unwrap_or_default()
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_rows_by_text_and_by_number() {
        let cells: Vec<Box<str>> = ["a", "5", "b", "05", "a", "", "5.0"].iter().map(|s| (*s).into()).collect();
        let list = List::new(
            "l".into(),
            ChoiceList { columns: vec!["c".into()], cells: vec![cells], ..ChoiceList::default() },
        );
        assert_eq!(list.rows_equal(0, &Value::str("a")), [0, 4]);
        assert_eq!(list.rows_equal(0, &Value::str("5")), [1]);
        assert_eq!(list.rows_equal(0, &Value::Int(5)), [1, 3, 6]);
        assert_eq!(list.rows_equal(0, &Value::Blank), [5]);
        assert!(list.rows_equal(0, &Value::str("zz")).is_empty());
    }
}
