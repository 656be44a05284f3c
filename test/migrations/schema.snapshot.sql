CREATE TABLE citation (
  position INTEGER PRIMARY KEY REFERENCES record (position),
  about    TEXT NOT NULL,
  source   TEXT NOT NULL,
  stance   TEXT NOT NULL
) STRICT;

CREATE INDEX citation_about ON citation (about);

CREATE INDEX citation_source ON citation (source);

CREATE TRIGGER citation_no_delete BEFORE DELETE ON citation BEGIN SELECT RAISE (ABORT, 'a case is append-only'); END;

CREATE TRIGGER citation_no_update BEFORE UPDATE ON citation BEGIN SELECT RAISE (ABORT, 'a case is append-only'); END;

CREATE TABLE derivation (
  position INTEGER PRIMARY KEY REFERENCES record (position),
  source   TEXT NOT NULL,
  parent   TEXT NOT NULL
) STRICT;

CREATE INDEX derivation_parent ON derivation (parent);

CREATE INDEX derivation_source ON derivation (source);

CREATE TRIGGER derivation_no_delete BEFORE DELETE ON derivation BEGIN SELECT RAISE (ABORT, 'a case is append-only'); END;

CREATE TRIGGER derivation_no_update BEFORE UPDATE ON derivation BEGIN SELECT RAISE (ABORT, 'a case is append-only'); END;

CREATE TABLE entry (
  number      INTEGER PRIMARY KEY,
  position    INTEGER NOT NULL UNIQUE,          -- leaf index of this entry's own leaf, the last it adds
  recorded_at TEXT    NOT NULL,                 -- RFC 3339, UTC, milliseconds
  clock       TEXT,                             -- what the clock said, when it was behind the entry before
  analyst     TEXT    NOT NULL,
  command     TEXT    NOT NULL,
  note        TEXT,
  records     INTEGER NOT NULL,
  size        INTEGER NOT NULL,                 -- leaves in the tree after it
  root        BLOB    NOT NULL CHECK (length(root) = 32),
  peaks       BLOB    NOT NULL                  -- roots of the complete subtrees, largest first
) STRICT;

CREATE TRIGGER entry_no_delete BEFORE DELETE ON entry BEGIN SELECT RAISE (ABORT, 'a case is append-only'); END;

CREATE TRIGGER entry_no_update BEFORE UPDATE ON entry BEGIN SELECT RAISE (ABORT, 'a case is append-only'); END;

CREATE TABLE leg (
  position   INTEGER PRIMARY KEY REFERENCES record (position),
  route      TEXT NOT NULL,
  from_place TEXT NOT NULL,
  to_place   TEXT NOT NULL
) STRICT;

CREATE INDEX leg_route ON leg (route);

CREATE TRIGGER leg_no_delete BEFORE DELETE ON leg BEGIN SELECT RAISE (ABORT, 'a case is append-only'); END;

CREATE TRIGGER leg_no_update BEFORE UPDATE ON leg BEGIN SELECT RAISE (ABORT, 'a case is append-only'); END;

CREATE TABLE migration (
  number     INTEGER PRIMARY KEY,
  name       TEXT NOT NULL,
  sha256     TEXT NOT NULL) STRICT;

CREATE TABLE name (
  folded   TEXT    NOT NULL,
  type     TEXT    NOT NULL,
  position INTEGER NOT NULL REFERENCES record (position),
  PRIMARY KEY (folded, type, position)
) STRICT, WITHOUT ROWID;

CREATE TRIGGER name_no_delete BEFORE DELETE ON name BEGIN SELECT RAISE (ABORT, 'a case is append-only'); END;

CREATE TRIGGER name_no_update BEFORE UPDATE ON name BEGIN SELECT RAISE (ABORT, 'a case is append-only'); END;

CREATE TABLE observation (
  position    INTEGER PRIMARY KEY REFERENCES record (position),
  kind        TEXT NOT NULL,
  place       TEXT,
  claimed_by  TEXT,
  outcome     TEXT NOT NULL,
  credibility INTEGER,
  first       TEXT,                             -- bounds of the date, UTC; both NULL when undated
  last        TEXT,
  dated       INTEGER NOT NULL CHECK (dated IN (0, 1)),
  quantity    REAL
) STRICT;

CREATE INDEX observation_first ON observation (first);

CREATE INDEX observation_place ON observation (place);

CREATE TRIGGER observation_no_delete BEFORE DELETE ON observation BEGIN SELECT RAISE (ABORT, 'a case is append-only'); END;

CREATE TRIGGER observation_no_update BEFORE UPDATE ON observation BEGIN SELECT RAISE (ABORT, 'a case is append-only'); END;

CREATE TABLE observation_leg (
  leg      TEXT    NOT NULL,
  position INTEGER NOT NULL REFERENCES record (position),
  stage    TEXT    NOT NULL,                    -- '' when the link names no stage
  PRIMARY KEY (leg, position, stage)
) STRICT, WITHOUT ROWID;

CREATE TRIGGER observation_leg_no_delete BEFORE DELETE ON observation_leg BEGIN SELECT RAISE (ABORT, 'a case is append-only'); END;

CREATE TRIGGER observation_leg_no_update BEFORE UPDATE ON observation_leg BEGIN SELECT RAISE (ABORT, 'a case is append-only'); END;

CREATE TABLE observation_vessel (
  vessel   TEXT    NOT NULL,
  position INTEGER NOT NULL REFERENCES record (position),
  PRIMARY KEY (vessel, position)
) STRICT, WITHOUT ROWID;

CREATE TRIGGER observation_vessel_no_delete BEFORE DELETE ON observation_vessel BEGIN SELECT RAISE (ABORT, 'a case is append-only'); END;

CREATE TRIGGER observation_vessel_no_update BEFORE UPDATE ON observation_vessel BEGIN SELECT RAISE (ABORT, 'a case is append-only'); END;

CREATE TABLE "record" (
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

CREATE UNIQUE INDEX record_key ON record (type, id, revision, rival);

CREATE INDEX record_rival ON record (rival) WHERE rival > 0;

CREATE UNIQUE INDEX record_supersedes ON record (supersedes) WHERE supersedes IS NOT NULL;

CREATE TRIGGER record_no_delete BEFORE DELETE ON record BEGIN SELECT RAISE (ABORT, 'a case is append-only'); END;

CREATE TRIGGER record_no_update BEFORE UPDATE ON record BEGIN SELECT RAISE (ABORT, 'a case is append-only'); END;

CREATE TABLE relation (
  position INTEGER PRIMARY KEY REFERENCES record (position),
  subject  TEXT NOT NULL,
  object   TEXT NOT NULL
) STRICT;

CREATE INDEX relation_object ON relation (object);

CREATE INDEX relation_subject ON relation (subject);

CREATE TRIGGER relation_no_delete BEFORE DELETE ON relation BEGIN SELECT RAISE (ABORT, 'a case is append-only'); END;

CREATE TRIGGER relation_no_update BEFORE UPDATE ON relation BEGIN SELECT RAISE (ABORT, 'a case is append-only'); END;

CREATE VIRTUAL TABLE search USING fts5 (
  words,
  content = 'search_text',
  content_rowid = 'position',
  tokenize = 'unicode61 remove_diacritics 2'
);

CREATE TABLE search_text (
  position INTEGER PRIMARY KEY REFERENCES record (position),
  words    TEXT NOT NULL
) STRICT;

CREATE TRIGGER search_text_no_delete BEFORE DELETE ON search_text BEGIN SELECT RAISE (ABORT, 'a case is append-only'); END;

CREATE TRIGGER search_text_no_update BEFORE UPDATE ON search_text BEGIN SELECT RAISE (ABORT, 'a case is append-only'); END;

CREATE TABLE source (
  position        INTEGER PRIMARY KEY REFERENCES record (position),
  id              TEXT NOT NULL,
  kind            TEXT NOT NULL,
  lineage         TEXT NOT NULL,
  originator      TEXT,
  reliability     TEXT,
  published_first TEXT,
  published_last  TEXT
) STRICT;

CREATE INDEX source_id ON source (id);

CREATE INDEX source_originator ON source (originator) WHERE originator IS NOT NULL;

CREATE TRIGGER source_no_delete BEFORE DELETE ON source BEGIN SELECT RAISE (ABORT, 'a case is append-only'); END;

CREATE TRIGGER source_no_update BEFORE UPDATE ON source BEGIN SELECT RAISE (ABORT, 'a case is append-only'); END;
