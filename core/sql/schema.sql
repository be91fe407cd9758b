-- The encrypted file of one user, as it is after the newest migration. This page is for readers; migrations/ makes it so,
-- and a test proves that both agree. Times are milliseconds since 1970 UTC, dates ISO text, ids 16-byte UUIDs.
-- "Packed" means one tag byte, then the bytes themselves (0) or zstd (1). Bodies over 1 KB never go into a WITHOUT ROWID
-- table: measured 2.5 times the space and a quarter of the speed.

-- Small values of the app itself: device number, signing seed, server keys, schema of content.
CREATE TABLE meta (
    key   TEXT PRIMARY KEY NOT NULL,
    value BLOB NOT NULL
);

-- Every write of this device, numbered without gaps, chained by hash. Rows are never deleted: once `stable`, and old
-- enough, the bytes may go, the hash stays so that the chain can still be checked.
CREATE TABLE op (
    number INTEGER PRIMARY KEY,
    hash   BLOB NOT NULL CHECK (length(hash) = 32),   -- chain(hash of number-1, bytes)
    bytes  BLOB,                                      -- packed, verbatim encoding of the op; NULL when given up as stable
    record BLOB NOT NULL CHECK (length(record) = 16), -- register record or document written
    at     INTEGER NOT NULL,                          -- device time of the write
    state  INTEGER NOT NULL DEFAULT 0 CHECK (state BETWEEN 0 AND 3) -- 0 pending, 1 acked, 2 stable, 3 quarantined
);
CREATE INDEX op_record ON op (record, number);
CREATE INDEX op_open ON op (state, number) WHERE state <> 2;

-- Ops that the server holds back, with its reason code. They stay in `op`; this is what "Perlu perhatian" lists.
CREATE TABLE quarantine (
    number INTEGER PRIMARY KEY REFERENCES op (number),
    reason TEXT NOT NULL,
    at     INTEGER NOT NULL
);

-- The server's signed receipts, verbatim.
CREATE TABLE receipt (
    through     INTEGER PRIMARY KEY,
    bytes       BLOB NOT NULL,
    verified_at INTEGER NOT NULL
);

-- Persons, families, cases: the merged state with the version of every field.
CREATE TABLE register (
    id    BLOB PRIMARY KEY NOT NULL CHECK (length(id) = 16),
    kind  TEXT NOT NULL,              -- orang, keluarga, kasus
    state BLOB NOT NULL,              -- packed JSON: what the screen shows
    base  BLOB,                       -- packed JSON: what the server confirmed; NULL when nothing of ours waits
    rev   INTEGER NOT NULL DEFAULT 0, -- stream ops applied to this record
    own_through INTEGER NOT NULL DEFAULT 0 -- number of the last own op among them
);
CREATE INDEX register_kind ON register (kind, id);
CREATE INDEX register_waiting ON register (id) WHERE base IS NOT NULL;

-- Open collisions, taken from register.state so that they can be listed.
CREATE TABLE collision (
    record    BLOB NOT NULL CHECK (length(record) = 16),
    field     TEXT NOT NULL,
    opened_at INTEGER NOT NULL,
    PRIMARY KEY (record, field)
) WITHOUT ROWID;

-- What lists and search need of each register record, written in the same transaction as register.state.
CREATE TABLE orang (
    id          BLOB PRIMARY KEY NOT NULL CHECK (length(id) = 16),
    nama        TEXT NOT NULL,
    nama_kunci  TEXT NOT NULL, -- folded for search
    nik         TEXT,
    lahir       TEXT,
    kelamin     TEXT,
    keluarga_id BLOB,
    wilayah     TEXT
);
CREATE INDEX orang_nama ON orang (nama_kunci, id);
CREATE INDEX orang_nik ON orang (nik) WHERE nik IS NOT NULL;
CREATE INDEX orang_keluarga ON orang (keluarga_id) WHERE keluarga_id IS NOT NULL;

CREATE TABLE keluarga (
    id          BLOB PRIMARY KEY NOT NULL CHECK (length(id) = 16),
    nomor_kk    TEXT,
    nama_kepala TEXT,
    nama_kunci  TEXT NOT NULL, -- folded for search
    wilayah     TEXT
);
CREATE INDEX keluarga_nama ON keluarga (nama_kunci, id);
CREATE INDEX keluarga_kk ON keluarga (nomor_kk) WHERE nomor_kk IS NOT NULL;

CREATE TABLE kasus (
    id                BLOB PRIMARY KEY NOT NULL CHECK (length(id) = 16),
    subjek_jenis      TEXT NOT NULL,
    subjek_id         BLOB,
    klaster           TEXT,
    tahapan           TEXT,
    risiko            TEXT,
    pendamping        BLOB,
    kerahasiaan       TEXT,
    status            TEXT,
    last_kunjungan_on TEXT,
    next_kunjungan_on TEXT,
    dibuka_on         TEXT
);
CREATE INDEX kasus_subjek ON kasus (subjek_id) WHERE subjek_id IS NOT NULL;
CREATE INDEX kasus_pendamping ON kasus (pendamping, next_kunjungan_on);

-- Finished documents, ours and pulled ones. A trigger keeps them immutable; corrections are new rows.
CREATE TABLE dokumen (
    id       BLOB PRIMARY KEY NOT NULL CHECK (length(id) = 16),
    jenis    TEXT NOT NULL,
    kasus_id BLOB NOT NULL CHECK (length(kasus_id) = 16),
    device   INTEGER NOT NULL, -- the op that wrote it
    number   INTEGER NOT NULL,
    at       INTEGER NOT NULL,
    hash     BLOB NOT NULL CHECK (length(hash) = 32), -- BLAKE3 of content
    content  BLOB NOT NULL,    -- packed
    corrects BLOB
);
CREATE INDEX dokumen_kasus ON dokumen (kasus_id, at);
CREATE INDEX dokumen_corrects ON dokumen (corrects) WHERE corrects IS NOT NULL;
CREATE TRIGGER dokumen_immutable BEFORE UPDATE ON dokumen
BEGIN
    SELECT RAISE(ABORT, 'a document never changes');
END;

-- Forms being filled in. Each answer is one durable event; the draft is what its events say.
CREATE TABLE draft (
    id           BLOB PRIMARY KEY NOT NULL CHECK (length(id) = 16),
    form_id      TEXT NOT NULL,
    form_version TEXT NOT NULL,
    kasus_id     BLOB,
    lang         TEXT NOT NULL,
    created_at   INTEGER NOT NULL,
    state        INTEGER NOT NULL DEFAULT 0 CHECK (state BETWEEN 0 AND 2), -- 0 open, 1 finished, 2 discarded
    closed_at    INTEGER,
    dokumen_id   BLOB
);
CREATE TABLE draft_event (
    draft BLOB NOT NULL REFERENCES draft (id),
    n     INTEGER NOT NULL, -- from 1 without gaps
    at    INTEGER NOT NULL,
    bytes BLOB NOT NULL,    -- packed
    PRIMARY KEY (draft, n)
);

-- Photos and signatures: files beside this one, encrypted, named by hash.
CREATE TABLE blob (
    hash       BLOB PRIMARY KEY NOT NULL CHECK (length(hash) = 32),
    size       INTEGER NOT NULL,
    mime       TEXT NOT NULL,
    state      INTEGER NOT NULL DEFAULT 0 CHECK (state BETWEEN 0 AND 4), -- 0 waiting, 1 received, 2 not kept here, 3 missing, 4 refused
    sent_bytes INTEGER NOT NULL DEFAULT 0,
    created_at INTEGER NOT NULL
);
CREATE INDEX blob_waiting ON blob (created_at) WHERE state = 0;
CREATE TABLE blob_use (
    owner BLOB NOT NULL CHECK (length(owner) = 16), -- draft or document
    hash  BLOB NOT NULL REFERENCES blob (hash),
    path  TEXT NOT NULL,                            -- the question that asked for it
    PRIMARY KEY (owner, hash, path)
) WITHOUT ROWID;

-- How far each server stream was read; moves only in the transaction that applies its entries.
CREATE TABLE stream (
    name     TEXT PRIMARY KEY NOT NULL,
    position INTEGER NOT NULL,
    epoch    INTEGER NOT NULL
);

-- Stream entries that this version cannot read, kept until one can.
CREATE TABLE inbox_unknown (
    stream TEXT NOT NULL,
    seq    INTEGER NOT NULL,
    at     INTEGER NOT NULL,
    bytes  BLOB NOT NULL, -- packed
    PRIMARY KEY (stream, seq)
);

-- Forms, code lists, rules as the server published them; content is data.
CREATE TABLE content (
    name    TEXT NOT NULL,
    version TEXT NOT NULL,
    hash    BLOB NOT NULL CHECK (length(hash) = 32),
    at      INTEGER NOT NULL,
    bytes   BLOB NOT NULL, -- packed
    PRIMARY KEY (name, version)
);

-- Who opened what, also offline; chained so that a removed row shows.
CREATE TABLE access_log (
    n      INTEGER PRIMARY KEY,
    at     INTEGER NOT NULL,
    actor  BLOB NOT NULL CHECK (length(actor) = 16),
    what   TEXT NOT NULL,
    record BLOB,
    hash   BLOB NOT NULL CHECK (length(hash) = 32)
);
