//! `digest()` and `base64-decode()`.

use super::value::Value;
use base64::Engine as _;
use base64::alphabet;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig, general_purpose::STANDARD};
use md5::Md5;
use sha1::Sha1;
use sha2::{Digest, Sha256, Sha384, Sha512};

/// Padding may be missing.
const LENIENT: GeneralPurpose = GeneralPurpose::new(
    &alphabet::STANDARD,
    GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent),
);

/// Algorithms of `digest()`.
pub(super) const ALGORITHMS: [&str; 5] = ["MD5", "SHA-1", "SHA-256", "SHA-384", "SHA-512"];
/// Encodings of `digest()`.
pub(super) const ENCODINGS: [&str; 2] = ["base64", "hex"];

/// Blank for an algorithm or encoding that is not known.
pub(super) fn digest(text: &str, algorithm: &str, encoding: &str) -> Value {
    let bytes = match algorithm.to_ascii_uppercase().as_str() {
        "MD5" => Md5::digest(text).to_vec(),
        "SHA-1" => Sha1::digest(text).to_vec(),
        "SHA-256" => Sha256::digest(text).to_vec(),
        "SHA-384" => Sha384::digest(text).to_vec(),
        "SHA-512" => Sha512::digest(text).to_vec(),
        _ => return Value::Blank,
    };
    match encoding.to_ascii_lowercase().as_str() {
        "base64" => Value::str(&STANDARD.encode(bytes)),
        "hex" => Value::str(&bytes.iter().map(|b| format!("{b:02x}")).collect::<String>()),
        _ => Value::Blank,
    }
}

/// The text that base64 stands for; blank when it is no base64. Bytes that are no text become replacement signs.
pub(super) fn decode(text: &str) -> Value {
    let packed: String = text.split_ascii_whitespace().collect();
    LENIENT.decode(packed).map_or(Value::Blank, |bytes| Value::str(&String::from_utf8_lossy(&bytes)))
}
