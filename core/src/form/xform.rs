//! ODK XForm XML, the notation in which forms are exchanged.

use super::definition::{FormErrors, FormSource, Notice, Place};
use super::load::File;
/// Loads an XForm; refuses until the XML reader lands.
///
/// # Errors
/// Always.
pub fn load_xform(_: &[u8], _: &[File<'_>]) -> Result<FormSource, FormErrors> {
    let message = "this build reads no XForm XML yet; load the XLSForm";
    Err(FormErrors(vec![Notice::error("form.no_xform", Place::new(&"form".into(), 0, ""), message)]))
}
pub(super) fn looks_like_form(bytes: &[u8]) -> bool {
    let head = String::from_utf8_lossy(&bytes[..bytes.len().min(4096)]).into_owned();
    head.contains("html") && head.contains("http://www.w3.org/2002/xforms")
}
