-- Frozen copy of the layout of version 2 with rows in every table, to prove that upgrades lose nothing. Never edited.

CREATE TABLE meta (
    key   TEXT PRIMARY KEY NOT NULL,
    value BLOB NOT NULL
);

CREATE TABLE op (
    number INTEGER PRIMARY KEY,
    hash   BLOB NOT NULL CHECK (length(hash) = 32),
    bytes  BLOB,
    record BLOB NOT NULL CHECK (length(record) = 16),
    at     INTEGER NOT NULL,
    state  INTEGER NOT NULL DEFAULT 0 CHECK (state BETWEEN 0 AND 3)
);
CREATE INDEX op_record ON op (record, number);
CREATE INDEX op_open ON op (state, number) WHERE state <> 2;

CREATE TABLE quarantine (
    number INTEGER PRIMARY KEY REFERENCES op (number),
    reason TEXT NOT NULL,
    at     INTEGER NOT NULL
);

CREATE TABLE receipt (
    through     INTEGER PRIMARY KEY,
    bytes       BLOB NOT NULL,
    verified_at INTEGER NOT NULL
);

CREATE TABLE register (
    id    BLOB PRIMARY KEY NOT NULL CHECK (length(id) = 16),
    kind  TEXT NOT NULL,
    state BLOB NOT NULL,
    base  BLOB,
    rev   INTEGER NOT NULL DEFAULT 0,
    own_through INTEGER NOT NULL DEFAULT 0
);
CREATE INDEX register_kind ON register (kind, id);
CREATE INDEX register_waiting ON register (id) WHERE base IS NOT NULL;

CREATE TABLE collision (
    record    BLOB NOT NULL CHECK (length(record) = 16),
    field     TEXT NOT NULL,
    opened_at INTEGER NOT NULL,
    PRIMARY KEY (record, field)
) WITHOUT ROWID;

CREATE TABLE orang (
    id          BLOB PRIMARY KEY NOT NULL CHECK (length(id) = 16),
    nama        TEXT NOT NULL,
    nama_kunci  TEXT NOT NULL,
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
    nama_kunci  TEXT NOT NULL,
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

CREATE TABLE dokumen (
    id       BLOB PRIMARY KEY NOT NULL CHECK (length(id) = 16),
    jenis    TEXT NOT NULL,
    kasus_id BLOB NOT NULL CHECK (length(kasus_id) = 16),
    device   INTEGER NOT NULL,
    number   INTEGER NOT NULL,
    at       INTEGER NOT NULL,
    hash     BLOB NOT NULL CHECK (length(hash) = 32),
    content  BLOB NOT NULL,
    corrects BLOB
);
CREATE INDEX dokumen_kasus ON dokumen (kasus_id, at);
CREATE INDEX dokumen_corrects ON dokumen (corrects) WHERE corrects IS NOT NULL;
CREATE TRIGGER dokumen_immutable BEFORE UPDATE ON dokumen
BEGIN
    SELECT RAISE(ABORT, 'a document never changes');
END;

CREATE TABLE draft (
    id           BLOB PRIMARY KEY NOT NULL CHECK (length(id) = 16),
    form_id      TEXT NOT NULL,
    form_version TEXT NOT NULL,
    kasus_id     BLOB,
    lang         TEXT NOT NULL,
    created_at   INTEGER NOT NULL,
    state        INTEGER NOT NULL DEFAULT 0 CHECK (state BETWEEN 0 AND 2),
    closed_at    INTEGER,
    dokumen_id   BLOB
);
CREATE TABLE draft_event (
    draft BLOB NOT NULL REFERENCES draft (id),
    n     INTEGER NOT NULL,
    at    INTEGER NOT NULL,
    bytes BLOB NOT NULL,
    PRIMARY KEY (draft, n)
);

CREATE TABLE blob (
    hash       BLOB PRIMARY KEY NOT NULL CHECK (length(hash) = 32),
    size       INTEGER NOT NULL,
    mime       TEXT NOT NULL,
    state      INTEGER NOT NULL DEFAULT 0 CHECK (state BETWEEN 0 AND 4),
    sent_bytes INTEGER NOT NULL DEFAULT 0,
    created_at INTEGER NOT NULL
);
CREATE INDEX blob_waiting ON blob (created_at) WHERE state = 0;
CREATE TABLE blob_use (
    owner BLOB NOT NULL CHECK (length(owner) = 16),
    hash  BLOB NOT NULL REFERENCES blob (hash),
    path  TEXT NOT NULL,
    PRIMARY KEY (owner, hash, path)
) WITHOUT ROWID;

CREATE TABLE stream (
    name     TEXT PRIMARY KEY NOT NULL,
    position INTEGER NOT NULL,
    epoch    INTEGER NOT NULL
);

CREATE TABLE inbox_unknown (
    stream TEXT NOT NULL,
    seq    INTEGER NOT NULL,
    at     INTEGER NOT NULL,
    bytes  BLOB NOT NULL,
    PRIMARY KEY (stream, seq)
);

CREATE TABLE content (
    name    TEXT NOT NULL,
    version TEXT NOT NULL,
    hash    BLOB NOT NULL CHECK (length(hash) = 32),
    at      INTEGER NOT NULL,
    bytes   BLOB NOT NULL,
    PRIMARY KEY (name, version)
);

CREATE TABLE access_log (
    n      INTEGER PRIMARY KEY,
    at     INTEGER NOT NULL,
    actor  BLOB NOT NULL CHECK (length(actor) = 16),
    what   TEXT NOT NULL,
    record BLOB,
    hash   BLOB NOT NULL CHECK (length(hash) = 32)
);

INSERT INTO meta VALUES ('device', x'03');
INSERT INTO op VALUES (1, zeroblob(32), x'007b7d', zeroblob(16), 1795000000000, 3);
INSERT INTO quarantine VALUES (1, 'scope', 1795000000001);
INSERT INTO receipt VALUES (1, x'00', 1795000000002);
INSERT INTO register VALUES (zeroblob(16), 'orang', x'007b7d', NULL, 0, 0);
INSERT INTO collision VALUES (zeroblob(16), 'nama', 1795000000003);
INSERT INTO orang VALUES (zeroblob(16), 'Contoh', 'contoh', NULL, NULL, NULL, NULL, NULL);
INSERT INTO keluarga VALUES (zeroblob(16), NULL, 'Contoh', 'contoh', NULL);
INSERT INTO kasus VALUES (zeroblob(16), 'orang', zeroblob(16), NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, '2026-11-02');
INSERT INTO dokumen VALUES (zeroblob(16), 'kunjungan', zeroblob(16), 3, 1, 1795000000004, zeroblob(32), x'00', NULL);
INSERT INTO draft VALUES (zeroblob(16), 'kunjungan', '1', NULL, 'id', 1795000000005, 0, NULL, NULL);
INSERT INTO draft_event VALUES (zeroblob(16), 1, 1795000000006, x'00');
INSERT INTO blob VALUES (zeroblob(32), 4, 'image/jpeg', 0, 0, 1795000000007);
INSERT INTO blob_use VALUES (zeroblob(16), zeroblob(32), '/foto');
INSERT INTO stream VALUES ('kasus', 0, 1);
INSERT INTO inbox_unknown VALUES ('kasus', 9, 1795000000008, x'00');
INSERT INTO content VALUES ('form/kunjungan', '1', zeroblob(32), 1795000000009, x'00');
INSERT INTO access_log VALUES (1, 1795000000010, zeroblob(16), 'open', NULL, zeroblob(32));

PRAGMA user_version = 2;
