//! One schedule: what two workers do, what goes wrong, and what must hold at the end.

use crate::dice::Dice;
use crate::link::{Link, Weather};
use crate::ministry::Ministry;
use crate::phone::{File, Phone};
use atensi_core::domain::ids::{OpRef, RecordId};
use atensi_core::domain::op::{DokumenBaru, Lampiran, Op, OpBody, RegisterEdit, RegisterKind, Resolution};
use atensi_core::domain::register::RegisterState;
use atensi_core::ports::Clock;
use atensi_core::sync::accept::{Caller, Content, quarantine};
use atensi_core::sync::engine::{StepState, SyncEngine};
use atensi_core::sync::merge::base_of;
use atensi_core::sync::port::BlobEnd;
use atensi_core::vault::receipt::Receipt;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};

const START: i64 = 1_795_000_000_000;
const FIELDS: [&str; 4] = ["nama", "telepon", "risiko", "catatan"];

#[derive(Clone, Copy, PartialEq)]
pub enum Mode {
    /// No value is written twice: the sides of every collision are predicted from who saw what.
    UniqueValues,
    /// Few values, so that writers often agree by chance.
    AgreeingValues,
}

/// What happened, counted over schedules.
#[derive(Debug, Default)]
pub struct Seen {
    counts: BTreeMap<&'static str, u64>,
}

impl Seen {
    fn note(&mut self, what: &'static str) {
        *self.counts.entry(what).or_default() += 1;
    }

    pub fn add(&mut self, other: &Self) {
        other.counts.iter().for_each(|(what, n)| *self.counts.entry(what).or_default() += n);
    }

    pub fn assert_every_kind(&self) {
        for what in [
            "edit",
            "document",
            "resolution",
            "poison",
            "photo",
            "kill",
            "clock jump",
            "backup",
            "restore",
            "collision",
            "quarantined",
            "stopped",
            "done",
            "receipt",
            "told collision",
            "base among agreeing",
        ] {
            assert!(self.counts.get(what).is_some_and(|n| *n >= 10), "hardly ever met: {what} in {self:?}");
        }
    }
}

struct DeviceClock(i64);

impl Clock for DeviceClock {
    fn now_ms(&self) -> i64 {
        self.0
    }
}

/// Who wrote what and had seen what, for the prediction.
struct Written {
    field: String,
    value: Value,
    supersedes: Vec<OpRef>,
    record: RecordId,
}

pub struct World {
    seed: u64,
    mode: Mode,
    dice: Dice,
    ministry: Ministry,
    phones: Vec<Phone>,
    engines: Vec<SyncEngine>,
    clocks: Vec<i64>,
    stale: Vec<Vec<u8>>,
    written: BTreeMap<OpRef, Vec<Written>>,
    poison: BTreeSet<OpRef>,
    documents: Vec<RecordId>,
    values: u64,
    restored: bool,
    pub seen: Seen,
}

fn record(n: usize) -> RecordId {
    RecordId(uuid::Uuid::from_u128(n as u128 + 1))
}

impl World {
    pub fn new(seed: u64, mode: Mode) -> Self {
        let dice = Dice::new(seed);
        let mut ministry = Ministry::new(Vec::new(), START);
        // The second device follows two streams that carry the same ops.
        let mut phones = vec![
            Phone::new(1, &["beban"], ministry.verify_key()),
            Phone::new(2, &["beban", "area/5301"], ministry.verify_key()),
        ];
        phones[0].forgetful = seed.is_multiple_of(3);
        ministry.streams =
            vec![format!("beban/{}", phones[0].user), format!("beban/{}", phones[1].user), "area/5301".into()];
        Self {
            seed,
            mode,
            dice,
            ministry,
            phones,
            engines: vec![SyncEngine::new("simulasi"), SyncEngine::new("simulasi")],
            clocks: vec![0, 0],
            stale: vec![Vec::new(), Vec::new()],
            written: BTreeMap::new(),
            poison: BTreeSet::new(),
            documents: Vec::new(),
            values: 0,
            restored: false,
            seen: Seen::default(),
        }
    }

    pub fn live(&mut self, actions: usize) {
        for _ in 0..actions {
            self.ministry.now += 1 + self.dice.below(600_000) as i64;
            let who = self.dice.below(2);
            match self.dice.below(100) {
                0..35 => self.edit(who),
                35..43 => self.document(who),
                43..50 => self.resolve(who),
                50..54 => self.poison(who),
                54..58 => self.jump(who),
                58..62 => {
                    self.ministry.back_up();
                    self.seen.note("backup");
                }
                62..66 if self.seed % 4 >= 2 => {
                    self.ministry.restore();
                    self.restored = true;
                    self.seen.note("restore");
                }
                62..72 => self.sync(who, true),
                _ => self.sync(who, false),
            }
            self.nothing_is_lost();
        }
    }

    fn device_time(&self, who: usize) -> i64 {
        self.ministry.now + self.clocks[who]
    }

    fn value(&mut self) -> Value {
        self.values += 1;
        match self.mode {
            Mode::UniqueValues => Value::from(format!("nilai {}", self.values)),
            Mode::AgreeingValues => {
                self.dice.pick(&[Value::from("sedang"), Value::from("tinggi"), Value::Null]).clone()
            }
        }
    }

    fn edit(&mut self, who: usize) {
        let id = record(self.dice.below(3));
        let visible = self.phones[who].visible(id);
        let me = self.phones[who].no;
        let fields: BTreeSet<&str> = (0..1 + self.dice.below(2)).map(|_| *self.dice.pick(&FIELDS)).collect();
        let (mut set, mut base, mut written) = (BTreeMap::new(), BTreeMap::new(), Vec::new());
        for field in fields {
            let value = self.value();
            if let Some(version) = base_of(&visible, field, me) {
                base.insert(field.to_owned(), version);
            }
            written.push(Written {
                field: field.to_owned(),
                value: value.clone(),
                supersedes: self.sees(&visible, field, base.get(field).copied()),
                record: id,
            });
            set.insert(field.to_owned(), value);
        }
        let edit = RegisterEdit { kind: RegisterKind::Orang, id, set, base, extra: BTreeMap::new() };
        let now = self.device_time(who);
        let name = self.phones[who].write(OpBody::Register(edit), now);
        self.written.insert(name, written);
        self.seen.note("edit");
    }

    /// What a person who edits a field replaces: everything that is shown, or where a collision is open the one side that
    /// holds, whoever else agrees with it.
    fn sees(&mut self, visible: &RegisterState, field: &str, base: Option<OpRef>) -> Vec<OpRef> {
        let Some(live) = visible.live.get(field) else { return base.into_iter().collect() };
        if !visible.collisions.contains_key(field) {
            self.seen.note("base among agreeing");
        }
        let shown = &visible.fields[field].value;
        live.iter().filter(|write| write.value == *shown).map(|write| write.version).collect()
    }

    fn resolve(&mut self, who: usize) {
        let open = (0..3).map(record).find_map(|id| {
            let visible = self.phones[who].visible(id);
            let (field, collision) = visible.collisions.into_iter().next()?;
            Some((id, field, collision))
        });
        let Some((id, field, collision)) = open else { return };
        let mut seen: Vec<OpRef> = collision.sides.iter().map(|side| side.version).collect();
        let overlooks = self.dice.chance(20);
        if overlooks {
            seen.pop();
        }
        // One who chooses a side's value has seen that side, or values would not be unique.
        let choose = !overlooks && self.dice.chance(50);
        let value = if choose { self.dice.pick(&collision.sides).value.clone() } else { self.value() };
        let written = Written { field: field.clone(), value: value.clone(), supersedes: seen.clone(), record: id };
        let resolution = Resolution { kind: RegisterKind::Orang, id, field, value, seen, extra: BTreeMap::new() };
        let now = self.device_time(who);
        let name = self.phones[who].write(OpBody::Resolve(resolution), now);
        self.written.insert(name, vec![written]);
        self.seen.note("resolution");
    }

    fn document(&mut self, who: usize) {
        let id = RecordId(uuid::Uuid::from_u128(0xD0C_0000 + self.documents.len() as u128));
        let photo: Vec<u8> = (0..self.dice.below(150_000)).map(|i| (i as u64 ^ self.values) as u8).collect();
        let hash = blake3::hash(&photo).to_hex().to_string();
        let body = DokumenBaru {
            id,
            jenis: "kunjungan".into(),
            kasus: record(0),
            form: ("kunjungan".into(), "1".into()),
            content: Value::from(format!("isi {}", self.documents.len())),
            lampiran: vec![Lampiran {
                hash: hash.clone(),
                size: photo.len() as u64,
                mime: "image/jpeg".into(),
                path: "foto".into(),
            }],
            corrects: self.documents.last().copied(),
            extra: BTreeMap::new(),
        };
        let now = self.device_time(who);
        let OpRef(_, number) = self.phones[who].write(OpBody::Dokumen(body), now);
        self.phones[who].image.files.entry(hash).or_insert(File { bytes: photo, number, sent: None });
        self.documents.push(id);
        self.seen.note("document");
    }

    /// What a broken or tampered app sends; none of it may be applied, none may stop what follows.
    fn poison(&mut self, who: usize) {
        let now = self.device_time(who);
        let phone = &mut self.phones[who];
        let number = phone.image.ops.len() as u64 + 1;
        // Where restores happen, the forged document may come first; then it is the honest one that needs a person.
        let mine = phone.image.documents.keys().next().copied().filter(|_| self.seed % 4 < 2);
        let forbidden = self.ministry.forbidden;
        let sample = |number: u64, id: RecordId, phone: &Phone| Op {
            schema: 1,
            device: phone.no,
            number,
            actor: phone.user,
            at: now,
            zone: 0,
            body: OpBody::Register(RegisterEdit {
                kind: RegisterKind::Orang,
                id,
                set: [("nama".to_owned(), Value::from("racun"))].into(),
                base: BTreeMap::new(),
                extra: BTreeMap::new(),
            }),
            extra: BTreeMap::new(),
        };
        match self.dice.below(6) {
            0 => phone.write_raw(b"{\"bukan\":\"op\"}".to_vec(), None),
            1 => phone.write_raw([b"[".repeat(10_000)].concat(), None),
            2 => {
                let op = sample(number + 7, record(0), phone);
                phone.write_raw(op.encode().expect("fits"), None);
            }
            3 => {
                let mut op = sample(number, record(0), phone);
                op.actor.0 = uuid::Uuid::from_u128(5);
                phone.write_raw(op.encode().expect("fits"), None);
            }
            4 => {
                let op = sample(number, forbidden, phone);
                phone.write_raw(op.encode().expect("fits"), None);
            }
            _ => {
                let Some(id) = mine else { return };
                let mut op = sample(number, id, phone);
                op.body = OpBody::Dokumen(DokumenBaru {
                    id,
                    jenis: "kunjungan".into(),
                    kasus: record(0),
                    form: ("kunjungan".into(), "1".into()),
                    content: Value::from("diubah"),
                    lampiran: Vec::new(),
                    corrects: None,
                    extra: BTreeMap::new(),
                });
                phone.write_raw(op.encode().expect("fits"), None);
            }
        }
        self.poison.insert(OpRef(phone.no, number));
        self.seen.note("poison");
    }

    fn jump(&mut self, who: usize) {
        const HOUR: i64 = 3_600_000;
        self.clocks[who] = *self.dice.pick(&[0, -2 * HOUR, 2 * HOUR, 3 * 8_766 * HOUR, -50 * 8_766 * HOUR]);
        self.seen.note("clock jump");
    }

    /// Some steps of one device over a bad network; `deadly`: the process may be killed at any write.
    fn sync(&mut self, who: usize, deadly: bool) {
        if deadly {
            self.phones[who].arm(&mut self.dice);
        }
        for _ in 0..1 + self.dice.below(6) {
            match self.step(who, Weather { bad: 30 }) {
                None => {
                    self.phones[who].fuse = None;
                    self.engines[who] = SyncEngine::new("simulasi");
                    self.seen.note("kill");
                    return;
                }
                Some(StepState::Stopped { .. }) => self.seen.note("stopped"),
                Some(StepState::Done) => self.seen.note("done"),
                Some(StepState::More) => {}
            }
        }
        self.phones[who].fuse = None;
    }

    /// `None`: killed.
    fn step(&mut self, who: usize, weather: Weather) -> Option<StepState> {
        let clock = DeviceClock(self.device_time(who));
        let jitter = self.dice.roll();
        let phone = &mut self.phones[who];
        let caller = Caller {
            device: phone.no,
            user: phone.user,
            keys: vec![phone.key.verify_key()],
            enrolled_at: START,
            revoked: false,
        };
        let mut link = Link {
            ministry: &mut self.ministry,
            caller,
            dice: &mut self.dice,
            weather,
            stale: &mut self.stale[who],
            exchanges: 0,
        };
        let outcome = self.engines[who].step(phone, &mut link, &clock, jitter);
        assert!(link.exchanges <= 1, "a step is one exchange");
        outcome.ok().map(|outcome| outcome.state)
    }

    /// A network that works, until nobody has anything to say.
    pub fn settle(&mut self) {
        for round in 0..4 {
            for who in 0..2 {
                let mut steps = 0;
                loop {
                    match self.step(who, Weather { bad: 0 }).expect("nobody is killed now") {
                        StepState::Done => break,
                        StepState::More => {}
                        StepState::Stopped { fault, .. } => {
                            panic!("seed {}: stopped by {fault} in round {round}", self.seed)
                        }
                    }
                    steps += 1;
                    assert!(steps < 200, "seed {}: does not end", self.seed);
                }
            }
        }
    }

    /// Holds at every moment: what was saved is on the phone, or the server's last backup has it.
    fn nothing_is_lost(&self) {
        for phone in &self.phones {
            let backed_up = self.ministry.backup.logs.get(&phone.no).map_or(0, Vec::len);
            let on_phone = |op: &crate::phone::OwnOp| op.bytes.is_some();
            let lost = phone.image.ops.iter().enumerate().find(|(i, op)| !on_phone(op) && *i >= backed_up);
            assert!(lost.is_none(), "seed {}: an op is nowhere safe", self.seed);
            let acked = phone.image.acked as usize;
            let held = self.ministry.books.logs.get(&phone.no).map_or(0, Vec::len);
            let same_epoch = phone.image.epoch == self.ministry.epoch;
            assert!(!same_epoch || acked <= held, "seed {}: acknowledged what the server does not hold", self.seed);
        }
    }

    pub fn check(&mut self) {
        let seed = self.seed;
        for who in 0..2 {
            self.check_log(who);
        }
        assert!(self.ministry.books.forks.is_empty(), "seed {seed}: a fork out of nothing");
        for (id, held) in &self.ministry.books.records {
            for phone in &self.phones {
                match &held.content {
                    Content::Dokumen(hash) => {
                        let local = phone.image.documents.get(id);
                        assert_eq!(local, Some(&(held.rev, *hash)), "seed {seed}: document {id}");
                    }
                    Content::Register(_, state) => {
                        let bytes = |state: &RegisterState| serde_json::to_string(state).expect("encodes");
                        assert_eq!(bytes(&phone.confirmed(*id)), bytes(state), "seed {seed}: confirmed {id}");
                        assert_eq!(bytes(&phone.visible(*id)), bytes(state), "seed {seed}: shown {id}");
                    }
                }
            }
        }
        self.check_collisions();
    }

    fn check_log(&mut self, who: usize) {
        let (seed, phone) = (self.seed, &self.phones[who]);
        let log = &self.ministry.books.logs.get(&phone.no).cloned().unwrap_or_default();
        let own: Vec<_> = phone.image.ops.iter().map(|op| op.hash).collect();
        let held: Vec<_> = log.iter().map(|row| row.chain).collect();
        assert_eq!(own, held, "seed {seed}: the server holds every op of device {}", phone.no.0);
        assert_eq!(phone.image.acked as usize, own.len(), "seed {seed}: everything is acknowledged");
        for (number, row) in (1..).zip(log) {
            let bad = self.poison.contains(&OpRef(phone.no, number));
            assert_eq!(row.code.is_some(), bad, "seed {seed}: op {number} of {}: {:?}", phone.no.0, row.code);
            let told = phone.image.quarantine.get(&number);
            assert_eq!(told.map(String::as_str), row.code, "seed {seed}: the worker knows why {number} waits");
            assert_ne!(row.code, Some(quarantine::PANIC), "seed {seed}");
            if bad {
                self.seen.note("quarantined");
            }
            let collided = row.result.is_some() && !bad;
            assert!(
                !collided || phone.image.told_collisions.contains(&number),
                "seed {seed}: told of collision {number}"
            );
            if collided {
                self.seen.note("told collision");
            }
        }
        let keys = [self.ministry.verify_key()];
        for bytes in &phone.image.receipts {
            let head_at = |n: u64| own.get(n as usize - 1).copied();
            Receipt::verify_for(bytes, &keys, phone.no, head_at).expect("every stored receipt verifies");
            self.seen.note("receipt");
        }
        for (hash, file) in &phone.image.files {
            if file.sent != Some(BlobEnd::Received) {
                panic!("seed {seed}: photo {hash} was not sent: {:?}", file.sent);
            }
            assert_eq!(self.ministry.books.files.get(hash), Some(&file.bytes), "seed {seed}: photo {hash}");
            self.seen.note("photo");
        }
    }

    /// Concurrent different writes to a field, and only they, are in an open collision that names all of them; predicted
    /// from what each writer had seen, not from any order. After a restore a write may reach the server before the one
    /// it saw, and where writers agreed, one more write than need be may stay a side: more may be in collision then, never
    /// less.
    fn check_collisions(&mut self) {
        let quarantined = |name: &OpRef| {
            let log = self.ministry.books.logs.get(&name.0);
            log.and_then(|log| log.get(name.1 as usize - 1)).is_none_or(|row| row.code.is_some())
        };
        let accepted: Vec<(&OpRef, &Written)> = self
            .written
            .iter()
            .filter(|(name, _)| !quarantined(name))
            .flat_map(|(name, writes)| writes.iter().map(move |write| (name, write)))
            .collect();
        let mut live: BTreeMap<(RecordId, &str), Vec<(OpRef, &Value)>> = BTreeMap::new();
        for (name, write) in &accepted {
            let superseded = accepted.iter().any(|(_, other)| {
                other.record == write.record && other.field == write.field && other.supersedes.contains(name)
            });
            if !superseded {
                live.entry((write.record, &write.field)).or_default().push((**name, &write.value));
            }
        }
        for ((id, field), writes) in live {
            let Some(held) = self.ministry.books.records.get(&id) else { panic!("seed {}: no record", self.seed) };
            let Content::Register(_, state) = &held.content else { panic!("registers stay registers") };
            let differ = writes.iter().any(|(_, value)| *value != writes[0].1);
            let sides: Option<Vec<(OpRef, &Value)>> =
                state.collisions.get(field).map(|c| c.sides.iter().map(|s| (s.version, &s.value)).collect());
            if differ {
                self.seen.note("collision");
            }
            let mut expected = writes.clone();
            expected.sort_by_key(|(version, _)| *version);
            if self.restored || self.mode == Mode::AgreeingValues {
                let shown = &state.fields[field];
                let actual = sides.unwrap_or_else(|| vec![(shown.version, &shown.value)]);
                // Agreeing writes count as one.
                let missing = expected.iter().find(|side| !actual.iter().any(|other| other.1 == side.1));
                assert!(missing.is_none(), "seed {}: {field} of {id} lost {missing:?}", self.seed);
                continue;
            }
            let expected = differ.then_some(expected);
            assert_eq!(sides, expected, "seed {}: {field} of {id}", self.seed);
            let shown = &state.fields[field];
            assert!(writes.contains(&(shown.version, &shown.value)), "seed {}: an invented value", self.seed);
        }
    }
}
