-- Priorities and turns, deadlines, progress, events, webhooks, limits, usage, search.

ALTER TABLE tasks ADD COLUMN level INTEGER NOT NULL DEFAULT 1 CHECK (level IN (0, 1, 2)); -- low, normal, high
ALTER TABLE tasks ADD COLUMN deadline_at INTEGER;
ALTER TABLE tasks ADD COLUMN origin TEXT NOT NULL DEFAULT '';
ALTER TABLE tasks ADD COLUMN webhook_url TEXT;
ALTER TABLE tasks ADD COLUMN progress TEXT;                        -- JSON
ALTER TABLE tasks ADD COLUMN heard_at INTEGER;

-- What each key has waiting, by model, oldest first (the rowid is the last column of every index): so a claim finds the next task
-- of a key for some models without reading those for others.
DROP INDEX tasks_pending;
CREATE INDEX tasks_pending ON tasks (level, key_id, model, created_at) WHERE state = 'pending';
-- Within a level, keys take turns: whoever was served longest ago is next.
CREATE TABLE turns (
  level   INTEGER NOT NULL,
  key_id  TEXT NOT NULL,
  served  INTEGER NOT NULL,                        -- grows with every claim; 0 when the key was never served
  waiting INTEGER NOT NULL CHECK (waiting IN (0, 1)),
  since   INTEGER NOT NULL,                        -- row of the task with which it began to wait
  PRIMARY KEY (level, key_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX turns_waiting ON turns (level DESC, served, since) WHERE waiting = 1;
INSERT INTO turns SELECT level, key_id, 0, 1, min(rowid) FROM tasks WHERE state = 'pending' GROUP BY 1, 2;
-- What a deadline ends next.
CREATE INDEX tasks_deadlines ON tasks (deadline_at) WHERE deadline_at IS NOT NULL AND state IN ('pending', 'processing');
-- A key's tasks, newest first: all, and those of one model in one state. Any other choice is a few of the latter, merged.
CREATE INDEX tasks_of_key ON tasks (key_id, id);
CREATE INDEX tasks_by_state ON tasks (key_id, model, state, id);
-- Durations are learnt from the newest.
CREATE INDEX tasks_completed ON tasks (finished_at) WHERE state = 'completed';

-- The newest preview of each task that is being processed.
CREATE TABLE previews (
  task_id TEXT PRIMARY KEY,
  jpeg    BLOB NOT NULL
) STRICT, WITHOUT ROWID;

-- Prompts by words, see search.ts: the words themselves are not kept, only in which rows they stand. They come folded, so the
-- tokenizer has only to part them at spaces; the first 1, 2 and 3 characters are indexed apart, because what begins so is too much
-- to be merged at a search.
CREATE VIRTUAL TABLE task_words USING fts5 (
  words,
  content = '', contentless_delete = 1, detail = none, prefix = '1 2 3', tokenize = 'ascii'
);
CREATE VIRTUAL TABLE task_vocabulary USING fts5vocab (task_words, instance);
CREATE TABLE task_word_rows (
  row     INTEGER PRIMARY KEY AUTOINCREMENT,
  task_id TEXT NOT NULL UNIQUE
) STRICT;
-- What events up to this one tell is in the index; a search reads the tasks of later ones itself.
CREATE TABLE task_words_through (event_id INTEGER NOT NULL) STRICT;
INSERT INTO task_words_through VALUES (0);

CREATE TABLE events (
  id       INTEGER PRIMARY KEY AUTOINCREMENT,      -- never used twice, also when the newest were forgotten
  task_id  TEXT NOT NULL,
  key_id   TEXT NOT NULL,
  model    TEXT NOT NULL,
  type     TEXT NOT NULL,
  at       INTEGER NOT NULL,
  progress TEXT                                    -- JSON
) STRICT;
CREATE INDEX events_of_task ON events (task_id);
CREATE INDEX events_of_key ON events (key_id);
INSERT INTO events (task_id, key_id, model, type, at) SELECT id, key_id, model, 'task.created', created_at FROM tasks ORDER BY id;
CREATE TABLE events_pruned (through INTEGER NOT NULL) STRICT;
INSERT INTO events_pruned VALUES (0);

CREATE TABLE idempotency (
  key_id      TEXT NOT NULL,
  path        TEXT NOT NULL,
  idem_key    TEXT NOT NULL,
  fingerprint TEXT NOT NULL,
  task_id     TEXT NOT NULL,
  created_at  INTEGER NOT NULL,
  until       INTEGER NOT NULL,
  PRIMARY KEY (key_id, path, idem_key)
) STRICT, WITHOUT ROWID;
CREATE INDEX idempotency_until ON idempotency (until);

ALTER TABLE api_keys ADD COLUMN role TEXT NOT NULL DEFAULT 'inference' CHECK (role IN ('inference', 'admin'));
ALTER TABLE api_keys ADD COLUMN limits TEXT NOT NULL DEFAULT '{}'; -- JSON
ALTER TABLE api_keys ADD COLUMN expires_at INTEGER;
-- Until now every key could do what there was to do; the ones that a first start or an operator's setting made stay so.
UPDATE api_keys SET role = 'admin' WHERE id = 'bootstrap' OR name = 'first key';

-- Creates of a key in each second; those of the last minute count.
CREATE TABLE request_counts (
  key_id TEXT NOT NULL,
  second INTEGER NOT NULL,
  n      INTEGER NOT NULL,
  PRIMARY KEY (key_id, second)
) STRICT, WITHOUT ROWID;

-- What a key's tasks cost, by the day on which they were created.
CREATE TABLE spend (
  key_id          TEXT NOT NULL,
  day             TEXT NOT NULL,                   -- YYYY-MM-DD, UTC
  charged_micros  INTEGER NOT NULL CHECK (charged_micros >= 0),
  reserved_micros INTEGER NOT NULL CHECK (reserved_micros >= 0),
  PRIMARY KEY (key_id, day)
) STRICT, WITHOUT ROWID;
INSERT INTO spend
SELECT tasks.key_id, date(created_at / 1000, 'unixepoch'),
  sum(coalesce((SELECT amount_micros FROM ledger WHERE task_id = id AND kind = 'charge'), 0)),
  sum(iif(state IN ('pending', 'processing'), price_micros, 0))
FROM tasks GROUP BY 1, 2;

-- How many tasks a key has unfinished, what all its tasks cost, and whether it was told that its balance is low.
CREATE TABLE key_state (
  key_id          TEXT PRIMARY KEY,
  live            INTEGER NOT NULL CHECK (live >= 0),
  charged_micros  INTEGER NOT NULL CHECK (charged_micros >= 0),
  reserved_micros INTEGER NOT NULL CHECK (reserved_micros >= 0),
  low_told        INTEGER NOT NULL DEFAULT 0 CHECK (low_told IN (0, 1))
) STRICT, WITHOUT ROWID;
INSERT INTO key_state (key_id, live, charged_micros, reserved_micros)
SELECT key_id, (SELECT count(*) FROM tasks WHERE tasks.key_id = spend.key_id AND state IN ('pending', 'processing')),
  sum(charged_micros), sum(reserved_micros)
FROM spend GROUP BY key_id;

-- Tasks that ended, by the day on which they did; it outlives the tasks themselves.
CREATE TABLE usage (
  day            TEXT NOT NULL,
  key_id         TEXT NOT NULL,
  model          TEXT NOT NULL,
  engine         TEXT NOT NULL,
  completed      INTEGER NOT NULL,
  failed         INTEGER NOT NULL,
  cancelled      INTEGER NOT NULL,
  images         INTEGER NOT NULL,
  charged_micros INTEGER NOT NULL,
  PRIMARY KEY (day, key_id, model, engine)
) STRICT, WITHOUT ROWID;
INSERT INTO usage
SELECT date(finished_at / 1000, 'unixepoch'), key_id, model, coalesce(engine, ''),
  sum(state = 'completed'), sum(state = 'failed'), sum(state = 'cancelled'), sum(coalesce(json_array_length(images), 0)),
  sum(coalesce((SELECT amount_micros FROM ledger WHERE task_id = id AND kind = 'charge'), 0))
FROM tasks WHERE finished_at IS NOT NULL GROUP BY 1, 2, 3, 4;

CREATE TABLE webhooks (
  id                    TEXT PRIMARY KEY,
  key_id                TEXT NOT NULL,
  url                   TEXT NOT NULL,
  description           TEXT NOT NULL,
  events                TEXT,                      -- JSON; NULL for all
  secret                TEXT NOT NULL,
  previous_secret       TEXT,
  previous_secret_until INTEGER,
  created_at            INTEGER NOT NULL,
  disabled_at           INTEGER,
  disabled_reason       TEXT,
  failing_since         INTEGER
) STRICT;
CREATE INDEX webhooks_of_key ON webhooks (key_id, id);

-- What signs deliveries to a task's own URL.
CREATE TABLE webhook_key_secrets (
  key_id                TEXT PRIMARY KEY,
  secret                TEXT NOT NULL,
  previous_secret       TEXT,
  previous_secret_until INTEGER
) STRICT, WITHOUT ROWID;

CREATE TABLE deliveries (
  id         TEXT PRIMARY KEY,                     -- UUIDv7
  event_id   TEXT NOT NULL,
  type       TEXT NOT NULL,
  key_id     TEXT NOT NULL,
  webhook_id TEXT,
  url        TEXT NOT NULL,
  target     TEXT NOT NULL,                        -- what waits for each other
  task_id    TEXT,
  data       TEXT,                                 -- JSON
  state      TEXT NOT NULL CHECK (state IN ('pending', 'succeeded', 'failed')),
  attempts   INTEGER NOT NULL DEFAULT 0,
  due_at     INTEGER NOT NULL,                     -- leased: end of the lease
  leased     INTEGER NOT NULL DEFAULT 0 CHECK (leased IN (0, 1)),
  created_at INTEGER NOT NULL
) STRICT;
CREATE INDEX deliveries_due ON deliveries (due_at) WHERE state = 'pending';
-- What each target waits for: a long queue to one that hangs is skipped at once.
CREATE INDEX deliveries_of_target ON deliveries (target, due_at) WHERE state = 'pending';
-- When each target's next delivery is due, so that a claim reads nothing of the many that wait for a later attempt. Every write to
-- deliveries keeps it up, whatever it is about.
CREATE TABLE delivery_targets (
  target TEXT PRIMARY KEY,
  key_id TEXT NOT NULL,
  due_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX delivery_targets_of_key ON delivery_targets (key_id, due_at);
CREATE TRIGGER deliveries_made AFTER INSERT ON deliveries WHEN new.state = 'pending' BEGIN
  INSERT INTO delivery_targets VALUES (new.target, new.key_id, new.due_at)
    ON CONFLICT DO UPDATE SET due_at = min(due_at, excluded.due_at);
END;
CREATE TRIGGER deliveries_moved AFTER UPDATE OF state, due_at ON deliveries BEGIN
  DELETE FROM delivery_targets WHERE target = new.target;
  INSERT INTO delivery_targets
    SELECT target, key_id, due_at FROM deliveries WHERE state = 'pending' AND target = new.target ORDER BY due_at LIMIT 1;
END;
CREATE TRIGGER deliveries_forgotten AFTER DELETE ON deliveries WHEN old.state = 'pending' BEGIN
  DELETE FROM delivery_targets WHERE target = old.target;
  INSERT INTO delivery_targets
    SELECT target, key_id, due_at FROM deliveries WHERE state = 'pending' AND target = old.target ORDER BY due_at LIMIT 1;
END;
-- What is under way.
CREATE INDEX deliveries_leased ON deliveries (due_at) WHERE leased = 1;
CREATE INDEX deliveries_of_key ON deliveries (key_id, id);
-- What is rare among many that succeeded is found at once.
CREATE INDEX deliveries_unusual ON deliveries (key_id, state, id) WHERE state IN ('pending', 'failed');
CREATE INDEX deliveries_of_webhook ON deliveries (webhook_id, id) WHERE webhook_id IS NOT NULL;
CREATE INDEX deliveries_of_task ON deliveries (task_id) WHERE task_id IS NOT NULL;
CREATE INDEX deliveries_ended ON deliveries (created_at) WHERE state <> 'pending';

CREATE TABLE delivery_attempts (
  delivery_id TEXT NOT NULL,
  n           INTEGER NOT NULL,
  at          INTEGER NOT NULL,
  status      INTEGER,
  duration_ms INTEGER NOT NULL,
  error       TEXT,
  response    TEXT NOT NULL,
  PRIMARY KEY (delivery_id, n)
) STRICT, WITHOUT ROWID;
