//! An invented kabupaten for demonstrations and tests: workers, families, cases and a year of visits.
//!
//! Everything is written as real ops of virtual devices and goes through the same acceptance as a phone's, week by week.
//! The same seed, date and size give the same ops, byte for byte. The virtual devices are revoked at the end.

mod cases;
mod dice;
mod names;
mod people;

use crate::error::{Result, ServerError};
use crate::service::{keep_receipt, serve_with};
use crate::users::{self, NewDevice, Role, User};
use crate::wilayah::{self, Region};
use atensi_core::domain::fields::{kasus, keluarga, orang};
use atensi_core::domain::ids::{DeviceNo, OpRef, RecordId, UserId};
use atensi_core::domain::op::{
    CHAIN_START, DokumenBaru, Hash, OP_SCHEMA, Op, OpBody, RegisterEdit, RegisterKind, chain,
};
use atensi_core::sync::policy::Policy;
use atensi_core::sync::wire::{Hello, Ops, Request, Response};
use atensi_core::vault::{BatchSeal, SigningKey};
use cases::{Case, Subject};
use chrono::{DateTime, Days, NaiveDate, NaiveTime};
use dice::Dice;
use people::{Family, Registry};
use rusqlite::Connection;
use serde::Serialize;
use serde_json::{Value, json};
use std::collections::{BTreeMap, HashMap};

/// Most families in one run.
pub const MAX_FAMILIES: u32 = 20_000;
const DAY_MS: i64 = 86_400_000;
const TEAMS: usize = 3;

/// What to make.
#[derive(Clone, Debug)]
pub struct SeedPlan {
    /// The same number makes the same kabupaten.
    pub seed: u64,
    /// Kabupaten or kota, `53.11`.
    pub kabupaten: String,
    /// Families.
    pub keluarga: u32,
    /// The day on which the history ends.
    pub today: NaiveDate,
}

/// What was made.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Seeded {
    /// Workers.
    pub users: u64,
    /// Families.
    pub keluarga: u64,
    /// People.
    pub orang: u64,
    /// Cases.
    pub kasus: u64,
    /// Visit documents.
    pub kunjungan: u64,
    /// Ops in all.
    pub ops: u64,
}

/// The UTC day of a time in ms.
pub fn date_of(now_ms: i64) -> NaiveDate {
    DateTime::from_timestamp_millis(now_ms).unwrap_or_default().date_naive()
}

/// Fills the database. Refuses when it has workers already, or the kabupaten is unknown.
pub fn seed(conn: &mut Connection, signing: &SigningKey, plan: &SeedPlan) -> Result<Seeded> {
    if !users::list_users(conn)?.is_empty() {
        return Err(ServerError::Setup("the database has users already; seed only an empty one".into()));
    }
    if !wilayah::is_known(&plan.kabupaten) {
        return Err(ServerError::Setup(format!("{:?} is no kabupaten or kota of the table", plan.kabupaten)));
    }
    if plan.keluarga == 0 || plan.keluarga > MAX_FAMILIES {
        return Err(ServerError::Setup(format!("--keluarga is between 1 and {MAX_FAMILIES}")));
    }
    let tx = conn.transaction_with_behavior(rusqlite::TransactionBehavior::Immediate)?;
    let made = Seeder::new(&tx, signing, plan)?.run(plan)?;
    tx.commit()?;
    Ok(made)
}

/// Something that a worker writes one day.
struct Event {
    at: i64,
    worker: usize,
    body: OpBody,
}

/// A worker with a virtual device.
struct Worker {
    user: User,
    device: DeviceNo,
    key: SigningKey,
    number: u64,
    head: Hash,
}

struct Seeder<'a> {
    conn: &'a Connection,
    signing: &'a SigningKey,
    policy: Policy,
    workers: Vec<Worker>,
    zone: i16,
    events: Vec<Event>,
    versions: HashMap<(RecordId, String), OpRef>,
    made: Seeded,
}

impl<'a> Seeder<'a> {
    fn new(conn: &'a Connection, signing: &'a SigningKey, plan: &SeedPlan) -> Result<Self> {
        let start = noon(plan.today) - 400 * DAY_MS;
        let mut dice = Dice::new(plan.seed, "workers");
        let ids: Vec<UserId> = (0..2 * TEAMS + 1).map(|_| UserId(dice.uuid(start))).collect();
        let mut workers: Vec<Worker> = Vec::new();
        // Peksos and penyelia first: a pendamping names his peksos.
        for i in (TEAMS..2 * TEAMS + 1).chain(0..TEAMS) {
            let (role, team) = match i {
                i if i < TEAMS => (Role::Pendamping, Some(ids[TEAMS + i])),
                i if i < 2 * TEAMS => (Role::Peksos, None),
                _ => (Role::Penyelia, None),
            };
            let user = User { id: ids[i], name: names::WORKERS[i].into(), role, kab: plan.kabupaten.clone(), team };
            users::add_user(conn, &user, start)?;
            let key = SigningKey::from_seed(&dice.bytes());
            let device = NewDevice { key: key.verify_key(), name: "seed".into(), platform: "seed".into() };
            let no = users::add_device(conn, user.id, &device, &dice.bytes(), start)?;
            workers.push(Worker { user, device: no, key, number: 0, head: CHAIN_START });
        }
        workers.sort_by_key(|worker| ids.iter().position(|id| *id == worker.user.id));
        Ok(Self {
            conn,
            signing,
            policy: Policy::standard(),
            workers,
            zone: zone_of(&plan.kabupaten),
            events: Vec::new(),
            versions: HashMap::new(),
            made: Seeded { users: ids.len() as u64, ..Seeded::default() },
        })
    }

    fn run(mut self, plan: &SeedPlan) -> Result<Seeded> {
        let desa = wilayah::desa_of(&plan.kabupaten);
        if desa.is_empty() {
            return Err(ServerError::Setup("the table has no desa below this kabupaten".into()));
        }
        let names = names::names_of(&plan.kabupaten);
        let mut dice = Dice::new(plan.seed, "families");
        let mut registry = Registry::default();
        for n in 0..plan.keluarga as usize {
            let team = n % TEAMS;
            let region = region_of(&mut dice, &desa, team);
            let family = people::family(&mut dice, names, region, plan.today, &mut registry);
            let case = cases::case_of(&mut dice, &family, plan.today);
            self.plan_family(&mut dice, team, &family, case.as_ref(), plan.today);
        }
        self.write(plan.today)?;
        for worker in &self.workers {
            users::revoke(self.conn, worker.device, noon(plan.today))?;
        }
        Ok(self.made)
    }

    fn register(&mut self, at: i64, worker: usize, kind: RegisterKind, id: RecordId, fields: Vec<(&str, Value)>) {
        let set = fields.into_iter().filter(|(_, v)| !v.is_null()).map(|(k, v)| (k.to_owned(), v)).collect();
        let edit = RegisterEdit { kind, id, set, base: BTreeMap::new(), extra: BTreeMap::new() };
        self.events.push(Event { at, worker, body: OpBody::Register(edit) });
    }

    fn plan_family(&mut self, dice: &mut Dice, team: usize, family: &Family, case: Option<&Case>, today: NaiveDate) {
        let registered = case.map_or_else(|| back(dice, today), |case| case.opened);
        let mut at = morning(dice, registered);
        let id = RecordId(dice.uuid(at));
        self.register(
            at,
            team,
            RegisterKind::Keluarga,
            id,
            vec![
                (keluarga::NOMOR_KK, json!(family.kk)),
                (keluarga::NAMA_KEPALA, json!(family.people[0].name)),
                (keluarga::WILAYAH, json!(family.desa.code)),
                (keluarga::ALAMAT, json!(family.address)),
            ],
        );
        self.made.keluarga += 1;
        let mut people = Vec::new();
        for person in &family.people {
            at += dice.between(60_000, 300_000);
            let person_id = RecordId(dice.uuid(at));
            self.register(
                at,
                team,
                RegisterKind::Orang,
                person_id,
                vec![
                    (orang::NAMA, json!(person.name)),
                    (orang::NIK, json!(person.nik)),
                    (orang::ALASAN_TANPA_NIK, json!(person.without_nik)),
                    (orang::LAHIR, iso(Some(person.born))),
                    (orang::LAHIR_TAKSIRAN, if person.estimated { json!(true) } else { Value::Null }),
                    (orang::KELAMIN, json!(person.sex)),
                    (orang::TELEPON, json!(person.phone)),
                    (orang::WILAYAH, json!(family.desa.code)),
                    (orang::ALAMAT, json!(family.address)),
                    (orang::KELUARGA_ID, json!(id)),
                    (orang::HUBUNGAN, json!(person.relation)),
                    ("status_kawin", json!(person.married)),
                ],
            );
            people.push(person_id);
            self.made.orang += 1;
        }
        if let Some(case) = case {
            self.plan_case(dice, team, at, id, &people, family, case);
        }
    }

    #[allow(clippy::too_many_arguments, reason = "a case is told by its family, its people and its history")]
    fn plan_case(
        &mut self,
        dice: &mut Dice,
        team: usize,
        at: i64,
        family_id: RecordId,
        people: &[RecordId],
        family: &Family,
        case: &Case,
    ) {
        let at = at + dice.between(300_000, 900_000);
        let id = RecordId(dice.uuid(at));
        let (jenis, subject, who) = match case.subject {
            Subject::Person(i) => ("orang", people[i], &family.people[i].name),
            Subject::Family => ("keluarga", family_id, &family.people[0].name),
        };
        let (pendamping, peksos) = (self.workers[team].user.id, self.workers[TEAMS + team].user.id);
        let next = if case.visits.is_empty() { case.next_visit } else { Some(case.visits[0].on) };
        self.register(
            at,
            team,
            RegisterKind::Kasus,
            id,
            vec![
                (kasus::SUBJEK_JENIS, json!(jenis)),
                (kasus::SUBJEK_ID, json!(subject)),
                (kasus::KLASTER, json!(case.klaster)),
                (kasus::JENIS_PPKS, json!(case.ppks)),
                (kasus::TAHAPAN, json!("FasilitasiAkses")),
                (kasus::RISIKO, json!(case.risk)),
                (kasus::PENDAMPING, json!(pendamping)),
                ("peksos", json!(peksos)),
                (kasus::DIBUKA_ON, iso(Some(case.opened))),
                (kasus::KERAHASIAAN, json!(case.secrecy)),
                (kasus::NEXT_KUNJUNGAN_ON, iso(next)),
                (kasus::STATUS, json!("aktif")),
            ],
        );
        self.made.kasus += 1;
        for (day, stage) in &case.stages {
            // Assessment and its end are the peksos's; the rest the pendamping notes himself.
            let worker =
                if matches!(*stage, "AsesmenKomprehensif" | "PascalayananTerminasi") { TEAMS + team } else { team };
            let closes = case.closed == Some(*day);
            let at = noon(*day) + dice.between(4, 6) * 3_600_000;
            self.register(
                at,
                worker,
                RegisterKind::Kasus,
                id,
                vec![
                    (kasus::TAHAPAN, json!(stage)),
                    (kasus::STATUS, if closes { json!("tutup") } else { Value::Null }),
                ],
            );
        }
        for (i, visit) in case.visits.iter().enumerate() {
            let at = morning(dice, visit.on);
            let next = case.visits.get(i + 1).map(|v| v.on).or(case.next_visit);
            let content = visit_content(visit, next, who, &self.workers[team].user.name, case.risk);
            let dokumen = DokumenBaru {
                id: RecordId(dice.uuid(at)),
                jenis: "kunjungan".into(),
                kasus: id,
                form: ("kunjungan_rumah".into(), form_version()),
                content,
                lampiran: Vec::new(),
                corrects: None,
                extra: BTreeMap::new(),
            };
            self.events.push(Event { at, worker: team, body: OpBody::Dokumen(dokumen) });
            self.made.kunjungan += 1;
            let met = visit.result == "bertemu";
            self.register(
                at + 1000,
                team,
                RegisterKind::Kasus,
                id,
                vec![
                    (kasus::LAST_KUNJUNGAN_ON, if met { iso(Some(visit.on)) } else { Value::Null }),
                    (kasus::NEXT_KUNJUNGAN_ON, iso(next)),
                ],
            );
        }
    }

    /// Sends all events, a week at a time, each worker's in one sealed run.
    fn write(&mut self, today: NaiveDate) -> Result<()> {
        let mut events = std::mem::take(&mut self.events);
        // Edits that would say nothing are not written.
        events.retain(|e| !matches!(&e.body, OpBody::Register(edit) if edit.set.is_empty()));
        events.sort_by_key(|event| event.at);
        let end = noon(today) + DAY_MS / 2;
        let week = |event: &Event| event.at.min(end).div_euclid(7 * DAY_MS);
        let mut rest = events.into_iter().peekable();
        while let Some(this) = rest.peek().map(week) {
            let mut runs: Vec<Vec<Event>> = self.workers.iter().map(|_| Vec::new()).collect();
            while let Some(event) = rest.next_if(|event| week(event) == this) {
                runs[event.worker].push(event);
            }
            let now = ((this + 1) * 7 * DAY_MS).min(end);
            for run in runs.into_iter().filter(|run| !run.is_empty()) {
                self.send(run, now)?;
            }
        }
        Ok(())
    }

    fn send(&mut self, run: Vec<Event>, now: i64) -> Result<()> {
        let index = run[0].worker;
        let (first, zone) = (self.workers[index].number + 1, self.zone);
        let mut ops = Vec::with_capacity(run.len());
        for event in run {
            let worker = &mut self.workers[index];
            worker.number += 1;
            let name = OpRef(worker.device, worker.number);
            let mut body = event.body;
            if let OpBody::Register(edit) = &mut body {
                for field in edit.set.keys() {
                    if let Some(before) = self.versions.insert((edit.id, field.clone()), name) {
                        edit.base.insert(field.clone(), before);
                    }
                }
            }
            let op = Op {
                schema: OP_SCHEMA,
                device: worker.device,
                number: worker.number,
                actor: worker.user.id,
                at: event.at.min(now),
                zone,
                body,
                extra: BTreeMap::new(),
            };
            let bytes = op.encode().map_err(|_| ServerError::Damaged("invented op"))?;
            worker.head = chain(&worker.head, &bytes);
            ops.push(bytes);
        }
        let worker = &self.workers[index];
        self.made.ops += ops.len() as u64;
        let seal = BatchSeal::sign(&worker.key, worker.device, worker.number, &worker.head);
        let request = Request { hello: Hello::new(worker.device), ops: vec![Ops { first, ops, seal }] };
        let session =
            users::session_by_no(self.conn, worker.device)?.ok_or(ServerError::Damaged("device of the seed"))?;
        let served = serve_with(self.conn, self.signing, &self.policy, &session, &request, now)?;
        keep_receipt(self.conn, worker.device, &served.response, now)?;
        match served.response {
            Response::Served(served) if served.results.is_empty() => Ok(()),
            _ => Err(ServerError::Damaged("invented ops, which were not plainly accepted")),
        }
    }
}

/// The answers of a visit, in the layout of the shipped visit form.
fn visit_content(visit: &cases::Visit, next: Option<NaiveDate>, who: &str, worker: &str, risk: &str) -> Value {
    let mut content = json!({
        "kunjungan": {
            "tanggal_kunjungan": iso(Some(visit.on)),
            "sudah_ada_janji": "ya",
            "tujuan_kunjungan": [visit.purpose],
            "hasil_kunjungan": visit.result,
        },
        "keamanan_lokasi": { "keamanan_tempat": "aman" },
        "penilaian": { "tingkat_risiko": risk },
        "tindak_lanjut": { "tindakan_berikut": ["kunjungan_ulang"] },
        "pengesahan": { "nama_petugas": worker, "peran_petugas": "pendamping" },
    });
    if let Some(next) = next {
        content["tindak_lanjut"]["tanggal_berikut"] = iso(Some(next));
    }
    if risk == "tinggi" {
        content["penilaian"]["alasan_risiko"] = json!("Tinggal dengan dukungan keluarga yang sangat terbatas.");
    }
    if visit.result == "bertemu" {
        content["pertemuan"] = json!({
            "ditemui": ["penerima"],
            "nama_ditemui": who,
            "hubungan_ditemui": "diri_sendiri",
            "bicara_pribadi": "ya",
            "bersedia_dicatat": "setuju",
        });
        content["pengamatan"] = json!({
            "keadaan_orang": "tetap",
            "kondisi_rumah": "cukup",
            "tanda_bahaya": ["tidak_ada"],
            "catatan_pengamatan": visit.note,
        });
        content["layanan"] = json!({ "layanan_diberikan": [visit.service], "rincian_layanan": visit.note });
    } else {
        content["tidak_bertemu"] =
            json!({ "keterangan_tidak_bertemu": "Rumah kosong, tetangga mengatakan sedang di kebun." });
    }
    content
}

fn form_version() -> String {
    use atensi_core::form::packs::{KUNJUNGAN_RUMAH, shipped_pack};
    shipped_pack(KUNJUNGAN_RUMAH).map_or_else(String::new, |pack| pack.version.to_owned())
}

/// A desa out of the part of the kabupaten that a team serves.
fn region_of<'d>(dice: &mut Dice, desa: &'d [Region], team: usize) -> &'d Region {
    let size = desa.len().div_ceil(TEAMS);
    let part = desa.chunks(size).nth(team).unwrap_or(desa);
    // Most families live in the first villages of a part, as if near the road.
    let near = dice.percent(70);
    let count = if near { part.len().min(6) } else { part.len() };
    dice.pick(&part[..count])
}

/// A day as a field's value; `null` for none.
fn iso(day: Option<NaiveDate>) -> Value {
    day.map_or(Value::Null, |day| day.to_string().into())
}

/// Noon UTC of a day, ms.
fn noon(day: NaiveDate) -> i64 {
    day.and_time(NaiveTime::MIN).and_utc().timestamp_millis() + DAY_MS / 2
}

/// A time in the local morning of a day (UTC+7 to +9), ms.
fn morning(dice: &mut Dice, day: NaiveDate) -> i64 {
    noon(day) - 12 * 3_600_000 + dice.between(0, 4 * 3_600_000)
}

fn back(dice: &mut Dice, today: NaiveDate) -> NaiveDate {
    today.checked_sub_days(Days::new(dice.below(350) + 10)).unwrap_or(today)
}

/// Minutes from UTC in a province: WIB, WITA or WIT.
fn zone_of(kab: &str) -> i16 {
    match kab.get(..2).and_then(|p| p.parse::<u8>().ok()).unwrap_or(0) {
        51..=53 | 63..=65 | 71..=76 => 480,
        81..=99 => 540,
        _ => 420,
    }
}
