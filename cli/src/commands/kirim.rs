//! `kirim`: sync in steps, with progress at a terminal. Ctrl-C stops between two steps; what was moved is kept.

use crate::Done;
use crate::args::Say;
use crate::context::Context;
use crate::failure::{Failure, exit};
use atensi_core::app::{Muatan, SyncSession};
use atensi_core::error::{CoreError, ErrorCode};
use atensi_core::view::SyncSummary;
use clap::Command;
use indicatif::ProgressBar;
use signal_hook::consts::{SIGINT, SIGTERM};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

/// Steps after which a run is called endless; a million records in small steps stay far below.
const MAX_STEPS: u32 = 200_000;

/// Its part of the tree.
pub fn command(say: Say) -> Command {
    say.cmd(
        "kirim",
        "sync",
        "Kirim dan terima: teks dulu, foto kemudian; Ctrl-C berhenti tanpa kehilangan",
        "Send and receive: text first, photos later; Ctrl-C stops without losing anything",
    )
}

/// Runs it.
pub fn run(context: &Context) -> Done {
    let out = context.out;
    let companion = context.companion()?;
    let stop = Arc::new(AtomicBool::new(false));
    for signal in [SIGINT, SIGTERM] {
        // A second signal ends the program at once; that, too, loses nothing.
        let watched = signal_hook::flag::register_conditional_default(signal, Arc::clone(&stop))
            .and_then(|_| signal_hook::flag::register(signal, Arc::clone(&stop)));
        watched.map_err(|e| Failure::write(&e))?;
    }
    let session = companion.sync_session(Muatan::Semua)?;
    // Drawn on standard error, and only when that is a terminal.
    let bar = ProgressBar::new_spinner();
    let ended = steps(&session, &stop, &bar);
    bar.finish_and_clear();
    let summary = session.summary()?;
    if let Err(error) = ended {
        let moved = format!(
            "{}: {} {}, {} {}",
            out.pick("Sampai berhenti", "Until it stopped"),
            summary.sent,
            out.pick("catatan terkirim", "records sent"),
            summary.received,
            out.pick("diterima", "received")
        );
        let failure = Failure::from(error).line(moved);
        return Err(failure.with("summary", serde_json::to_value(&summary).unwrap_or_default()));
    }
    out.json(&summary)?;
    tell(context, &summary)
}

fn steps(session: &SyncSession, stop: &AtomicBool, bar: &ProgressBar) -> Result<(), CoreError> {
    for _ in 0..MAX_STEPS {
        if stop.load(Ordering::Acquire) {
            return Err(CoreError::new(ErrorCode::Cancelled));
        }
        let step = session.step()?;
        bar.set_message(step.progress.line);
        bar.tick();
        if step.done {
            return Ok(());
        }
    }
    Err(CoreError::new(ErrorCode::Bug).reason("sync does not end"))
}

fn tell(context: &Context, summary: &SyncSummary) -> Done {
    let out = context.out;
    out.line(&format!(
        "{}: {} {}, {} {}, {} {}. {} B {}, {} B {}.",
        out.pick("Selesai", "Done"),
        summary.sent,
        out.pick("catatan terkirim", "records sent"),
        summary.received,
        out.pick("diterima", "received"),
        summary.photos,
        out.pick("foto", "photos"),
        summary.bytes_up,
        out.pick("naik", "up"),
        summary.bytes_down,
        out.pick("turun", "down")
    ))?;
    if summary.collisions > 0 {
        out.note(&format!(
            "{} {}: atensi tinjau list",
            summary.collisions,
            out.pick(
                "kolom bertabrakan dengan rekan, perlu ditinjau",
                "fields collide with a colleague's, please look"
            )
        ));
    }
    if summary.quarantined > 0 {
        let said = out.pick(
            "Server tidak bisa menerima sebagian catatan; semuanya tetap tersimpan.",
            "The server could not accept some records; all of them are kept.",
        );
        return Err(Failure::own(exit::ATTENTION, "sync.quarantined", said)
            .line(format!(
                "{}: {}. {}: atensi status",
                out.pick("Dikarantina", "In quarantine"),
                summary.quarantined,
                out.pick("Lihat", "See")
            ))
            .told());
    }
    Ok(())
}
