//! `aktivasi`, `buka`, `ganti-pin`: becoming a user of this folder, trying the PIN, changing it.

use crate::args::{Say, get, must, paths};
use crate::context::Context;
use crate::failure::Failure;
use crate::output::{Out, clean};
use crate::{Done, pin};
use atensi_core::app::{ActivationRequest, Companion};
use atensi_core::error::{CoreError, ErrorCode};
use clap::{ArgMatches, Command};
use std::path::Path;

/// Largest certificate file, bytes.
const MAX_ROOT: u64 = 64 * 1024;

/// Its part of the tree.
pub fn commands(say: Say) -> [Command; 3] {
    [
        say.cmd(
            "aktivasi",
            "activate",
            "Aktifkan folder ini dengan kode dari penyelia; perlu jaringan",
            "Activate this folder with the code from your supervisor; needs a network",
        )
        .arg(
            say.opt("server", say.pick("ALAMAT", "ADDRESS"), "Alamat server, https://…", "Server address, https://…")
                .required(true),
        )
        .arg(
            say.opt("kode", say.pick("KODE", "CODE"), "Kode aktivasi sekali pakai", "One-time activation code")
                .required(true),
        )
        .arg(say.opt(
            "nama-perangkat",
            say.pick("NAMA", "NAME"),
            "Nama perangkat di daftar penyelia",
            "Name of the device in the supervisor's list",
        ))
        .arg(
            say.opt(
                "sertifikat",
                say.pick("BERKAS", "FILE"),
                "Sertifikat akar tambahan (DER), bila server memakai CA sendiri",
                "Further root certificate (DER), where the server has its own CA",
            )
            .value_parser(paths())
            .action(clap::ArgAction::Append),
        ),
        say.cmd(
            "buka",
            "unlock",
            "Coba PIN dan tampilkan siapa yang bekerja di sini",
            "Try the PIN and show who works here",
        ),
        say.cmd(
            "ganti-pin",
            "change-pin",
            "Ganti PIN (PIN baru: ditanyakan, atau ATENSI_PIN_BARU)",
            "Change the PIN (the new one: asked for, or ATENSI_PIN_BARU)",
        ),
    ]
}

/// Activates.
pub fn activate(context: &Context, matches: &ArgMatches) -> Done {
    let out = context.out;
    let mut roots = Vec::new();
    for path in matches.get_many::<std::path::PathBuf>("sertifikat").into_iter().flatten() {
        roots.push(certificate(path)?);
    }
    let chosen = pin::choose(context)?;
    let host = || std::env::var("HOSTNAME").ok().filter(|h| !h.is_empty()).unwrap_or_else(|| "laptop".to_owned());
    let request = ActivationRequest {
        server_url: must(matches, "server").to_owned(),
        code: must(matches, "kode").to_owned(),
        pin: chosen.to_string(),
        device_name: get(matches, "nama-perangkat").map_or_else(host, str::to_owned),
        roots,
    };
    let companion = context.home()?.activate(&request).map_err(|error| not_activated(out, error))?;
    context.settle_zone(&companion);
    companion.set_lang(out.lang);
    show_user(context, &companion)?;
    out.note(out.pick(
        "Langkah berikut: atensi kirim (mengunduh kasus dan daftar)",
        "Next: atensi sync (downloads cases and lists)",
    ));
    companion.shutdown();
    Ok(())
}

/// Why activation did not happen, with its own way out: nothing is saved yet that could be sent.
fn not_activated(out: Out, error: CoreError) -> Failure {
    let again = match (error.code, error.reason.as_deref()) {
        (ErrorCode::Offline | ErrorCode::Portal, Some("code_unknown")) => out.pick(
            "Langkah berikut: bila ada jaringan, ulangi perintah ini dengan kode yang sama; bila ditolak, minta kode baru.",
            "Next: when there is a network, repeat this command with the same code; if it is refused, ask for a new one.",
        ),
        (ErrorCode::Offline | ErrorCode::Portal, _) => out.pick(
            "Langkah berikut: bila ada jaringan, ulangi perintah ini dengan kode yang sama. Sesudah aktivasi semua berjalan tanpa jaringan.",
            "Next: when there is a network, repeat this command with the same code. Once activated, everything works without one.",
        ),
        (ErrorCode::ServerBusy, _) => out.pick(
            "Langkah berikut: tunggu, lalu ulangi perintah ini dengan kode yang sama.",
            "Next: wait, then repeat this command with the same code.",
        ),
        _ => return error.into(),
    };
    Failure::from(error).next(again)
}

/// Tries the PIN.
pub fn unlock(context: &Context) -> Done {
    let companion = context.companion()?;
    show_user(context, &companion)?;
    companion.shutdown();
    Ok(())
}

/// Changes the PIN.
pub fn change_pin(context: &Context) -> Done {
    let home = context.home()?;
    let user = context.user(&home)?;
    let old = pin::ask(context)?;
    let new = pin::choose_next(context)?;
    home.change_pin(user.as_deref(), &old, &new)?;
    context.out.json(&serde_json::json!({"ok": true}))?;
    context.out.line(context.out.pick("PIN sudah diganti.", "The PIN was changed."))
}

fn show_user(context: &Context, companion: &Companion) -> Done {
    let out = context.out;
    let user = companion.user();
    out.json(&user)?;
    out.line(&format!(
        "{} ({}, {} {})",
        clean(&user.nama),
        clean(&user.peran),
        out.pick("wilayah", "area"),
        clean(&user.kab)
    ))?;
    out.line(&format!(
        "{}: {}, {}: {}",
        out.pick("Perangkat", "Device"),
        user.device_no,
        "Server",
        clean(&user.server_url)
    ))
}

fn certificate(path: &Path) -> Result<Vec<u8>, Failure> {
    let size = std::fs::metadata(path).map_err(|e| Failure::file(path, e))?.len();
    if size > MAX_ROOT {
        return Err(Failure::file(path, "too large for a certificate"));
    }
    let bytes = std::fs::read(path).map_err(|e| Failure::file(path, e))?;
    if bytes.starts_with(b"-----BEGIN") {
        return Err(Failure::file(path, "PEM certificate"));
    }
    Ok(bytes)
}
