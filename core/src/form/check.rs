//! What `atensi form check FILE` prints: the notices of a load as lines for the form's author.

use super::definition::{FormErrors, FormSource, Notice, Severity};

/// One line of the check, in the parts that a table or a JSON line shows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CheckLine {
    /// `error` or `warning`.
    pub severity: &'static str,
    /// Stable code of the notice.
    pub code: &'static str,
    /// Sheet or file.
    pub sheet: String,
    /// Row (header = 1) or line; none when the whole sheet is meant.
    pub row: Option<u32>,
    /// Column heading, attribute or element; none when the whole row is meant.
    pub column: Option<String>,
    /// What is wrong and what to do, in English.
    pub message: String,
    /// The name that was probably meant.
    pub suggestion: Option<String>,
}

impl std::fmt::Display for CheckLine {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}: {}", self.severity, self.sheet)?;
        if let Some(row) = self.row {
            write!(f, ":{row}")?;
        }
        if let Some(column) = &self.column {
            write!(f, " [{column}]")?;
        }
        write!(f, ": {}", self.message)?;
        if let Some(suggestion) = &self.suggestion {
            write!(f, "; did you mean `{suggestion}`?")?;
        }
        write!(f, " ({})", self.code)
    }
}

/// The lines of a check: errors first, then by sheet, row and column; the same notice twice stands once.
#[must_use]
pub fn check_lines(notices: &[Notice]) -> Vec<CheckLine> {
    let mut sorted: Vec<&Notice> = notices.iter().collect();
    sorted.sort_by(|a, b| {
        b.severity.cmp(&a.severity).then_with(|| (&a.place, a.code, &a.message).cmp(&(&b.place, b.code, &b.message)))
    });
    sorted.dedup();
    sorted
        .into_iter()
        .map(|n| CheckLine {
            severity: match n.severity {
                Severity::Error => "error",
                Severity::Warning => "warning",
            },
            code: n.code,
            sheet: n.place.sheet.to_string(),
            row: (n.place.row > 0).then_some(n.place.row),
            column: (!n.place.column.is_empty()).then(|| n.place.column.to_string()),
            message: n.message.clone(),
            suggestion: n.suggestion.clone(),
        })
        .collect()
}

/// The lines for the result of a load, and whether the form may be used.
#[must_use]
pub fn check_result(result: &Result<FormSource, FormErrors>) -> (bool, Vec<CheckLine>) {
    match result {
        Ok(form) => (true, check_lines(&form.warnings)),
        Err(errors) => (false, check_lines(&errors.0)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::form::load::load_any;

    #[test]
    fn lines_are_sorted_and_name_the_way_out() {
        let survey = "type,name,label,hnt\ntext,a,A,\ntxt,b,B,\ntext,a,A,\n";
        let settings = "form_id\ncoba\n";
        let result = load_any(&[("survey.csv", survey.as_bytes()), ("settings.csv", settings.as_bytes())]);
        let (usable, lines) = check_result(&result);
        assert!(!usable);
        let text: Vec<String> = lines.iter().map(ToString::to_string).collect();
        assert_eq!(
            text,
            [
                "error: survey:3 [type]: questions of type `txt` are not known; did you mean `text`? (form.unknown_type)",
                "error: survey:4 [name]: `a` is already the name of row 2 in the same group (form.duplicate_name)",
                "warning: settings:2 [version]: the form has no version; give one, so that changes show (form.no_version)",
                "warning: survey:1 [hnt]: the column is not known and is not read; did you mean `hint`? (form.unknown_column)",
            ]
        );
        let twice: Vec<Notice> = match result {
            Err(e) => e.0.iter().chain(&e.0).cloned().collect(),
            Ok(_) => Vec::new(),
        };
        assert_eq!(check_lines(&twice), lines);
    }
}
