//! `tinjau`: collisions: both values side by side with who and when, until a person decides.

use super::shared::{field_value, side_of};
use super::unknown;
use crate::Done;
use crate::args::{Say, count, get, must};
use crate::context::Context;
use crate::output::clean;
use atensi_core::error::{CoreError, ErrorCode};
use clap::{ArgGroup, ArgMatches, Command};
use serde_json::json;

/// Its part of the tree.
pub fn command(say: Say) -> Command {
    say.group(
        "tinjau",
        "conflicts",
        "Perubahan yang bertabrakan dengan rekan",
        "Changes that collide with a colleague's",
    )
    .subcommand(say.cmd("list", "", "Tampilkan yang perlu ditinjau", "List what needs a decision"))
    .subcommand(
        say.cmd("putuskan", "resolve", "Putuskan nilai sebuah kolom", "Decide the value of a field")
            .arg(say.pos("catatan", say.pick("CATATAN", "RECORD"), "Id catatan", "Record id"))
            .arg(say.pos("kolom", say.pick("KOLOM", "FIELD"), "Nama kolom", "Field name"))
            .arg(say.opt(
                "nilai",
                say.pick("NILAI", "VALUE"),
                "Nilai yang berlaku; kosong menghapus",
                "The value that holds; empty clears it",
            ))
            .arg(
                say.opt("sisi", "N", "Ambil nilai sisi ke-N dari daftar", "Take the value of side N of the list")
                    .value_parser(count(1..=1000)),
            )
            .group(ArgGroup::new("keputusan").args(["nilai", "sisi"]).required(true)),
    )
}

/// Runs it.
pub fn run(context: &Context, matches: &ArgMatches) -> Done {
    let out = context.out;
    match matches.subcommand() {
        Some(("list", _)) => list(context),
        Some(("putuskan", m)) => resolve(context, m),
        _ => Err(unknown(out)),
    }
}

fn list(context: &Context) -> Done {
    let out = context.out;
    let open = context.companion()?.list_tabrakan()?;
    out.json(&open)?;
    for item in &open {
        out.line(&format!("{} ({})  {}  {}", clean(&item.judul), clean(&item.jenis), item.record, clean(&item.field)))?;
        for (i, side) in item.sides.iter().enumerate() {
            let who = match (side.mine, side.by_name.as_str()) {
                (true, _) => out.pick("saya", "me").to_owned(),
                (false, "") => side.by.clone(),
                (false, name) => clean(name),
            };
            let holds = if side.in_force { out.pick("  (berlaku sementara)", "  (holds meanwhile)") } else { "" };
            let value = if side.value.is_empty() {
                out.pick("(dikosongkan)", "(cleared)").to_owned()
            } else {
                clean(&side.value)
            };
            out.line(&format!("  {}. {value}   {who}, {}{holds}", i + 1, side.at))?;
        }
    }
    match open.first() {
        None => out.line(out.pick("Tidak ada yang perlu ditinjau.", "There is nothing to decide.")),
        Some(first) => {
            let next = out.pick("Putuskan dengan", "Decide with");
            out.note(&format!("{next}: atensi tinjau putuskan {} {} --sisi 1", first.record, first.field));
            Ok(())
        }
    }
}

fn resolve(context: &Context, matches: &ArgMatches) -> Done {
    let out = context.out;
    let (record, field) = (must(matches, "catatan"), must(matches, "kolom"));
    let companion = context.companion()?;
    let value = match get(matches, "nilai") {
        Some(typed) => field_value(field, typed)?,
        None => {
            let open = companion.list_tabrakan()?;
            let found = open.iter().find(|c| c.record == record && c.field == field);
            let found =
                found.ok_or_else(|| CoreError::new(ErrorCode::NotFound).field(field).reason("no open collision"))?;
            let side = side_of(matches, found.sides.len())?.unwrap_or(0);
            field_value(field, found.sides.get(side).map_or("", |s| s.value.as_str()))?
        }
    };
    companion.putuskan(record, field, value.clone())?;
    out.json(&json!({"record": record, "field": field, "value": value}))?;
    out.line(out.pick("Keputusan Anda disimpan dan dikirim nanti.", "Your decision is saved and will be sent later."))
}
