//! Where the PIN comes from: `--pin-file`, else `ATENSI_PIN`, else a prompt that shows nothing. Never an argument: other users of
//! a computer see everybody's arguments.

use crate::context::Context;
use crate::failure::{Failure, exit};
use inquire::{InquireError, Password, PasswordDisplayMode};
use std::fs::File;
use std::io::{IsTerminal as _, Read as _};
use zeroize::Zeroizing;

/// The most of a PIN file that is read, bytes.
const MAX_FILE: u64 = 256;

/// The PIN of an activated user.
pub fn ask(context: &Context) -> Result<Zeroizing<String>, Failure> {
    match given(context)? {
        Some(pin) => Ok(pin),
        None => prompt(context, context.out.pick("PIN", "PIN"), false),
    }
}

/// A PIN to be set: typed twice at a prompt.
pub fn choose(context: &Context) -> Result<Zeroizing<String>, Failure> {
    match given(context)? {
        Some(pin) => Ok(pin),
        None => prompt(context, context.out.pick("PIN baru, enam angka", "New PIN, six digits"), true),
    }
}

/// The PIN that replaces another: `ATENSI_PIN_BARU` or typed twice.
pub fn choose_next(context: &Context) -> Result<Zeroizing<String>, Failure> {
    match std::env::var("ATENSI_PIN_BARU") {
        Ok(pin) => Ok(Zeroizing::new(pin.trim().to_owned())),
        Err(_) => prompt(context, context.out.pick("PIN baru, enam angka", "New PIN, six digits"), true),
    }
}

/// The PIN from a file or the environment. What is asked for on the command line beats what the environment happens to hold.
fn given(context: &Context) -> Result<Option<Zeroizing<String>>, Failure> {
    let Some(path) = &context.pin_file else {
        return Ok(std::env::var("ATENSI_PIN").ok().map(|pin| Zeroizing::new(pin.trim().to_owned())));
    };
    let mut text = Zeroizing::new(String::new());
    let file = File::open(path).map_err(|e| Failure::file(path, e))?;
    #[cfg(unix)]
    if let Ok(meta) = file.metadata()
        && std::os::unix::fs::PermissionsExt::mode(&meta.permissions()) & 0o077 != 0
    {
        context.out.note(context.out.pick(
            "Peringatan: berkas PIN bisa dibaca orang lain. Tutup dengan: chmod 600 BERKAS",
            "Warning: others can read the PIN file. Close it with: chmod 600 FILE",
        ));
    }
    file.take(MAX_FILE).read_to_string(&mut text).map_err(|e| Failure::file(path, e))?;
    Ok(Some(Zeroizing::new(text.lines().next().unwrap_or_default().trim().to_owned())))
}

fn prompt(context: &Context, label: &str, twice: bool) -> Result<Zeroizing<String>, Failure> {
    let out = context.out;
    let missing = || {
        Failure::own(exit::LOCKED, "pin.missing", out.pick("PIN belum diberikan.", "No PIN was given.")).line(out.pick(
            "Isi ATENSI_PIN, pakai --pin-file BERKAS, atau jalankan di terminal.",
            "Set ATENSI_PIN, use --pin-file FILE, or run it at a terminal.",
        ))
    };
    if !std::io::stdin().is_terminal() {
        return Err(missing());
    }
    let ask = Password::new(label)
        .with_display_mode(PasswordDisplayMode::Hidden)
        .with_custom_confirmation_message(out.pick("Ulangi PIN", "Repeat the PIN"))
        .with_custom_confirmation_error_message(out.pick("Kedua PIN tidak sama.", "The two PINs differ."));
    let answer = if twice { ask.prompt() } else { ask.without_confirmation().prompt() };
    match answer {
        Ok(pin) => Ok(Zeroizing::new(pin)),
        Err(InquireError::IO(e)) => Err(Failure::write(&e)),
        Err(_) => Err(missing()),
    }
}
