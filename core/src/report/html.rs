//! The few HTML pieces that reports share. Every text from outside passes `escape`.

/// Makes a text safe inside HTML elements and quoted attributes.
pub(crate) fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + text.len() / 8);
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            // Control characters have no place on paper; line breaks stay.
            c if c.is_control() && c != '\n' => out.push(' '),
            c => out.push(c),
        }
    }
    out
}

/// A whole page with the reports' look: big type, black on white, A4 margins.
pub(crate) fn page(lang: &str, title: &str, body: &str) -> String {
    page_with(lang, title, "", body)
}

/// The same with rules of its own.
pub(crate) fn page_with(lang: &str, title: &str, style: &str, body: &str) -> String {
    format!(
        "<!doctype html>\n<html lang=\"{lang}\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'; img-src data:\">\n\
         <title>{}</title>\n<style>{STYLE}{style}</style>\n</head>\n<body>\n{body}</body>\n</html>\n",
        escape(title)
    )
}

const STYLE: &str = "body{font:16px/1.45 sans-serif;color:#000;background:#fff;max-width:48rem;margin:1rem auto;padding:0 1rem}\
h1{font-size:1.5rem;margin:.2rem 0}h2{font-size:1.15rem;border-bottom:2px solid #000;margin:1.4rem 0 .4rem}\
table{border-collapse:collapse;width:100%}th,td{text-align:left;vertical-align:top;padding:.25rem .5rem .25rem 0;border-bottom:1px solid #bbb}\
th{width:42%;font-weight:600}td{white-space:pre-wrap;overflow-wrap:anywhere}code{font-size:.8rem;overflow-wrap:anywhere}\
.status{border:2px solid #000;padding:.5rem .75rem;margin:1rem 0}@page{size:A4;margin:18mm}@media print{body{margin:0;max-width:none}}";

/// Rows of a two-column table; nothing when there are no rows.
pub(crate) fn table<'a>(rows: impl IntoIterator<Item = (&'a str, &'a str)>) -> String {
    let rows: String = rows
        .into_iter()
        .map(|(label, value)| format!("<tr><th scope=\"row\">{}</th><td>{}</td></tr>\n", escape(label), escape(value)))
        .collect();
    if rows.is_empty() { String::new() } else { format!("<table>\n{rows}</table>\n") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hostile_text_stays_text() {
        assert_eq!(escape("<script>alert('x')&\"\u{0}"), "&lt;script&gt;alert(&#39;x&#39;)&amp;&quot; ");
        assert!(!page("id", "</title><b>", "").contains("<b>"));
    }

    #[test]
    fn an_empty_table_is_nothing() {
        assert_eq!(table([]), "");
    }
}
