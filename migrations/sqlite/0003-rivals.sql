-- Another analyst's case may hold another revision of the same record under the same number. Both are kept: the one that
-- came with a merge as the rival of the one that was there.
--
-- The constraint of the table becomes an index, so that a large import can make it once for all its records. The index of the
-- records of an entry goes: they are a range of positions. With it goes the reference to the entry, for whose sake SQLite would
-- look through all records whenever an entry is written.

CREATE TABLE record_with_rivals (
  position   INTEGER PRIMARY KEY,               -- leaf index, from 0
  entry      INTEGER NOT NULL,                  -- number of the entry that added it
  type       TEXT    NOT NULL,
  id         TEXT    NOT NULL,
  revision   INTEGER NOT NULL CHECK (revision >= 1),
  rival      INTEGER NOT NULL CHECK (rival >= 0), -- 0; of others of the same number, that came with a merge, 1, 2, …
  supersedes INTEGER,                           -- position of the revision before; its own when it was set aside
  retracted  INTEGER NOT NULL CHECK (retracted IN (0, 1)),
  body       TEXT    NOT NULL,                  -- the revision, canonical JSON (RFC 8785)
  leaf       BLOB    NOT NULL CHECK (length(leaf) = 32)
) STRICT;
INSERT INTO record_with_rivals (position, entry, type, id, revision, rival, supersedes, retracted, body, leaf)
  SELECT position, entry, type, id, revision, 0, supersedes, retracted, body, leaf FROM record ORDER BY position;
DROP TABLE record;
ALTER TABLE record_with_rivals RENAME TO record;

CREATE UNIQUE INDEX record_key ON record (type, id, revision, rival);
CREATE INDEX record_rival ON record (rival) WHERE rival > 0;
CREATE UNIQUE INDEX record_supersedes ON record (supersedes) WHERE supersedes IS NOT NULL;
CREATE TRIGGER record_no_update BEFORE UPDATE ON record BEGIN SELECT RAISE (ABORT, 'a case is append-only'); END;
CREATE TRIGGER record_no_delete BEFORE DELETE ON record BEGIN SELECT RAISE (ABORT, 'a case is append-only'); END;
