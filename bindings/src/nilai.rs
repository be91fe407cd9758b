//! Field values with their types, instead of JSON text.

use atensi_core::error::{CoreError, ErrorCode};
use serde_json::{Number, Value};

/// The value of a field.
#[derive(Clone, Debug, PartialEq, uniffi::Enum)]
pub enum Nilai {
    /// Cleared.
    Kosong,
    /// Text, a code, an id or an ISO date.
    Teks {
        /// The text.
        teks: String,
    },
    /// Yes or no.
    YaTidak {
        /// The answer.
        ya: bool,
    },
    /// A whole number.
    Bilangan {
        /// The number.
        bilangan: i64,
    },
    /// A number with decimals; never infinite.
    Desimal {
        /// The number.
        desimal: f64,
    },
    /// Several codes.
    Daftar {
        /// The codes, in order.
        butir: Vec<String>,
    },
    /// A shape that only a newer app knows: can be shown, not written.
    Lain {
        /// As readable as it gets.
        teks: String,
    },
}

/// A field and its value.
#[derive(Clone, Debug, PartialEq, uniffi::Record)]
pub struct Isian {
    /// Stable name of the field.
    pub field: String,
    /// Its value.
    pub nilai: Nilai,
}

impl From<Value> for Nilai {
    fn from(value: Value) -> Self {
        let texts = |items: &[Value]| items.iter().map(|i| i.as_str().map(str::to_owned)).collect::<Option<Vec<_>>>();
        match &value {
            Value::Null => Self::Kosong,
            Value::String(teks) => Self::Teks { teks: teks.clone() },
            Value::Bool(ya) => Self::YaTidak { ya: *ya },
            Value::Number(n) => match (n.as_i64(), n.as_f64()) {
                (Some(bilangan), _) => Self::Bilangan { bilangan },
                (None, Some(desimal)) => Self::Desimal { desimal },
                (None, None) => Self::Lain { teks: n.to_string() },
            },
            Value::Array(items) => match texts(items) {
                Some(butir) => Self::Daftar { butir },
                None => Self::Lain { teks: value.to_string() },
            },
            Value::Object(_) => Self::Lain { teks: value.to_string() },
        }
    }
}

impl Nilai {
    /// The core's value of a field, or why it cannot be written.
    pub(crate) fn into_value(self, field: &str) -> Result<Value, CoreError> {
        let bad = |why: &str| CoreError::new(ErrorCode::BadInput).field(field).reason(why);
        Ok(match self {
            Self::Kosong => Value::Null,
            Self::Teks { teks } => Value::from(teks),
            Self::YaTidak { ya } => Value::from(ya),
            Self::Bilangan { bilangan } => Value::from(bilangan),
            Self::Desimal { desimal } => Value::Number(Number::from_f64(desimal).ok_or_else(|| bad("not a number"))?),
            Self::Daftar { butir } => Value::from(butir),
            Self::Lain { .. } => return Err(bad("read only")),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn values_survive_both_ways_and_unknown_shapes_are_read_only() {
        for value in [json!(null), json!("a"), json!(true), json!(-3), json!(1.5), json!(["a", "b"])] {
            assert_eq!(Nilai::from(value.clone()).into_value("f"), Ok(value));
        }
        for value in [json!({"a": 1}), json!([1])] {
            let error = Nilai::from(value).into_value("f").expect_err("read only");
            assert_eq!((error.code, error.field.as_deref()), (ErrorCode::BadInput, Some("f")));
        }
        assert!(Nilai::Desimal { desimal: f64::NAN }.into_value("f").is_err());
    }
}
