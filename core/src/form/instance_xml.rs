//! Answers as instance XML, the record that ODK tools send and store: out in the layout of an OpenRosa submission, in to the
//! same nested shape as the answers of [`FormSession::set_all`].
//!
//! Source of the rules: the OpenRosa metadata schema and the ODK XForms specification: what is not relevant is left out, blank
//! answers stay as empty elements, rows of a repeat are elements of the same name, files stand by name only.

use super::compiled::{Class, Form, NodeId};
use super::definition::{FormErrors, Notice, Place, QuestionType};
use super::delta::Slot;
use super::session::FormSession;
use super::state::{EFF, siblings};
use super::value::{FileRef, Value};
use super::xform::dom::{self, Element};
use quick_xml::escape::escape;
use serde_json::{Map, Value as Json};
use std::fmt::Write as _;

/// The namespace of the record's own metadata.
const OPENROSA: &str = "http://openrosa.org/xforms";

/// A record read back.
#[derive(Clone, Debug, PartialEq)]
pub struct Instance {
    /// `form_id` that the record names.
    pub form_id: String,
    /// Version of the form that the record names; empty when it names none.
    pub form_version: String,
    /// Id of the document, without `uuid:`; empty when it names none.
    pub instance_id: String,
    /// Id of the document that this one corrects.
    pub deprecated_id: String,
    /// The answers, nested, without files.
    pub answers: Json,
    /// Questions with a file: path with positions, and the file's name, which is looked for beside the record.
    pub files: Vec<(String, String)>,
    /// Elements that the form does not know, by path: kept, so that nothing is lost unseen.
    pub unknown: Vec<(String, String)>,
}

/// The name under which a file travels beside its record.
pub fn file_name(file: &FileRef) -> String {
    let ending = match file.mime.as_str() {
        "image/png" => "png",
        "image/jpeg" => "jpg",
        _ => "bin",
    };
    // By hash: two photos of one name stay two files, and a path of somebody's phone goes nowhere.
    format!("{}.{ending}", file.hash.chars().take(32).collect::<String>())
}

/// Text that any reader of XML takes. A carriage return stays one only by its number, and the control characters that XML
/// has no way to write become U+FFFD, so that somebody's stray key does not make a whole record unreadable elsewhere.
fn xml_text(text: &str) -> String {
    let unwritable = |c: char| (c < ' ' && !matches!(c, '\t' | '\n' | '\r')) || matches!(c, '\u{fffe}' | '\u{ffff}');
    let plain: String = text.chars().map(|c| if unwritable(c) { '\u{fffd}' } else { c }).collect();
    escape(plain.as_str()).replace('\r', "&#13;")
}

impl FormSession {
    /// The record as XML. `deprecated` is the id of the document that this one corrects.
    pub fn to_xml(&self, deprecated: Option<&str>) -> String {
        let form = &self.form;
        let mut out = String::from("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
        let (root, id, version) = (&form.root_name, escape(form.id.as_str()), escape(form.version.as_str()));
        let _ = writeln!(out, "<{root} id=\"{id}\" version=\"{version}\" xmlns:orx=\"{OPENROSA}\">");
        self.elements(0, form.nodes.len() as NodeId, 0, &mut out);
        let uuid = |id: &str| format!("uuid:{}", escape(id.strip_prefix("uuid:").unwrap_or(id)));
        out.push_str("<orx:meta>");
        let _ = write!(out, "<orx:instanceID>{}</orx:instanceID>", uuid(&self.env().instance_id));
        if let Some(before) = deprecated {
            let _ = write!(out, "<orx:deprecatedID>{}</orx:deprecatedID>", uuid(before));
        }
        let _ = write!(out, "</orx:meta>\n</{root}>\n");
        out
    }

    /// Recursion is bounded: the compiler refuses groups nested deeper than [`super::compile::MAX_GROUPS`].
    fn elements(&self, at: NodeId, end: NodeId, row: u32, out: &mut String) {
        for node in siblings(&self.form, at, end) {
            if !self.st.is(&self.form, node, row, EFF) {
                continue;
            }
            let def = &self.form.nodes[node as usize];
            let name = &def.name;
            match def.class {
                Class::Group => {
                    let _ = writeln!(out, "<{name}>");
                    self.elements(node + 1, def.end, row, out);
                    let _ = writeln!(out, "</{name}>");
                }
                Class::Repeat(_) => {
                    for row in self.rows(Slot { node, row }) {
                        let _ = writeln!(out, "<{name}>");
                        self.elements(node + 1, def.end, *row, out);
                        let _ = writeln!(out, "</{name}>");
                    }
                }
                Class::Leaf(f) => {
                    let field = &self.form.fields[f as usize];
                    match self.st.cell(&self.form, field, row) {
                        _ if field.kind == QuestionType::Note => {}
                        value if value.is_blank() => {
                            let _ = writeln!(out, "<{name}/>");
                        }
                        Value::File(file) => {
                            let _ = writeln!(out, "<{name}>{}</{name}>", file_name(file));
                        }
                        value => {
                            let _ = writeln!(out, "<{name}>{}</{name}>", xml_text(&value.text()));
                        }
                    }
                }
            }
        }
    }
}

impl Form {
    /// Reads a record of this form. Answers are only brought into shape here; [`FormSession::set_all`] checks them.
    ///
    /// # Errors
    /// XML that is not well formed or too large, or the record of another form, with the line.
    pub fn instance_from_xml(&self, bytes: &[u8]) -> Result<Instance, FormErrors> {
        let sheet = "instance.xml".into();
        let root = dom::parse(&sheet, bytes).map_err(|notice| FormErrors(vec![notice]))?;
        let form_id = root.attr("id").unwrap_or_default().to_owned();
        if root.name != self.root_name || (!form_id.is_empty() && form_id != self.id) {
            let message = format!("this is a record of `{form_id}` (<{}>), not of `{}`", root.name, self.id);
            let place = Place::new(&sheet, root.line, root.name);
            return Err(FormErrors(vec![Notice::error("form.another_form", place, message)]));
        }
        // In whichever namespace: older tools write the block without one.
        let meta = |name: &str| {
            let block = root.elements().find(|e| e.name == "meta");
            let found = block.and_then(|block| block.elements().find(|e| e.name == name));
            let text = found.map(|e| e.text().trim().to_owned()).unwrap_or_default();
            text.strip_prefix("uuid:").map(str::to_owned).unwrap_or(text)
        };
        let (instance_id, deprecated_id) = (meta("instanceID"), meta("deprecatedID"));
        let version = root.attr("version").or_else(|| root.attr_ns(dom::Ns::OpenRosa, "version"));
        let mut read = Reading { form: self, files: Vec::new(), unknown: Vec::new() };
        let path = format!("/{}", self.root_name);
        let answers = read.object(&root, &path, &path);
        Ok(Instance {
            form_id,
            form_version: version.unwrap_or_default().to_owned(),
            instance_id,
            deprecated_id,
            answers: Json::Object(answers),
            files: read.files,
            unknown: read.unknown,
        })
    }
}

struct Reading<'f> {
    form: &'f Form,
    files: Vec<(String, String)>,
    unknown: Vec<(String, String)>,
}

impl Reading<'_> {
    /// The children of an element. `plain` is its path without positions, `path` with them. Depth is bounded by the parser.
    fn object(&mut self, element: &Element<'_>, plain: &str, path: &str) -> Map<String, Json> {
        let mut out = Map::new();
        for child in element.elements() {
            // The record's own metadata; no question can have this name at the top.
            if child.name == "meta" && plain.matches('/').count() == 1 {
                continue;
            }
            let below = format!("{plain}/{}", child.name);
            let Some(node) = self.form.by_path.get(below.as_str()) else {
                self.unknown.push((format!("{path}/{}", child.name), child.text().trim().to_owned()));
                continue;
            };
            match self.form.nodes[*node as usize].class {
                Class::Group => {
                    let inner = self.object(child, &below, &format!("{path}/{}", child.name));
                    out.insert(child.name.to_owned(), inner.into());
                }
                Class::Repeat(_) => {
                    let rows = out.entry(child.name).or_insert_with(|| Json::Array(Vec::new()));
                    let position = rows.as_array().map_or(0, Vec::len) + 1;
                    let row = self.object(child, &below, &format!("{path}/{}[{position}]", child.name));
                    if let Some(rows) = rows.as_array_mut() {
                        rows.push(row.into());
                    }
                }
                Class::Leaf(f) => {
                    let kind = &self.form.fields[f as usize].kind;
                    let text = child.text();
                    if matches!(kind, QuestionType::Image | QuestionType::Signature) {
                        if !text.trim().is_empty() {
                            self.files.push((format!("{path}/{}", child.name), text.trim().to_owned()));
                        }
                    } else if !text.is_empty() {
                        out.insert(child.name.to_owned(), text.into_owned().into());
                    }
                }
            }
        }
        out
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::form::load::load_any;
    use crate::form::packs::shipped_packs;
    use crate::form::{SessionEnv, compile};

    fn session(files: &[(&str, &[u8])]) -> FormSession {
        let form = load_any(files).and_then(compile).unwrap_or_else(|e| panic!("{e}"));
        let env = SessionEnv {
            now_ms: 1_763_900_000_000,
            offset_minutes: 420,
            lang: String::new(),
            username: "Yohanis <peksos>".into(),
            device_id: "d".into(),
            instance_id: "0190".into(),
            last_saved: Default::default(),
        };
        FormSession::new(form, env)
    }

    const SURVEY: &str = "type,name,label,relevant
text,nama,Nama,
select_multiple h,hobi,Hobi,
begin group,g,G,
date,lahir,Lahir,${nama} != ''
end group,,,
begin repeat,anak,Anak,
text,sebut,Sebut,
image,foto,Foto,
begin repeat,mainan,Mainan,
integer,harga,Harga,
end repeat,,,
end repeat,,,
note,n,Catatan,
";

    fn small() -> FormSession {
        session(&[
            ("survey.csv", SURVEY.as_bytes()),
            ("choices.csv", b"list_name,name,label\nh,a,A\nh,b,B\n"),
            ("settings.csv", b"form_id,form_title,version\nuji,Uji,3\n"),
        ])
    }

    #[test]
    fn a_record_goes_out_and_comes_back() {
        let mut s = small();
        let photo =
            FileRef { path: Some("/hp/a.jpg".into()), hash: "ab".repeat(32), size: 3, mime: "image/jpeg".into() };
        for (path, value) in [("nama", "Rambu & <Ana>"), ("hobi", "a b"), ("g/lahir", "1952-07-01")] {
            s.set(path, value).expect(path);
        }
        for _ in 0..2 {
            s.add_row("anak").expect("row");
        }
        s.set("anak[2]/sebut", "Domu\u{202e}").expect("text");
        s.set("anak[2]/foto", photo).expect("file");
        s.add_row("anak[2]/mainan").expect("row");
        s.set("anak[2]/mainan[1]/harga", "5000").expect("number");
        let xml = s.to_xml(Some("018f"));
        assert!(xml.contains("<nama>Rambu &amp; &lt;Ana&gt;</nama>"), "{xml}");
        assert!(xml.contains("<anak>\n<sebut/>\n<foto/>\n</anak>"), "{xml}");
        assert!(!xml.contains("/hp/") && !xml.contains("<n>") && !xml.contains("<n/>"), "{xml}");
        let back = s.form().instance_from_xml(xml.as_bytes()).expect("reads");
        assert_eq!((back.form_id.as_str(), back.form_version.as_str()), ("uji", "3"));
        assert_eq!((back.instance_id.as_str(), back.deprecated_id.as_str()), ("0190", "018f"));
        assert_eq!(back.files, [("/data/anak[2]/foto".to_owned(), format!("{}.jpg", "ab".repeat(16)))]);
        assert_eq!(back.unknown, []);
        let mut again = small();
        assert_eq!(again.set_all(&back.answers).errors, []);
        let without = |s: &FormSession| {
            let mut json = s.to_json();
            json["anak"][1].as_object_mut().expect("row").remove("foto");
            json
        };
        assert_eq!(without(&again), without(&s));
    }

    #[test]
    fn any_text_makes_a_record_that_others_can_read() {
        let mut s = small();
        s.set("nama", "a\u{b}b\rc\td\u{1b}[2J").expect("text");
        let xml = s.to_xml(None);
        assert!(!xml.chars().any(|c| c < ' ' && c != '\n' && c != '\t'), "{xml:?}");
        let back = s.form().instance_from_xml(xml.as_bytes()).expect("reads");
        assert_eq!(back.answers["nama"], "a\u{fffd}b\rc\td\u{fffd}[2J");
    }

    #[test]
    fn what_is_not_relevant_stays_out() {
        let s = small();
        let xml = s.to_xml(None);
        assert!(xml.contains("<g>\n</g>") && !xml.contains("lahir") && !xml.contains("deprecated"), "{xml}");
    }

    #[test]
    fn another_form_and_broken_xml_are_refused_with_their_place() {
        let s = small();
        let told = |xml: &str| s.form().instance_from_xml(xml.as_bytes()).expect_err("refused").0.remove(0);
        assert_eq!(told("<data id=\"lain\"/>").code, "form.another_form");
        assert_eq!(told("<x id=\"uji\"/>").place.to_string(), "instance.xml:1 [x]");
        assert!(told("<data id=\"uji\">\n<nama>").place.to_string().starts_with("instance.xml:"));
        assert!(s.form().instance_from_xml(b"<!DOCTYPE a [<!ENTITY b 'c'>]><data>&b;</data>").is_err());
    }

    #[test]
    fn what_the_form_does_not_know_is_kept_apart() {
        let s = small();
        let xml = "<data id='uji'><lama>x</lama><anak><tua>y</tua></anak><g><nama>z</nama></g></data>";
        let back = s.form().instance_from_xml(xml.as_bytes()).expect("reads");
        let names: Vec<&str> = back.unknown.iter().map(|(p, _)| p.as_str()).collect();
        assert_eq!(names, ["/data/lama", "/data/anak[1]/tua", "/data/g/nama"]);
    }

    /// The forms that ship: every record comes back as it went.
    #[test]
    fn the_shipped_forms_go_out_and_come_back() {
        for pack in shipped_packs() {
            let files: Vec<(&str, &[u8])> = pack.files.iter().map(|(n, t)| (*n, t.as_bytes())).collect();
            let mut s = session(&files);
            let paths: Vec<String> = s.form().paths().map(str::to_owned).collect();
            for path in paths {
                for value in ["ya", "tidak", "2026-01-02", "7", "Umbu & Rambu"] {
                    let _ = s.set(&path, value);
                }
            }
            let back = s.form().instance_from_xml(s.to_xml(None).as_bytes()).expect(pack.id);
            let mut again = session(&files);
            assert_eq!(again.set_all(&back.answers).errors, [], "{}", pack.id);
            assert_eq!(again.to_json(), s.to_json(), "{}", pack.id);
        }
    }
}
