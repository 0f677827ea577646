-- Tasks, keys, money. Times are Unix milliseconds, money is micro-dollars, JSON stands in columns that no query looks into.

CREATE TABLE tasks (
  id             TEXT PRIMARY KEY,               -- UUIDv7: sorts by creation
  key_id         TEXT NOT NULL,
  model          TEXT NOT NULL,
  state          TEXT NOT NULL CHECK (state IN ('pending', 'processing', 'completed', 'failed', 'cancelled')),
  input          TEXT NOT NULL,                  -- JSON
  seed           INTEGER NOT NULL,
  warnings       TEXT NOT NULL,                  -- JSON
  image_count    INTEGER NOT NULL CHECK (image_count >= 1),
  price_micros   INTEGER NOT NULL CHECK (price_micros >= 0),
  traceparent    TEXT NOT NULL,
  final_prompt   TEXT,
  engine         TEXT,
  submitted_at   INTEGER,
  handle         TEXT,                           -- JSON
  claims         INTEGER NOT NULL,
  failures       INTEGER NOT NULL,
  lease          TEXT,
  due_at         INTEGER NOT NULL,               -- leased: end of the lease; otherwise: when it may be claimed
  images         TEXT,                           -- JSON
  images_removed INTEGER NOT NULL DEFAULT 0 CHECK (images_removed IN (0, 1)),
  error          TEXT,                           -- JSON
  created_at     INTEGER NOT NULL,
  updated_at     INTEGER NOT NULL,
  started_at     INTEGER,
  finished_at    INTEGER,
  expires_at     INTEGER
) STRICT;

-- The queue, oldest first: a claim takes from its head.
CREATE INDEX tasks_pending ON tasks (id) WHERE state = 'pending';
-- What was begun and falls due: lost leases and retries. Small, because it holds live work only.
CREATE INDEX tasks_processing ON tasks (due_at) WHERE state = 'processing';
-- What the sweep deletes next.
CREATE INDEX tasks_expiring ON tasks (expires_at) WHERE expires_at IS NOT NULL AND images_removed = 0;

-- One reservation and at most one settlement a task: the primary key refuses a second charge (I7).
CREATE TABLE ledger (
  task_id       TEXT NOT NULL,
  settlement    INTEGER NOT NULL CHECK (settlement = (kind <> 'reserve')),
  kind          TEXT NOT NULL CHECK (kind IN ('reserve', 'charge', 'release')),
  key_id        TEXT NOT NULL,
  amount_micros INTEGER NOT NULL CHECK (amount_micros >= 0),
  at            INTEGER NOT NULL,
  PRIMARY KEY (task_id, settlement)
) STRICT, WITHOUT ROWID;

CREATE TABLE api_keys (
  id         TEXT PRIMARY KEY,
  name       TEXT NOT NULL,
  prefix     TEXT NOT NULL,
  hash       BLOB NOT NULL CHECK (length(hash) = 32),
  -- The first 8 bytes find the row; the caller compares all 32 in constant time.
  hash_head  BLOB NOT NULL GENERATED ALWAYS AS (substr(hash, 1, 8)) STORED,
  created_at INTEGER NOT NULL,
  revoked_at INTEGER
) STRICT;
CREATE INDEX api_keys_hash_head ON api_keys (hash_head);

CREATE TABLE secrets (
  name  TEXT PRIMARY KEY,
  value BLOB NOT NULL
) STRICT, WITHOUT ROWID;
