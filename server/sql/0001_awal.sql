-- The server's first schema. Ids are 16-byte UUIDs, times milliseconds since 1970 UTC, hashes 32 bytes.

CREATE TABLE meta (key TEXT PRIMARY KEY, value INTEGER NOT NULL) STRICT, WITHOUT ROWID;

-- Workers. `team` is the peksos (user id) whose team a pendamping belongs to.
CREATE TABLE user (
    id BLOB NOT NULL UNIQUE,
    name TEXT NOT NULL,
    role TEXT NOT NULL CHECK (role IN ('pendamping', 'peksos', 'penyelia')),
    kab TEXT NOT NULL,
    team BLOB REFERENCES user (id),
    created_at INTEGER NOT NULL
) STRICT;

-- `head` is the chain hash after op `last_number`, as the server computed it.
CREATE TABLE device (
    no INTEGER PRIMARY KEY,
    user BLOB NOT NULL REFERENCES user (id),
    name TEXT NOT NULL,
    platform TEXT NOT NULL,
    key BLOB NOT NULL,
    token BLOB NOT NULL UNIQUE,
    activated_at INTEGER NOT NULL,
    revoked_at INTEGER,
    last_number INTEGER NOT NULL DEFAULT 0,
    head BLOB NOT NULL,
    stable INTEGER NOT NULL DEFAULT 0
) STRICT;

-- `lookup` is the part of a code that names it; the whole code is only kept as a keyed hash.
CREATE TABLE activation_code (
    lookup TEXT NOT NULL UNIQUE,
    hash BLOB NOT NULL,
    user BLOB NOT NULL REFERENCES user (id),
    created_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL,
    used_at INTEGER,
    device INTEGER REFERENCES device (no),
    attempts INTEGER NOT NULL DEFAULT 0
) STRICT;

-- The log: every op ever received, verbatim, in the server's order (`id`). `code` is set on
-- quarantined ones, `collided` (JSON list of fields) on those that opened or joined a collision.
CREATE TABLE op (
    id INTEGER PRIMARY KEY,
    device INTEGER NOT NULL REFERENCES device (no),
    number INTEGER NOT NULL,
    hash BLOB NOT NULL,
    bytes BLOB NOT NULL,
    received_at INTEGER NOT NULL,
    effective_at INTEGER NOT NULL,
    record BLOB,
    rev INTEGER,
    code TEXT,
    collided TEXT,
    UNIQUE (device, number)
) STRICT;
CREATE INDEX op_by_record ON op (record, id) WHERE record IS NOT NULL;
CREATE INDEX op_remarkable ON op (device, number) WHERE code IS NOT NULL OR collided IS NOT NULL;

-- A second branch of a cloned phone: kept whole, never mixed with the first.
CREATE TABLE fork_op (
    device INTEGER NOT NULL REFERENCES device (no),
    number INTEGER NOT NULL,
    hash BLOB NOT NULL,
    bytes BLOB NOT NULL,
    received_at INTEGER NOT NULL,
    UNIQUE (device, number, hash)
) STRICT;

-- Register records (`state`: merged, as JSON) and documents (`hash` of what they say; the op is the document).
CREATE TABLE record (
    id BLOB NOT NULL UNIQUE,
    kind TEXT NOT NULL CHECK (kind IN ('orang', 'keluarga', 'kasus', 'dokumen')),
    jenis TEXT,
    parent BLOB,
    rev INTEGER NOT NULL,
    state TEXT,
    hash BLOB
) STRICT;
CREATE INDEX record_by_parent ON record (parent) WHERE parent IS NOT NULL;

-- A record belongs to one root, or to more after a person changed family.
CREATE TABLE record_root (
    record BLOB NOT NULL,
    root BLOB NOT NULL,
    PRIMARY KEY (record, root)
) STRICT, WITHOUT ROWID;
CREATE INDEX record_root_by_root ON record_root (root);

-- Streams: `beban/<user id>` (a worker's caseload) and `area/<kab>` (what penyelia oversee).
CREATE TABLE stream (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL UNIQUE,
    last_pos INTEGER NOT NULL DEFAULT 0
) STRICT;

-- Who was granted which root.
CREATE TABLE akses (
    root BLOB NOT NULL,
    stream INTEGER NOT NULL REFERENCES stream (id),
    since INTEGER NOT NULL,
    PRIMARY KEY (root, stream)
) STRICT, WITHOUT ROWID;

-- Which streams carry a record: what grants and roots come to, so that scope is one look-up.
CREATE TABLE follow (
    record BLOB NOT NULL,
    stream INTEGER NOT NULL REFERENCES stream (id),
    PRIMARY KEY (record, stream)
) STRICT, WITHOUT ROWID;

CREATE TABLE feed (
    stream INTEGER NOT NULL REFERENCES stream (id),
    pos INTEGER NOT NULL,
    op INTEGER NOT NULL REFERENCES op (id),
    PRIMARY KEY (stream, pos)
) STRICT, WITHOUT ROWID;

CREATE TABLE collision (
    record BLOB NOT NULL,
    field TEXT NOT NULL,
    opened_at INTEGER NOT NULL,
    closed_at INTEGER
) STRICT;
CREATE UNIQUE INDEX collision_open ON collision (record, field) WHERE closed_at IS NULL;

CREATE TABLE receipt (
    device INTEGER NOT NULL REFERENCES device (no),
    through INTEGER NOT NULL,
    bytes BLOB NOT NULL,
    made_at INTEGER NOT NULL
) STRICT;
CREATE INDEX receipt_by_device ON receipt (device, through);

-- Photos and signatures; the content lies encrypted in files.
CREATE TABLE blob (
    hash TEXT NOT NULL UNIQUE,
    size INTEGER NOT NULL,
    mime TEXT NOT NULL,
    received INTEGER NOT NULL DEFAULT 0,
    complete_at INTEGER
) STRICT;
CREATE TABLE blob_ref (
    hash TEXT NOT NULL,
    dokumen BLOB NOT NULL,
    PRIMARY KEY (hash, dokumen)
) STRICT, WITHOUT ROWID;

-- Who asked for what, and whether it was given. Ids only, no personal data.
CREATE TABLE audit (
    id INTEGER PRIMARY KEY,
    at INTEGER NOT NULL,
    device INTEGER,
    action TEXT NOT NULL,
    outcome TEXT NOT NULL,
    detail TEXT NOT NULL DEFAULT ''
) STRICT;
