//! A damaged store: look it over, read out what can be read into a fresh file, and take a second look later.
//!
//! Law 1 decides the order: the fresh file is whole on the disk before the damaged one is renamed, the damaged one is
//! never deleted or written to, and nothing is sent before the recovered log has joined the server's (`sambung.rs`).
//! What an unreadable op had written is often still in the record it changed: then the op is written again from there.

use super::companion::Companion;
use super::formulir::DraftHead;
use super::home::{Home, waiting};
use super::profile::{META_PROFILE, META_SEED, Profile, to_hex};
use super::sambung::{self, ASAL, ASAL_NOMOR};
use super::sync_store::{META_REJOIN, reset_cursors};
use super::write;
use crate::domain::ids::{OpRef, RecordId};
use crate::domain::op::{DokumenBaru, OP_SCHEMA, Op, OpBody, RegisterEdit, RegisterKind};
use crate::domain::zona;
use crate::error::{CoreError, ErrorCode, Result};
use crate::form::{Change, Event};
use crate::store::op_log::LOST;
use crate::store::register::RegisterRow;
use crate::store::rescue::{self, Copied, MendedLog};
use crate::store::{OnDamage, Store, StoreError, StoreOptions, Tx, beside, list_aside, set_aside};
use crate::store::{dokumen, draft, meta, op_log, receipt, register, salvage};
use crate::sync::merge;
use crate::sync::policy::Policy;
use crate::vault::{DataKey, Pin, UserFolder};
use serde::Serialize;
use serde_json::Value;
use std::collections::{BTreeMap, HashSet};
use std::path::Path;

const PAGE: usize = 200;
/// Faults named one by one in a check.
const MAX_NAMED: usize = 20;

/// What became of one kind of thing.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct BagianPulih {
    /// `tulisan` (writes of this device), `draf`, `jawaban_draf`, `catatan` (persons, families, cases), `dokumen`,
    /// `foto`, `tanda_terima`, `formulir`, `identitas`.
    pub jenis: &'static str,
    /// Recovered.
    pub pulih: u64,
    /// Not recovered from this file.
    pub hilang: u64,
    /// Of `hilang`, what the server has and the next sync brings.
    pub dari_server: u64,
    /// Where it ends could not be read: there may have been more.
    pub mungkin_lebih: bool,
}

/// What a recovery did.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Pemulihan {
    /// The damaged file, renamed; `None` when the file was sound and nothing was done.
    pub berkas: Option<String>,
    /// By kind.
    pub bagian: Vec<BagianPulih>,
    /// Who works here could not be read: activate again, with a new code and the PIN in use. The data waits for it.
    pub aktivasi_ulang: bool,
}

/// What a look over the store found.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct PemeriksaanData {
    /// Nothing is wrong.
    pub utuh: bool,
    /// Faults found; the first ones are named in `rincian`, for operators.
    pub masalah: u64,
    /// What was found, in the words of the store: page numbers and tables, no data.
    pub rincian: Vec<String>,
    /// Whether this device's log is chained without a break.
    pub rantai_utuh: bool,
    /// Writes whose content was lost in an earlier recovery; the server may have them.
    pub tulisan_hilang: u64,
    /// Files set aside earlier, by name.
    pub disisihkan: Vec<String>,
}

fn names(folder: &UserFolder) -> Result<Vec<String>> {
    let aside = list_aside(&folder.data_path()).map_err(CoreError::from)?;
    Ok(aside.iter().filter_map(|path| Some(path.file_name()?.to_str()?.to_owned())).collect())
}

/// Finishes a recovery that was interrupted between its last two renames.
pub(super) fn finish_swap(folder: &UserFolder) -> Result<()> {
    let data = folder.data_path();
    let swap = folder.swap_path();
    if swap.exists() && !data.exists() && !beside(&data, "-wal").exists() {
        std::fs::rename(swap, data).map_err(StoreError::from)?;
    }
    Ok(())
}

/// Whether damage is what stopped the store; everything else is for another way out.
fn is_damage(error: &StoreError) -> bool {
    matches!(error, StoreError::Damaged(_) | StoreError::WrongKey | StoreError::Chain { .. })
}

fn look_over(folder: &UserFolder, key: &DataKey, options: StoreOptions) -> Result<PemeriksaanData> {
    let mut found = PemeriksaanData { rantai_utuh: true, disisihkan: names(folder)?, ..Default::default() };
    let fault = |found: &mut PemeriksaanData, text: String| {
        found.masalah += 1;
        if found.rincian.len() < MAX_NAMED {
            found.rincian.push(text);
        }
    };
    let options = StoreOptions { on_damage: OnDamage::Fail, ..options };
    let open = || Store::open(&folder.data_path(), key, options).map(|opened| opened.store);
    match open().and_then(|store| store.check()) {
        Ok(faults) => faults.into_iter().for_each(|text| fault(&mut found, text)),
        Err(error) if is_damage(&error) => fault(&mut found, error.to_string()),
        Err(error) => return Err(error.into()),
    }
    // SQLCipher refuses everything once a page failed: each look has its own connection.
    let log = open().and_then(|store| {
        store.read(|db| {
            op_log::verify_chain(db)?;
            Ok((op_log::count_lost(db)?, meta::get(db, META_PROFILE)?, meta::get(db, META_SEED)?))
        })
    });
    match log {
        Ok((lost, profile, seed)) => {
            found.tulisan_hilang = lost;
            let readable = profile.is_none_or(|bytes: Vec<u8>| serde_json::from_slice::<Profile>(&bytes).is_ok());
            if !readable || seed.is_some_and(|seed| seed.len() != 32) {
                fault(&mut found, "profile".to_owned());
            }
        }
        Err(error) if is_damage(&error) => {
            found.rantai_utuh = false;
            fault(&mut found, error.to_string());
        }
        Err(error) => return Err(error.into()),
    }
    found.utuh = found.masalah == 0;
    Ok(found)
}

impl Home {
    /// The folder with its open key, for looking after a store that cannot be unlocked as usual.
    fn opened(&self, user: Option<&str>, pin: &str) -> Result<(UserFolder, DataKey)> {
        let folder = self.folder(user)?;
        let pin = Pin::entered(pin)?;
        let now = self.ports.clock.now_ms();
        let key = folder.unlock_with_pin(&pin, &*self.ports.keystore, now).map_err(|e| waiting(e, now))?;
        finish_swap(&folder)?;
        Ok((folder, key))
    }

    /// Checks every page of a user's store and the chain of its log; tells which files were set aside. Changes nothing.
    pub fn periksa_data(&self, user: Option<&str>, pin: &str) -> Result<PemeriksaanData> {
        let (folder, key) = self.opened(user, pin)?;
        look_over(&folder, &key, self.store_options)
    }

    /// Recovers a damaged store: reads everything readable into a fresh file, sets the damaged one aside under another name
    /// and puts the fresh one in its place. A sound store is left alone. Nobody else may work in the folder meanwhile.
    pub fn pulihkan(&self, user: Option<&str>, pin: &str) -> Result<Pemulihan> {
        let (folder, key) = self.opened(user, pin)?;
        let _alone = folder.lock()?;
        if look_over(&folder, &key, self.store_options)?.utuh {
            return Ok(Pemulihan::default());
        }
        let data = folder.data_path();
        let building = beside(&data, ".pulih-sementara");
        for left in [building.clone(), beside(&building, "-wal"), beside(&building, "-shm"), folder.swap_path()] {
            // A copy of an attempt that did not end: what it was made of is still there.
            if left.exists() {
                std::fs::remove_file(left).map_err(StoreError::from)?;
            }
        }
        let now = self.ports.clock.now_ms();
        let options = StoreOptions { on_damage: OnDamage::Fail, reserve: false, ..self.store_options };
        let store = Store::open(&building, &key, options)?.store;
        let rescued = store.try_write(|tx| rescue_into(tx, &data, &key, now));
        let mut report = match rescued {
            Ok(report) => report,
            Err(error) if error.code == ErrorCode::StoreDamaged => Pemulihan { aktivasi_ulang: true, ..nothing() },
            Err(error) => return Err(error),
        };
        drop(store);
        if std::fs::metadata(beside(&building, "-wal")).is_ok_and(|wal| wal.len() > 0) {
            return Err(CoreError::new(ErrorCode::Store).reason("the recovered file is not closed"));
        }
        let step = |result: std::io::Result<()>| result.map_err(|e| CoreError::from(StoreError::from(e)));
        step(std::fs::File::open(&building).and_then(|file| file.sync_all()))?;
        step(std::fs::rename(&building, folder.swap_path()))?;
        if report.aktivasi_ulang {
            folder.set_awaits_activation(true)?;
        }
        let aside = set_aside(&data, now)?;
        step(std::fs::rename(folder.swap_path(), &data))?;
        #[cfg(unix)]
        step(std::fs::File::open(folder.path()).and_then(|folder| folder.sync_all()))?;
        report.berkas = aside.file_name().map(|name| name.to_string_lossy().into_owned());
        Ok(report)
    }
}

/// The report when not even the list of tables can be read.
fn nothing() -> Pemulihan {
    let all = ["tulisan", "draf", "catatan", "dokumen", "foto", "identitas"];
    let bagian = all.map(|jenis| BagianPulih { jenis, mungkin_lebih: true, ..Default::default() });
    Pemulihan { bagian: bagian.into(), ..Default::default() }
}

fn rescue_into(tx: &Tx<'_>, damaged: &Path, key: &DataKey, now: i64) -> Result<Pemulihan> {
    let copied = rescue::copy(damaged, key, tx)?;
    let log = rescue::mend_ops(tx)?;
    let cut_events = rescue::mend_drafts(tx)?;
    let drafts = describe_drafts(tx, now)?;
    if copied.iter().any(|table| !table.whole()) {
        // The server brings again what it has; what is known is passed over.
        reset_cursors(tx)?;
    }
    let profile: Option<Profile> = meta::get(tx, META_PROFILE)?.and_then(|bytes| serde_json::from_slice(&bytes).ok());
    let seed = meta::get(tx, META_SEED)?.is_some_and(|seed| seed.len() == 32);
    let profile = profile.filter(|profile| seed && profile.verify_keys().is_ok());
    let policy = Policy::standard();
    let (mut acked, mut again) = (0, 0);
    if let Some(profile) = &profile {
        let keys = profile.verify_keys()?;
        for stored in receipt::list(tx)? {
            acked = acked.max(sambung::prove_lost(tx, &stored, &keys, profile.device)?);
        }
        let original;
        (again, original) = put_together(tx, profile, &policy, acked, now)?;
        meta::set(tx, META_REJOIN, original.to_string().as_bytes())?;
        for row in dokumen::of_device(tx, profile.device)? {
            if let Some(new) = document(tx, row.id)? {
                sambung::put_files(tx, &new, row.at)?;
            }
        }
    }
    rebuild_from_ops(tx, &policy, now)?;
    Ok(report(&copied, &log, (drafts, cut_events), acked, again, profile.is_none()))
}

/// Says of drafts whose row was lost what they are, by their first event. One that does not tell is kept closed.
fn describe_drafts(tx: &Tx<'_>, now: i64) -> Result<u64> {
    let mut count = 0;
    for row in draft::list_open(tx)?.into_iter().filter(|row| row.form_id.is_empty()) {
        let events = draft::events(tx, row.id)?;
        let head: Option<DraftHead> = events.first().and_then(|bytes| serde_json::from_slice(bytes).ok());
        let told = head.and_then(|head| Some((head.formulir?, head.kasus?, head.bahasa?)));
        match told {
            Some(((form, begun_in), kasus, lang)) => {
                let version = moved_to(&events).unwrap_or(begun_in);
                draft::describe(tx, row.id, (&form, &version), kasus, &lang)?;
                count += 1;
            }
            None => draft::discard(tx, row.id, now)?,
        }
    }
    Ok(count)
}

/// The version that a draft was moved to last.
fn moved_to(events: &[Vec<u8>]) -> Option<String> {
    let moves = events.iter().skip(1).rev().filter_map(|bytes| serde_json::from_slice::<Event>(bytes).ok());
    moves.into_iter().find_map(|event| match event.change {
        Change::Form(plan) => Some(plan.version),
        _ => None,
    })
}

fn document(tx: &Tx<'_>, id: RecordId) -> Result<Option<DokumenBaru>> {
    let content = dokumen::get(tx, id)?.map(|(_, content)| content);
    Ok(content.and_then(|content| serde_json::from_slice(&content).ok()))
}

/// Writes ops again whose bytes are lost, that no receipt covers, and whose effect is still in a record or document: as
/// new ones at the end of the log, which name the number they had. Returns how many, and the last number before them.
fn put_together(tx: &Tx<'_>, profile: &Profile, policy: &Policy, acked: u64, now: i64) -> Result<(u64, u64)> {
    let me = profile.device;
    let lost = |version: OpRef| -> Result<bool> {
        if version.0 != me || version.1 <= acked {
            return Ok(false);
        }
        let stored = op_log::from(tx, version.1, 1)?.pop().filter(|op| op.number == version.1);
        Ok(stored.is_none_or(|op| op.bytes.is_none() && op.hash == LOST))
    };
    let mut found: BTreeMap<u64, Vec<(i64, OpBody)>> = BTreeMap::new();
    for id in register::waiting(tx)? {
        let Some(row) = register::get(tx, id)? else { continue };
        let mut edits: BTreeMap<u64, (i64, RegisterEdit)> = BTreeMap::new();
        let confirmed = row.base.as_ref();
        for (field, held) in &row.state.fields {
            let known = confirmed.and_then(|base| base.fields.get(field)).map(|held| held.version);
            if known == Some(held.version) || !lost(held.version)? {
                continue;
            }
            let (_, edit) = edits.entry(held.version.1).or_insert_with(|| (held.at, empty_edit(&row)));
            edit.set.insert(field.clone(), held.value.clone());
            if let Some(seen) = confirmed.and_then(|base| merge::base_of(base, field, me)) {
                edit.base.insert(field.clone(), seen);
            }
        }
        for (number, (at, edit)) in edits {
            found.entry(number).or_default().push((at, OpBody::Register(edit)));
        }
    }
    for row in dokumen::of_device(tx, me)? {
        if lost(row.op)?
            && let Some(new) = document(tx, row.id)?
        {
            found.entry(row.op.1).or_default().push((row.at, OpBody::Dokumen(new)));
        }
    }
    let last = op_log::last(tx)?.number;
    let Some(highest) = found.keys().next_back().copied() else { return Ok((0, last)) };
    let original = last.max(highest);
    for number in last + 1..=original {
        op_log::put_lost(tx, number)?;
    }
    let mut count = 0;
    for (was, bodies) in found {
        for (at, body) in bodies {
            let op = Op {
                schema: OP_SCHEMA,
                device: me,
                number: op_log::last(tx)?.number + 1,
                actor: profile.user,
                at,
                zone: zona::of_region(&profile.kab).unwrap_or(zona::WIB),
                body,
                extra: [(ASAL_NOMOR.to_owned(), Value::from(was))].into(),
            };
            op_log::append(tx, &op)?;
            count += 1;
            match &op.body {
                OpBody::Dokumen(new) => dokumen::readdress(tx, new.id, op.reference())?,
                OpBody::Register(edit) => sambung::show_again(tx, policy, edit.id, edit.kind, now)?,
                OpBody::Resolve(_) => {}
            }
        }
    }
    Ok((count, original))
}

fn empty_edit(row: &RegisterRow) -> RegisterEdit {
    let (set, base, extra) = Default::default();
    RegisterEdit { kind: row.kind, id: row.id, set, base, extra }
}

/// Makes records and documents that are gone from the own ops that wrote them, and everything that is derived.
fn rebuild_from_ops(tx: &Tx<'_>, policy: &Policy, now: i64) -> Result<()> {
    let mut gone: BTreeMap<RecordId, RegisterKind> = BTreeMap::new();
    let mut next = 1;
    loop {
        let page = op_log::from(tx, next, 64)?;
        let Some(last) = page.last() else { break };
        next = last.number + 1;
        for bytes in page.iter().filter_map(|stored| stored.bytes.as_ref()) {
            let op = Op::decode(bytes).map_err(StoreError::from)?;
            let kind = match &op.body {
                OpBody::Dokumen(_) => {
                    sambung::put_document(tx, &op)?;
                    continue;
                }
                OpBody::Register(edit) => edit.kind,
                OpBody::Resolve(resolution) => resolution.kind,
            };
            if register::get(tx, op.record())?.is_none() {
                gone.insert(op.record(), kind);
            }
        }
    }
    for (id, kind) in gone {
        sambung::show_again(tx, policy, id, kind, now)?;
    }
    for kind in [RegisterKind::Keluarga, RegisterKind::Orang, RegisterKind::Kasus] {
        let mut after = None;
        loop {
            let rows = register::list(tx, kind, after, PAGE)?;
            let Some(last) = rows.last() else { break };
            after = Some(last.id);
            rows.iter().try_for_each(|row| write::put(tx, row, now))?;
        }
    }
    Ok(())
}

fn report(
    copied: &[Copied],
    log: &MendedLog,
    (drafts, cut_events): (u64, u64),
    acked: u64,
    again: u64,
    aktivasi_ulang: bool,
) -> Pemulihan {
    let part = |jenis, name: &str| {
        let table = copied.iter().find(|table| table.table == name);
        BagianPulih {
            jenis,
            pulih: table.map_or(0, |table| table.rows),
            hilang: table.map_or(0, |table| table.lost),
            dari_server: 0,
            mungkin_lebih: table.is_none_or(|table| table.open_end),
        }
    };
    let all = log.lost.len() as u64;
    let at_server = log.lost.iter().filter(|number| **number <= acked).count() as u64;
    let mut tulisan = part("tulisan", "op");
    tulisan.pulih = log.readable + again;
    tulisan.hilang = all - again.min(all - at_server);
    tulisan.dari_server = at_server;
    let mut draf = part("draf", "draft");
    draf.pulih += drafts;
    draf.hilang -= drafts.min(draf.hilang);
    let mut jawaban = part("jawaban_draf", "draft_event");
    jawaban.pulih -= cut_events.min(jawaban.pulih);
    jawaban.hilang += cut_events;
    let identitas = BagianPulih {
        jenis: "identitas",
        pulih: u64::from(!aktivasi_ulang),
        hilang: u64::from(aktivasi_ulang),
        ..Default::default()
    };
    let bagian = vec![
        tulisan,
        draf,
        jawaban,
        part("catatan", "register"),
        part("dokumen", "dokumen"),
        part("foto", "blob"),
        part("tanda_terima", "receipt"),
        part("formulir", "content"),
        identitas,
    ];
    Pemulihan { berkas: None, bagian, aktivasi_ulang }
}

impl Companion {
    /// Looks once more into every file that was set aside and brings over what is readable and not here: writes and drafts.
    /// For a file that was repaired, or an app that reads more. Brings nothing twice.
    pub fn pulihkan_lagi(&self) -> Result<Vec<Pemulihan>> {
        let inner = self.inner()?;
        let mut reports = Vec::new();
        for path in list_aside(inner.store.path())? {
            let found = match salvage::salvage(&path, &inner.key) {
                Ok(found) => found,
                Err(error) if is_damage(&error) => salvage::Salvaged::default(),
                Err(error) => return Err(error.into()),
            };
            let mut report = inner.store.try_write(|tx| self.bring_over(tx, &found))?;
            report.berkas = path.file_name().map(|name| name.to_string_lossy().into_owned());
            reports.push(report);
        }
        Ok(reports)
    }

    fn bring_over(&self, tx: &Tx<'_>, found: &salvage::Salvaged) -> Result<Pemulihan> {
        let inner = self.inner()?;
        let me = inner.profile.device;
        let acked = receipt::latest(tx)?.map_or(0, |receipt| receipt.through);
        let here = origins(tx)?;
        let (mut ops, mut drafts, mut events) = (0, 0, 0);
        for salvaged in &found.ops {
            let (own, number) = (salvaged.op.device == me, salvaged.op.number);
            if here.contains(&to_hex(&salvaged.hash)) || own && here.contains(&number.to_string()) {
                continue;
            }
            if own && number <= acked {
                let op = Some((&salvaged.op, salvaged.bytes.as_slice()));
                ops += u64::from(op_log::fill_lost(tx, number, &salvaged.hash, op)?);
                continue;
            }
            if !own && number <= found.acked {
                continue;
            }
            let mut op = salvaged.op.clone();
            op.extra.insert(ASAL.to_owned(), Value::from(to_hex(&salvaged.hash)));
            let document = match &op.body {
                OpBody::Dokumen(new) => dokumen::get(tx, new.id)?.map(|_| new.id),
                _ => None,
            };
            match document {
                // The document is here, its op is not: it only needs to be sent.
                Some(id) => {
                    let number = op_log::last(tx)?.number + 1;
                    let op = Op { device: me, number, ..op };
                    op_log::append(tx, &op)?;
                    dokumen::readdress(tx, id, op.reference())?;
                }
                None => {
                    if let OpBody::Dokumen(new) = &op.body {
                        sambung::put_files(tx, new, op.at)?;
                    }
                    write::append_op(inner, tx, op)?;
                }
            }
            ops += 1;
        }
        for (row, all) in &found.drafts {
            let known = match draft::get(tx, row.id)? {
                Some(_) => draft::events(tx, row.id)?,
                None => {
                    draft::create(tx, row)?;
                    drafts += 1;
                    Vec::new()
                }
            };
            // Whoever went on writing in the recovered draft goes on from there.
            let open = draft::list_open(tx)?.iter().any(|draft| draft.id == row.id);
            if open && all.starts_with(&known) {
                for (seen, event) in (0..).zip(all).skip(known.len()) {
                    draft::append_event(tx, row.id, seen, row.updated_at, event)?;
                    events += 1;
                }
            }
        }
        let part = |jenis, pulih| BagianPulih { jenis, pulih, ..Default::default() };
        let bagian = vec![part("tulisan", ops), part("draf", drafts), part("jawaban_draf", events)];
        Ok(Pemulihan { bagian, ..Default::default() })
    }
}

/// What the log holds, by every name it may be asked for: chain hashes, hashes of the ops written again, and the numbers
/// of those put together.
fn origins(tx: &Tx<'_>) -> Result<HashSet<String>> {
    let mut known = HashSet::new();
    let mut next = 1;
    loop {
        let page = op_log::from(tx, next, 64)?;
        let Some(last) = page.last() else { return Ok(known) };
        next = last.number + 1;
        for stored in page {
            let Some(bytes) = stored.bytes else { continue };
            known.insert(to_hex(&stored.hash));
            let op = Op::decode(&bytes).map_err(StoreError::from)?;
            known.extend(op.extra.get(ASAL).and_then(Value::as_str).map(str::to_owned));
            known.extend(op.extra.get(ASAL_NOMOR).and_then(Value::as_u64).map(|number| number.to_string()));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::form::Move;

    #[test]
    fn the_last_move_says_the_version() {
        let event = |n, version: &str| {
            let change = Change::Form(Box::new(Move { version: version.to_owned(), ..Move::default() }));
            serde_json::to_vec(&Event { n, at_ms: 1, change }).expect("encodes")
        };
        let undo = serde_json::to_vec(&Event { n: 3, at_ms: 1, change: Change::Undo }).expect("encodes");
        let head = b"{}".to_vec();
        let moved = [head.clone(), event(1, "2"), event(2, "3"), undo.clone(), b"rusak".to_vec()];
        assert_eq!(moved_to(&moved).as_deref(), Some("3"));
        assert_eq!(moved_to(&[head, undo]), None);
    }
}
