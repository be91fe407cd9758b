-- Forms that an operator published, each version once. The highest `n` of a form is in force; older ones stay, so that a
-- phone can fetch by its hash what a draft was begun in.
CREATE TABLE formulir (
    n INTEGER PRIMARY KEY,
    id TEXT NOT NULL,
    version TEXT NOT NULL,
    title TEXT NOT NULL,
    hash TEXT NOT NULL UNIQUE,
    at INTEGER NOT NULL,
    bundle BLOB NOT NULL,
    UNIQUE (id, version)
) STRICT;
