//! A device in memory: what its encrypted file would hold, written only in whole transactions, and killable at each.

use crate::dice::Dice;
use atensi_core::domain::ids::{DeviceNo, OpRef, RecordId, UserId};
use atensi_core::domain::op::{CHAIN_START, Hash, OP_SCHEMA, Op, OpBody, RegisterKind, chain};
use atensi_core::domain::register::RegisterState;
use atensi_core::sync::accept::document_hash;
use atensi_core::sync::merge;
use atensi_core::sync::policy::Policy;
use atensi_core::sync::port::{Ack, BlobEnd, Known, PageOutcome, PendingBlob, SyncStore};
use atensi_core::sync::replica::{Place, Replica, place};
use atensi_core::sync::wire::{Outcome, Page};
use atensi_core::vault::sign::{BatchSeal, SigningKey, VerifyKey};
use std::collections::{BTreeMap, BTreeSet};

/// The process was killed; load the phone again.
#[derive(Debug)]
pub struct Killed;

#[derive(Clone, Debug)]
pub struct OwnOp {
    /// `None` once given up as stable.
    pub bytes: Option<Vec<u8>>,
    pub hash: Hash,
    pub record: Option<RecordId>,
}

#[derive(Clone, Debug)]
pub struct File {
    pub bytes: Vec<u8>,
    /// The op that refers to it.
    pub number: u64,
    pub sent: Option<BlobEnd>,
}

/// What survives a kill.
#[derive(Clone, Debug, Default)]
pub struct Image {
    pub ops: Vec<OwnOp>,
    pub epoch: u64,
    pub acked: u64,
    pub stable: u64,
    pub offset: Option<i64>,
    pub cursors: Vec<(String, u64)>,
    pub registers: BTreeMap<RecordId, (RegisterKind, Replica)>,
    pub documents: BTreeMap<RecordId, (u64, Hash)>,
    pub receipts: Vec<Vec<u8>>,
    pub quarantine: BTreeMap<u64, String>,
    pub told_collisions: BTreeSet<u64>,
    pub files: BTreeMap<String, File>,
}

pub struct Phone {
    pub no: DeviceNo,
    pub user: UserId,
    pub key: SigningKey,
    pub server_keys: Vec<VerifyKey>,
    pub policy: Policy,
    pub image: Image,
    /// Writes until the process dies, and whether the last one still counts.
    pub fuse: Option<(u32, bool)>,
    /// Gives up the bytes of stable ops at once.
    pub forgetful: bool,
}

impl Phone {
    pub fn new(no: u32, streams: &[&str], server: VerifyKey) -> Self {
        Self {
            no: DeviceNo(no),
            user: UserId(uuid::Uuid::from_u128(u128::from(no) + 1000)),
            key: SigningKey::from_seed(&[no as u8; 32]),
            server_keys: vec![server],
            policy: Policy::standard(),
            image: Image { cursors: streams.iter().map(|s| ((*s).to_owned(), 0)).collect(), ..Image::default() },
            fuse: None,
            forgetful: false,
        }
    }

    /// A save: op and everything it leads to, in one transaction.
    pub fn write(&mut self, body: OpBody, now: i64) -> OpRef {
        let op = Op {
            schema: OP_SCHEMA,
            device: self.no,
            number: self.image.ops.len() as u64 + 1,
            actor: self.user,
            at: now,
            zone: 420,
            body,
            extra: BTreeMap::new(),
        };
        self.write_raw(op.encode().expect("fits"), Some(op.record()));
        op.reference()
    }

    /// What a tampered or broken app would save.
    pub fn write_raw(&mut self, bytes: Vec<u8>, record: Option<RecordId>) {
        let before = self.image.ops.last().map_or(CHAIN_START, |op| op.hash);
        let hash = chain(&before, &bytes);
        self.image.ops.push(OwnOp { bytes: Some(bytes), hash, record });
    }

    pub fn confirmed(&self, id: RecordId) -> RegisterState {
        self.image.registers.get(&id).map(|(_, replica)| replica.confirmed.clone()).unwrap_or_default()
    }

    /// What the screen shows.
    pub fn visible(&self, id: RecordId) -> RegisterState {
        let through = self.image.registers.get(&id).map_or(0, |(_, replica)| replica.own_through);
        let pending: Vec<Op> = (1..)
            .zip(&self.image.ops)
            .filter(|(number, op)| {
                *number > through && op.record == Some(id) && !self.image.quarantine.contains_key(number)
            })
            .filter_map(|(_, op)| Op::decode(op.bytes.as_ref()?).ok())
            .collect();
        merge::rebase(&self.confirmed(id), &pending, &self.policy)
    }

    /// One transaction: `work` changes a copy; a kill keeps all of it or nothing.
    fn commit<T>(&mut self, work: impl FnOnce(&mut Image) -> T) -> Result<T, Killed> {
        let mut copy = self.image.clone();
        let done = work(&mut copy);
        match &mut self.fuse {
            Some((0, false)) => return Err(Killed),
            Some((0, true)) => {
                self.image = copy;
                self.fuse = Some((0, false));
                return Err(Killed);
            }
            Some((left, _)) => *left -= 1,
            None => {}
        }
        self.image = copy;
        Ok(done)
    }

    fn take_page(&mut self, page: &Page, kept_aside: &mut Option<u64>) -> Result<PageOutcome, Killed> {
        let (me, policy) = (self.no, self.policy.clone());
        self.commit(|image| {
            let Some(place) = image.cursors.iter().position(|(name, _)| *name == page.stream) else {
                return PageOutcome::Applied;
            };
            if image.cursors[place].1 != page.after {
                return PageOutcome::Applied;
            }
            let before = image.clone();
            let outcome = apply(image, me, page, &policy, kept_aside);
            match outcome {
                PageOutcome::Applied => image.cursors[place].1 = page.next,
                PageOutcome::Gap | PageOutcome::NeedOwn => *image = before,
            }
            outcome
        })
    }

    pub fn arm(&mut self, dice: &mut Dice) {
        self.fuse = Some((dice.below(6) as u32, dice.chance(50)));
    }
}

fn apply(image: &mut Image, me: DeviceNo, page: &Page, policy: &Policy, kept_aside: &mut Option<u64>) -> PageOutcome {
    for entry in &page.entries {
        let own = entry.op.0 == me;
        let bytes = match &entry.bytes {
            Some(bytes) => bytes.clone(),
            None => match image.ops.get(entry.op.1 as usize - 1).and_then(|op| op.bytes.clone()) {
                Some(bytes) => bytes,
                None => return PageOutcome::NeedOwn,
            },
        };
        let op = Op::decode(&bytes).expect("the server accepted it");
        let at = match &op.body {
            OpBody::Dokumen(_) => {
                let known = image.documents.get(&op.record()).map_or(0, |(rev, _)| *rev);
                let hash = document_hash(&op).expect("is a document");
                let at = place(known, entry.rev);
                if at == Place::Next {
                    image.documents.insert(op.record(), (entry.rev, hash));
                }
                at
            }
            body => {
                let kind = match body {
                    OpBody::Resolve(resolution) => resolution.kind,
                    OpBody::Register(edit) => edit.kind,
                    OpBody::Dokumen(_) => unreachable!("handled above"),
                };
                let (_, replica) = image.registers.entry(op.record()).or_insert((kind, Replica::default()));
                replica.take(entry.rev, &op, entry.at, own, policy).0
            }
        };
        match (at, kept_aside.as_mut()) {
            (Place::Gap, Some(kept_aside)) => *kept_aside += 1,
            (Place::Gap, None) => return PageOutcome::Gap,
            (Place::Next | Place::Known, _) => {}
        }
    }
    PageOutcome::Applied
}

impl SyncStore for Phone {
    type Error = Killed;

    fn known(&mut self) -> Result<Known, Killed> {
        let image = &self.image;
        Ok(Known {
            device: self.no,
            epoch: image.epoch,
            acked: image.acked,
            stable: image.stable,
            quarantined: image.quarantine.len() as u64,
            last: image.ops.len() as u64,
            offset_ms: image.offset,
            streams: image.cursors.clone(),
        })
    }

    fn ops(&mut self, from: u64, max_bytes: usize, max_count: usize) -> Result<Vec<Vec<u8>>, Killed> {
        let mut left = max_bytes;
        let mut out: Vec<Vec<u8>> = Vec::new();
        for op in self.image.ops.iter().skip(from as usize - 1).take(max_count) {
            let bytes = op.bytes.clone().expect("an op that waits is never given up");
            if !out.is_empty() && bytes.len() > left {
                break;
            }
            left = left.saturating_sub(bytes.len());
            out.push(bytes);
        }
        Ok(out)
    }

    fn chain_at(&mut self, number: u64) -> Result<Option<Hash>, Killed> {
        match number.checked_sub(1) {
            None => Ok(Some(CHAIN_START)),
            Some(index) => Ok(self.image.ops.get(index as usize).map(|op| op.hash)),
        }
    }

    fn seal(&mut self, through: u64, head: &Hash) -> Result<Vec<u8>, Killed> {
        Ok(BatchSeal::sign(&self.key, self.no, through, head))
    }

    fn server_keys(&mut self) -> Result<Vec<VerifyKey>, Killed> {
        Ok(self.server_keys.clone())
    }

    fn acknowledge(&mut self, ack: Ack<'_>) -> Result<(), Killed> {
        self.commit(|image| {
            image.acked = image.acked.max(ack.receipt.through);
            image.receipts.push(ack.bytes.to_vec());
            let listed = &ack.receipt.quarantined;
            image.quarantine.retain(|number, _| listed.contains(number));
            for number in listed {
                image.quarantine.entry(*number).or_default();
            }
            for result in ack.results {
                match &result.outcome {
                    Outcome::Quarantined { code } => {
                        image.quarantine.insert(result.number, code.clone());
                    }
                    Outcome::Collision { .. } => {
                        image.told_collisions.insert(result.number);
                    }
                    Outcome::Other => {}
                }
            }
        })
    }

    fn mark_stable(&mut self, through: u64) -> Result<(), Killed> {
        let forgetful = self.forgetful;
        self.commit(|image| {
            image.stable = through;
            if forgetful {
                image.ops.iter_mut().take(through as usize).for_each(|op| op.bytes = None);
            }
        })
    }

    fn apply_page(&mut self, page: &Page) -> Result<PageOutcome, Killed> {
        self.take_page(page, &mut None)
    }

    fn apply_past_gaps(&mut self, page: &Page) -> Result<u64, Killed> {
        let mut kept_aside = Some(0);
        self.take_page(page, &mut kept_aside)?;
        Ok(kept_aside.unwrap_or(0))
    }

    fn rewind(&mut self, epoch: u64, held: u64) -> Result<(), Killed> {
        self.commit(|image| {
            image.acked = image.acked.min(held);
            if image.epoch != epoch {
                image.epoch = epoch;
                image.stable = image.stable.min(held);
                image.cursors.iter_mut().for_each(|(_, cursor)| *cursor = 0);
                image.registers.values_mut().for_each(|(_, replica)| replica.rev = 0);
                image.documents.values_mut().for_each(|(rev, _)| *rev = 0);
                image.files.values_mut().for_each(|file| file.sent = None);
            }
            image.quarantine.retain(|number, _| *number <= held);
        })
    }

    fn reset_cursors(&mut self) -> Result<(), Killed> {
        self.commit(|image| image.cursors.iter_mut().for_each(|(_, cursor)| *cursor = 0))
    }

    fn note_offset(&mut self, offset_ms: i64) -> Result<(), Killed> {
        self.commit(|image| image.offset = Some(offset_ms))
    }

    fn pending_blob(&mut self, passed_over: &[String]) -> Result<Option<PendingBlob>, Killed> {
        let acked = self.image.acked;
        let waits = |(hash, file): &(&String, &File)| {
            file.sent.is_none() && file.number <= acked && !passed_over.contains(hash)
        };
        Ok(self.image.files.iter().find(waits).map(|(hash, file)| PendingBlob {
            hash: hash.clone(),
            size: file.bytes.len() as u64,
            mime: "image/jpeg".into(),
        }))
    }

    fn blob_piece(&mut self, hash: &str, offset: u64, length: usize) -> Result<Option<Vec<u8>>, Killed> {
        let file = self.image.files.get(hash).expect("was offered");
        Ok(Some(file.bytes.iter().skip(offset as usize).take(length).copied().collect()))
    }

    fn blob_progress(&mut self, _hash: &str, _sent: u64) -> Result<(), Killed> {
        self.commit(|_| ())
    }

    fn blob_end(&mut self, hash: &str, end: BlobEnd) -> Result<(), Killed> {
        self.commit(|image| image.files.get_mut(hash).expect("was offered").sent = Some(end))
    }
}
