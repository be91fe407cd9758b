//! A small XML tree with line numbers, read within caps: no document type, no entities beyond the five of XML, no
//! depth, width or size without bound. Only what an XForm needs.
//!
//! Namespaces are resolved here rather than by the XML library, whose check for repeated attributes takes time
//! quadratic in their number and runs before a cap could stop it.

use std::borrow::Cow;
use std::sync::Arc;

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

use crate::form::definition::{Notice, Place};
use crate::form::load::{MAX_CELL, MAX_XML_BYTES};

/// Deepest nesting of elements.
const MAX_DEPTH: usize = 64;
/// Most elements: 100,000 rows of an inline list with eight columns.
const MAX_ELEMENTS: usize = 1_000_000;
/// Most attributes of an element.
const MAX_ATTRIBUTES: usize = 64;

/// The namespaces that an XForm is written in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::form) enum Ns {
    /// No namespace (attributes without prefix).
    None,
    /// `http://www.w3.org/2002/xforms`
    Xforms,
    /// `http://www.w3.org/1999/xhtml`
    Xhtml,
    /// `http://openrosa.org/javarosa`
    Javarosa,
    /// `http://openrosa.org/xforms`
    OpenRosa,
    /// `http://www.opendatakit.org/xforms`
    Odk,
    /// Somebody else's.
    Foreign,
}

fn namespace(uri: &str) -> Ns {
    match uri.trim_end_matches('/') {
        "" => Ns::None,
        "http://www.w3.org/2002/xforms" => Ns::Xforms,
        "http://www.w3.org/1999/xhtml" => Ns::Xhtml,
        "http://openrosa.org/javarosa" => Ns::Javarosa,
        "http://openrosa.org/xforms" => Ns::OpenRosa,
        "http://www.opendatakit.org/xforms" => Ns::Odk,
        _ => Ns::Foreign,
    }
}

/// An attribute; declarations of namespaces are not kept.
#[derive(Debug)]
pub(in crate::form) struct Attribute {
    pub(in crate::form) ns: Ns,
    /// Name as written, with its prefix.
    pub(in crate::form) written: String,
    pub(in crate::form) value: String,
}

impl Attribute {
    /// Name without prefix.
    pub(in crate::form) fn name(&self) -> &str {
        self.written.split_once(':').map_or(&self.written, |(_, name)| name)
    }
}

/// An element.
#[derive(Debug)]
pub(in crate::form) struct Element<'a> {
    pub(in crate::form) ns: Ns,
    pub(in crate::form) name: &'a str,
    pub(in crate::form) attributes: Vec<Attribute>,
    pub(in crate::form) children: Vec<Child<'a>>,
    pub(in crate::form) line: u32,
}

/// What stands inside an element.
#[derive(Debug)]
pub(in crate::form) enum Child<'a> {
    Element(Element<'a>),
    Text(Cow<'a, str>),
}

impl<'a> Element<'a> {
    /// An attribute without prefix.
    pub(in crate::form) fn attr(&self, name: &str) -> Option<&str> {
        self.attr_ns(Ns::None, name)
    }

    /// An attribute of a namespace.
    pub(in crate::form) fn attr_ns(&self, ns: Ns, name: &str) -> Option<&str> {
        self.attributes.iter().find(|a| a.ns == ns && a.name() == name).map(|a| a.value.as_str())
    }

    /// The elements inside.
    pub(in crate::form) fn elements(&self) -> impl Iterator<Item = &Element<'a>> {
        self.children.iter().filter_map(|c| match c {
            Child::Element(e) => Some(e),
            Child::Text(_) => None,
        })
    }

    /// The first element inside with a name of XForms or XHTML.
    pub(in crate::form) fn child(&self, name: &str) -> Option<&Element<'a>> {
        self.elements().find(|e| e.name == name && matches!(e.ns, Ns::Xforms | Ns::Xhtml))
    }

    /// The text directly inside, as it is written.
    pub(in crate::form) fn text(&self) -> Cow<'_, str> {
        let mut texts = self.children.iter().filter_map(|c| match c {
            Child::Text(t) => Some(t),
            Child::Element(_) => None,
        });
        match (texts.next(), texts.next()) {
            (None, _) => Cow::Borrowed(""),
            (Some(one), None) => Cow::Borrowed(one),
            (Some(a), Some(b)) => Cow::Owned([a, b].into_iter().chain(texts).map(|t| &**t).collect()),
        }
    }
}

/// Counts lines up to a byte position that only moves forward.
struct Lines<'a> {
    text: &'a str,
    at: usize,
    line: u32,
}

impl Lines<'_> {
    fn at(&mut self, position: usize) -> u32 {
        let position = position.clamp(self.at, self.text.len());
        let breaks = self.text.as_bytes()[self.at..position].iter().filter(|b| **b == b'\n').count();
        self.line = self.line.saturating_add(u32::try_from(breaks).unwrap_or(u32::MAX));
        self.at = position;
        self.line
    }
}

/// Reads a document.
pub(in crate::form) fn parse<'a>(sheet: &Arc<str>, bytes: &'a [u8]) -> Result<Element<'a>, Notice> {
    let fail = |code, line: u32, message: String| Notice::error(code, Place::new(sheet, line, ""), message);
    if bytes.len() > MAX_XML_BYTES {
        let message = format!("the file has {} bytes; at most {MAX_XML_BYTES} are read", bytes.len());
        return Err(fail("form.too_large", 0, message));
    }
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    let text = std::str::from_utf8(bytes).map_err(|e| {
        let line = bytes[..e.valid_up_to()].iter().filter(|b| **b == b'\n').count() + 1;
        let line = u32::try_from(line).unwrap_or(u32::MAX);
        fail("form.not_utf8", line, "the file is not UTF-8 text; save it as UTF-8".into())
    })?;
    let mut reader = Reader::from_str(text);
    let mut lines = Lines { text, at: 0, line: 1 };
    let mut scopes: Vec<(String, Ns, usize)> = Vec::new();
    let mut stack: Vec<Element<'a>> = Vec::new();
    let mut root: Option<Element<'a>> = None;
    let mut count = 0_usize;
    loop {
        let start = usize::try_from(reader.buffer_position()).unwrap_or(text.len());
        let event = reader.read_event().map_err(|e| {
            let line = lines.at(usize::try_from(reader.error_position()).unwrap_or(text.len()));
            fail("form.bad_xml", line, format!("not well-formed XML: {e}"))
        })?;
        let line = lines.at(start);
        match event {
            Event::Start(ref tag) | Event::Empty(ref tag) => {
                count += 1;
                if stack.len() >= MAX_DEPTH {
                    return Err(fail("form.too_deep", line, format!("elements are nested deeper than {MAX_DEPTH}")));
                }
                if count > MAX_ELEMENTS {
                    let message = format!("more than {MAX_ELEMENTS} elements; attach long lists as CSV");
                    return Err(fail("form.too_large", line, message));
                }
                if stack.is_empty() && root.is_some() {
                    return Err(fail("form.bad_xml", line, "the document has more than one root element".into()));
                }
                let written = text.get(start + 1..start + 1 + tag.name().into_inner().len()).unwrap_or_default();
                let element = open(tag, written, stack.len(), &mut scopes, line)
                    .map_err(|(code, message)| fail(code, line, message))?;
                if matches!(event, Event::Start(_)) {
                    stack.push(element);
                } else {
                    close(element, &mut stack, &mut root, &mut scopes);
                }
            }
            Event::End(_) => {
                if let Some(element) = stack.pop() {
                    close(element, &mut stack, &mut root, &mut scopes);
                }
            }
            Event::Text(t) => add_text(&mut stack, t.xml10_content()).map_err(|m| fail("form.bad_xml", line, m))?,
            Event::CData(t) => add_text(&mut stack, t.xml10_content()).map_err(|m| fail("form.bad_xml", line, m))?,
            Event::GeneralRef(reference) => {
                let known = match &*reference.xml10_content() {
                    "amp" => Some('&'),
                    "lt" => Some('<'),
                    "gt" => Some('>'),
                    "quot" => Some('"'),
                    "apos" => Some('\''),
                    _ => reference.resolve_char_ref().ok().flatten(),
                };
                let Some(c) = known else {
                    let message = "an entity that is not one of XML's five; write the character itself";
                    return Err(fail("form.entity", line, message.into()));
                };
                add_text(&mut stack, Cow::Owned(c.to_string())).map_err(|m| fail("form.bad_xml", line, m))?;
            }
            Event::DocType(_) => {
                let message = "a document type declaration is not accepted; remove it";
                return Err(fail("form.doctype", line, message.into()));
            }
            Event::Decl(declaration) => {
                let encoding = declaration.encoding().and_then(Result::ok).unwrap_or(Cow::Borrowed("utf-8"));
                if !encoding.eq_ignore_ascii_case("utf-8") && !encoding.eq_ignore_ascii_case("us-ascii") {
                    return Err(fail("form.not_utf8", line, "the file must be in UTF-8; save it so".into()));
                }
            }
            Event::Comment(_) | Event::PI(_) => {}
            Event::Eof => break,
        }
    }
    if let Some(open) = stack.last() {
        return Err(fail("form.bad_xml", open.line, format!("the file ends before `{}` is closed", open.name)));
    }
    root.ok_or_else(|| fail("form.bad_xml", 0, "the file holds no XML element".into()))
}

fn open<'a>(
    tag: &BytesStart<'_>,
    written: &'a str,
    depth: usize,
    scopes: &mut Vec<(String, Ns, usize)>,
    line: u32,
) -> Result<Element<'a>, (&'static str, String)> {
    let mut raw: Vec<(String, String)> = Vec::new();
    for attribute in tag.attributes().with_checks(false) {
        let attribute = attribute.map_err(|e| ("form.bad_xml", format!("not well-formed XML: {e}")))?;
        if raw.len() >= MAX_ATTRIBUTES || attribute.value.len() > MAX_CELL {
            let message =
                format!("`{written}` has more than {MAX_ATTRIBUTES} attributes or one of more than {MAX_CELL} bytes");
            return Err(("form.too_large", message));
        }
        let key = attribute.key.into_inner().to_owned();
        let value = quick_xml::escape::unescape(&attribute.value)
            .map_err(|e| ("form.entity", format!("attribute `{key}` cannot be read: {e}")))?;
        let value = value.into_owned();
        if raw.iter().any(|(k, _)| *k == key) {
            return Err(("form.bad_xml", format!("attribute `{key}` stands twice")));
        }
        raw.push((key, value));
    }
    for (key, uri) in &raw {
        if key == "xmlns" {
            scopes.push((String::new(), namespace(uri), depth));
        } else if let Some(prefix) = key.strip_prefix("xmlns:") {
            scopes.push((prefix.to_owned(), namespace(uri), depth));
        }
    }
    let resolve = |prefix: &str| {
        if prefix == "xml" {
            return Ok(Ns::Foreign);
        }
        scopes
            .iter()
            .rev()
            .find(|(p, _, _)| p == prefix)
            .map(|(_, ns, _)| *ns)
            .ok_or_else(|| ("form.bad_xml", format!("the prefix `{prefix}` is not declared")))
    };
    let (ns, name) = match written.split_once(':') {
        Some((prefix, name)) => (resolve(prefix)?, name),
        None => (resolve("").unwrap_or(Ns::None), written),
    };
    let mut attributes = Vec::new();
    for (key, value) in raw.into_iter().filter(|(k, _)| k != "xmlns" && !k.starts_with("xmlns:")) {
        let ns = key.split_once(':').map_or(Ok(Ns::None), |(prefix, _)| resolve(prefix))?;
        attributes.push(Attribute { ns, written: key, value });
    }
    Ok(Element { ns, name, attributes, children: Vec::new(), line })
}

fn close<'a>(
    element: Element<'a>,
    stack: &mut [Element<'a>],
    root: &mut Option<Element<'a>>,
    scopes: &mut Vec<(String, Ns, usize)>,
) {
    while scopes.last().is_some_and(|(_, _, depth)| *depth >= stack.len()) {
        scopes.pop();
    }
    match stack.last_mut() {
        Some(parent) => parent.children.push(Child::Element(element)),
        None => *root = Some(element),
    }
}

/// Adds text to the open element, joined to text before it. Blanks between elements are kept only where they may be
/// shown.
fn add_text<'a>(stack: &mut [Element<'a>], text: Cow<'a, str>) -> Result<(), String> {
    let blank = text.trim().is_empty();
    let Some(element) = stack.last_mut() else {
        return if blank { Ok(()) } else { Err("text stands outside the root element".into()) };
    };
    let joins = matches!(element.children.last(), Some(Child::Text(_)));
    if text.is_empty() || (blank && !joins && !matches!(element.name, "label" | "hint" | "value")) {
        return Ok(());
    }
    if let Some(Child::Text(before)) = element.children.last_mut() {
        before.to_mut().push_str(&text);
        if before.len() > MAX_CELL {
            return Err(format!("a text has more than {MAX_CELL} bytes"));
        }
        return Ok(());
    }
    if text.len() > MAX_CELL {
        return Err(format!("a text has more than {MAX_CELL} bytes"));
    }
    element.children.push(Child::Text(text));
    Ok(())
}
