//! What several groups of commands have in common: pages of a list, one record whole, edits of fields.

use crate::Done;
use crate::args::{Say, count, must};
use crate::context::Context;
use crate::failure::{Failure, exit};
use crate::output::{Out, clean, table};
use atensi_core::app::{HasilUbah, RecordDetail};
use atensi_core::domain::isian::is_yes_no;
use atensi_core::domain::nik::Verdict;
use atensi_core::error::{CoreError, ErrorCode};
use atensi_core::view::{KkView, NikView};
use clap::{ArgAction, ArgMatches, Command};
use serde_json::{Value, json};
use std::collections::BTreeMap;

/// Adds the options of a page to a list command.
pub fn page_args(say: Say, command: Command) -> Command {
    command
        .arg(
            say.opt("batas", "N", "Paling banyak N baris (1-500, biasanya 50)", "At most N rows (1-500, default 50)")
                .value_parser(count(1..=500))
                .default_value("50"),
        )
        .arg(
            say.opt("mulai", "N", "Lewati N baris pertama", "Skip the first N rows")
                .value_parser(count(0..=10_000_000))
                .default_value("0"),
        )
}

/// Offset and limit.
pub fn page_of(matches: &ArgMatches) -> (u32, u32) {
    let number = |name: &str, other: u32| matches.get_one::<u32>(name).copied().unwrap_or(other);
    (number("mulai", 0), number("batas", 50))
}

/// Under a list: how much of it was shown.
pub fn total(out: Out, shown: usize, total: u64) -> Done {
    let more = match (shown as u64) < total {
        true => out.pick(" (lainnya: --mulai N --batas N)", " (more: --mulai N --batas N)"),
        false => "",
    };
    out.line(&format!("{shown} {} {total}{more}", out.pick("dari", "of")))
}

/// A search command.
pub fn search(say: Say, id: &'static str, en: &'static str) -> Command {
    say.cmd("cari", "search", id, en).arg(say.words("Ejaan tidak harus tepat", "Spelling need not be exact"))
}

/// A command that shows one record.
pub fn show(say: Say, id: &'static str, en: &'static str) -> Command {
    say.cmd("lihat", "show", id, en).arg(say.pos("id", "ID", "Id catatan", "Id of the record"))
}

/// Adds id and `--set` to an edit command.
pub fn edits(say: Say, command: Command) -> Command {
    command.arg(say.pos("id", "ID", "Id catatan", "Id of the record")).arg(
        say.opt(
            "set",
            say.pick("KOLOM=NILAI", "FIELD=VALUE"),
            "Nilai baru sebuah kolom; boleh berulang; KOLOM= mengosongkan",
            "New value of a field; may be repeated; FIELD= clears it",
        )
        .action(ArgAction::Append)
        .required(true),
    )
}

/// A value typed for a field: empty clears it; a yes/no field takes yes and no. Whether it fits is for the core to say.
pub fn field_value(field: &str, typed: &str) -> Result<Value, Failure> {
    match typed {
        "" => Ok(Value::Null),
        text if !is_yes_no(field) => Ok(Value::from(text)),
        "true" | "ya" | "yes" => Ok(Value::Bool(true)),
        "false" | "tidak" | "no" => Ok(Value::Bool(false)),
        _ => Err(Failure::bad_input(field, "ya, tidak")),
    }
}

/// Changes fields of a record.
pub fn edit(context: &Context, jenis: &str, matches: &ArgMatches) -> Done {
    let mut fields = BTreeMap::new();
    for pair in matches.get_many::<String>("set").into_iter().flatten() {
        let (field, value) = pair
            .split_once('=')
            .filter(|(field, _)| !field.trim().is_empty())
            .ok_or_else(|| Failure::bad_input("set", context.out.pick("tulis KOLOM=NILAI", "write FIELD=VALUE")))?;
        fields.insert(field.trim().to_owned(), field_value(field.trim(), value)?);
    }
    let id = must(matches, "id");
    let changed: Vec<String> = fields.keys().cloned().collect();
    let out = context.out;
    let HasilUbah { nik, kk, same_nik, same_kk } = context.companion()?.ubah(jenis, id, fields)?;
    out.json(&json!({
        "id": id, "fields": changed, "nik": nik, "kk": kk, "same_nik": same_nik, "same_kk": same_kk,
    }))?;
    saved(out, id)?;
    numbers(out, nik.as_ref(), kk.as_ref())?;
    super::warga::alike(out, &same_nik, &same_kk)
}

/// What the numbers on cards say. They are saved whatever it is.
pub fn numbers(out: Out, nik: Option<&NikView>, kk: Option<&KkView>) -> Done {
    let nik = nik.map(|n| ("NIK", &n.verdict, &n.messages));
    let kk = kk.map(|k| ("KK", &k.verdict, &k.messages));
    for (name, verdict, messages) in nik.into_iter().chain(kk) {
        let word = Verdict::from_code(verdict).map_or(verdict.as_str(), |v| v.word(out.lang));
        out.line(&format!("{name}: {word}"))?;
        messages.iter().try_for_each(|message| out.line(&format!("  {message}")))?;
    }
    Ok(())
}

/// "Saved" with the id.
pub fn saved(out: Out, id: &str) -> Done {
    out.line(&format!("{}: {id}", out.pick("Tersimpan di perangkat", "Saved on this device")))
}

/// Shows one record of a kind.
pub fn show_record(context: &Context, matches: &ArgMatches, jenis: &str) -> Done {
    let record = context.companion()?.record(must(matches, "id"))?;
    if record.jenis != jenis {
        let error = CoreError::new(ErrorCode::NotFound).field("id");
        let hint = format!("{}: atensi {} lihat {}", context.out.pick("Coba", "Try"), record.jenis, record.id);
        return Err(Failure::from(error.reason(format!("{} ≠ {jenis}", record.jenis))).worded().line(hint));
    }
    context.out.json(&record)?;
    write_record(context.out, &record)
}

fn write_record(out: Out, record: &RecordDetail) -> Done {
    out.line(&format!("{}  [{}]", clean(&record.judul), record.status.word(out.lang)))?;
    let rows: Vec<Vec<String>> = record
        .fields
        .iter()
        .map(|(name, value)| {
            let shown = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
            vec![format!("  {name}"), shown]
        })
        .collect();
    table(&rows).iter().try_for_each(|line| out.line(line))?;
    for collision in &record.collisions {
        out.line(&format!(
            "  ! {} {} (atensi tinjau list)",
            clean(&collision.field),
            out.pick("bertabrakan", "is in collision")
        ))?;
    }
    if !record.members.is_empty() {
        out.line(out.pick("Anggota:", "Members:"))?;
        super::warga::people(out, &record.members)?;
    }
    if !record.kasus.is_empty() {
        out.line(out.pick("Kasus:", "Cases:"))?;
        super::kasus::cases(out, &record.kasus)?;
    }
    if !record.dokumen.is_empty() {
        out.line(out.pick("Dokumen:", "Documents:"))?;
        let rows: Vec<Vec<String>> = record
            .dokumen
            .iter()
            .map(|d| vec![d.id.clone(), clean(&d.jenis), d.at.clone(), d.status.word(out.lang).to_owned()])
            .collect();
        table(&rows).iter().try_for_each(|line| out.line(line))?;
    }
    Ok(())
}

/// The number of a side, counted from 1 as people do.
pub fn side_of(matches: &ArgMatches, sides: usize) -> Result<Option<usize>, Failure> {
    match matches.get_one::<u32>("sisi") {
        None => Ok(None),
        Some(n) if *n as usize <= sides => Ok(Some(*n as usize - 1)),
        Some(_) => Err(Failure::own(exit::REFUSED, "input.bad", format!("--sisi: 1-{sides}"))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn typed_values_become_field_values() {
        for (field, typed, value) in [
            ("telepon", "0811", json!("0811")),
            ("telepon", "", Value::Null),
            ("catatan", "a=b", json!("a=b")),
            ("lahir_taksiran", "ya", json!(true)),
            ("lahir_taksiran", "tidak", json!(false)),
            ("risiko_keselamatan", "yes", json!(true)),
            ("risiko_keselamatan", "", Value::Null),
        ] {
            assert_eq!(field_value(field, typed).expect("acceptable"), value, "{field} {typed}");
        }
        for field in ["lahir_taksiran", "risiko_keselamatan"] {
            assert_eq!(field_value(field, "mungkin").expect_err("neither").exit(), exit::REFUSED);
        }
    }
}
