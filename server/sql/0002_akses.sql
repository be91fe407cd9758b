-- How a grant came to be: -1 taken away by a person, 0 by itself (who made the family, his team, the area, who a case
-- names), 1 given by a person. A grant taken away stays as a row, so that nothing gives it back by itself.
ALTER TABLE akses ADD COLUMN cara INTEGER NOT NULL DEFAULT 0 CHECK (cara IN (-1, 0, 1));

-- A case whose confidentiality in force is `rahasia`: only who made it, who it names and grants by a person carry it.
ALTER TABLE record ADD COLUMN rahasia INTEGER NOT NULL DEFAULT 0;

-- Photos that a device may send though no document in its worker's scope names them: those of documents that it handed in
-- after its access ended, and those of ops that were released from quarantine.
CREATE TABLE titipan (
    device INTEGER NOT NULL REFERENCES device (no),
    hash TEXT NOT NULL,
    size INTEGER NOT NULL,
    PRIMARY KEY (device, hash)
) STRICT, WITHOUT ROWID;
