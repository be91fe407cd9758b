//! `status` and `tanda-terima`: where every record is, in the five words, and whether the receipts hold.

use super::unknown;
use crate::Done;
use crate::args::{Say, get};
use crate::context::Context;
use crate::failure::{Failure, exit};
use crate::output::{clean, table};
use atensi_core::reason;
use atensi_core::view::RecordStatus;
use clap::{ArgMatches, Command};

/// Command `status`.
pub fn command(say: Say) -> Command {
    say.cmd(
        "status",
        "",
        "Kotak kirim: apa yang sudah diterima server, apa yang belum",
        "The outbox: what the server has received and what not",
    )
    .arg(say.opt("catatan", "ID", "Hanya catatan, dokumen, atau draf ini", "Only this record, document or draft"))
}

/// Command `tanda-terima`.
pub fn receipts(say: Say) -> Command {
    say.group("tanda-terima", "receipts", "Tanda terima server", "Receipts of the server").subcommand(say.cmd(
        "periksa",
        "verify",
        "Periksa semua tanda terima terhadap catatan perangkat ini, tanpa jaringan",
        "Check all receipts against this device's own log, without a network",
    ))
}

/// Runs `status`.
pub fn run(context: &Context, matches: &ArgMatches) -> Done {
    let out = context.out;
    let companion = context.companion()?;
    if let Some(id) = get(matches, "catatan") {
        let record = companion.record_status(id)?;
        out.json(&record)?;
        return rows(context, &[record]);
    }
    let screen = companion.status()?;
    out.json(&screen)?;
    out.line(&screen.line)?;
    for (count, id, en) in [
        (screen.draf, "draf", "drafts"),
        (screen.menunggu, "menunggu dikirim", "waiting to be sent"),
        (screen.diterima, "diterima server", "received by the server"),
        (screen.perlu_perhatian, "perlu perhatian", "need attention"),
        (screen.foto_menunggu, "foto menunggu", "photos waiting"),
    ] {
        if count > 0 {
            out.line(&format!("  {count} {}", out.pick(id, en)))?;
        }
    }
    if let Some(at) = &screen.last_receipt_at {
        out.line(&format!("  {}: {at}", out.pick("tanda terima terakhir", "last receipt")))?;
    }
    rows(context, &screen.records)?;
    if screen.collisions > 0 {
        out.note(out.pick("Langkah berikut: atensi tinjau list", "Next: atensi conflicts list"));
    } else if screen.menunggu + screen.foto_menunggu > 0 {
        out.note(
            out.pick("Langkah berikut, bila ada jaringan: atensi kirim", "Next, when there is a network: atensi sync"),
        );
    }
    Ok(())
}

fn rows(context: &Context, records: &[RecordStatus]) -> Done {
    let out = context.out;
    let rows: Vec<Vec<String>> = records
        .iter()
        .map(|r| {
            let reason = r.reason.as_deref().unwrap_or_default();
            let reason = reason::words(reason, out.lang).unwrap_or(reason).to_owned();
            vec![r.id.clone(), r.status.word(out.lang).to_owned(), clean(&r.jenis), clean(&r.judul), reason]
        })
        .collect();
    table(&rows).iter().try_for_each(|line| out.line(line))
}

/// Runs `tanda-terima`.
pub fn run_receipts(context: &Context, matches: &ArgMatches) -> Done {
    let out = context.out;
    if matches.subcommand_name() != Some("periksa") {
        return Err(unknown(out));
    }
    let check = context.companion()?.periksa_tanda_terima()?;
    out.json(&check)?;
    for item in &check.items {
        let word = if item.valid { out.pick("sah", "valid") } else { out.pick("TIDAK SAH", "NOT VALID") };
        out.line(&format!("{word}  1-{}  {}  {}", item.through, item.received_at, item.key_id))?;
    }
    out.line(&format!(
        "{} {} {} {}",
        check.covered,
        out.pick("dari", "of"),
        check.ops,
        out.pick(
            "tulisan perangkat ini tercakup tanda terima yang sah",
            "writes of this device are covered by a valid receipt"
        )
    ))?;
    if check.chain_ok && check.items.iter().all(|i| i.valid) {
        return Ok(());
    }
    let said = match check.chain_ok {
        false => out.pick(
            "Catatan perangkat ini rusak atau diubah; tidak ada yang dihapus.",
            "This device's log is damaged or was changed; nothing was deleted.",
        ),
        true => out.pick(
            "Ada tanda terima yang tidak sah. Data Anda tetap di perangkat ini.",
            "A receipt is not valid. Your data stays on this device.",
        ),
    };
    Err(Failure::own(exit::ATTENTION, "receipts.invalid", said)
        .line(out.pick(
            "Hubungi penyelia Anda dan jangan menghapus folder data.",
            "Contact your supervisor and do not delete the data folder.",
        ))
        .told())
}
