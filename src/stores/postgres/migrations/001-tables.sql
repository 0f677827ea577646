-- Oldest: 1
-- Tasks, money, events, webhooks, keys, sessions, search. Times are Unix milliseconds by the database's clock, money is
-- micro-dollars. JSON stands in TEXT, because no query looks into it and jsonb takes no NUL; so do texts that may hold one.
-- Everything that is compared or sorted is in bytes (COLLATE "C"), whatever the database's own collation.

CREATE SEQUENCE places;
CREATE TABLE tasks (
  id             TEXT COLLATE "C" PRIMARY KEY,     -- UUIDv7: sorts by creation
  place          BIGINT NOT NULL DEFAULT nextval('places'), -- tells apart what was created in the same millisecond
  key_id         TEXT COLLATE "C" NOT NULL,
  model          TEXT COLLATE "C" NOT NULL,
  input          TEXT NOT NULL,                    -- JSON
  seed           BIGINT NOT NULL,
  image_count    INTEGER NOT NULL CHECK (image_count >= 1),
  price_micros   BIGINT NOT NULL CHECK (price_micros >= 0),
  traceparent    TEXT NOT NULL,
  level          INTEGER NOT NULL CHECK (level IN (0, 1, 2)), -- low, normal, high
  deadline_at    BIGINT,
  origin         TEXT NOT NULL,
  webhook_url    TEXT,
  created_at     BIGINT NOT NULL,
  state          TEXT COLLATE "C" NOT NULL CHECK (state IN ('pending', 'processing', 'completed', 'failed', 'cancelled')),
  warnings       TEXT NOT NULL,                    -- JSON
  final_prompt   TEXT,                             -- JSON
  engine         TEXT COLLATE "C",
  submitted_at   BIGINT,
  handle         TEXT,                             -- JSON
  claims         INTEGER NOT NULL,
  failures       INTEGER NOT NULL,
  lease          TEXT COLLATE "C",
  due_at         BIGINT NOT NULL,                  -- leased: end of the lease; otherwise: when it may be claimed
  progress       TEXT,                             -- JSON
  heard_at       BIGINT,
  images         TEXT,                             -- JSON
  error          TEXT,                             -- JSON
  updated_at     BIGINT NOT NULL,
  started_at     BIGINT,
  finished_at    BIGINT,
  expires_at     BIGINT,
  images_removed BOOLEAN NOT NULL DEFAULT false
);
-- What each key has waiting, by model, oldest first: a claim hops from one key and model to the next.
CREATE INDEX tasks_pending ON tasks (level, key_id, model, created_at, place) WHERE state = 'pending';
-- The oldest that waits, for the depth of the queue.
CREATE INDEX tasks_pending_by_age ON tasks (created_at) WHERE state = 'pending';
-- What was begun and falls due: lost leases and retries. Small, because it holds live work only.
CREATE INDEX tasks_processing ON tasks (due_at) WHERE state = 'processing';
-- What a deadline ends next.
CREATE INDEX tasks_deadlines ON tasks (deadline_at) WHERE deadline_at IS NOT NULL AND state IN ('pending', 'processing');
-- What the sweep deletes next.
CREATE INDEX tasks_expiring ON tasks (expires_at) WHERE expires_at IS NOT NULL AND NOT images_removed;
-- Durations are learnt from the newest.
CREATE INDEX tasks_completed ON tasks (finished_at) WHERE state = 'completed';
-- A key's tasks, newest first: all, those in one state, those of one model in one state. Any other choice is a few of these, merged.
CREATE INDEX tasks_of_key ON tasks (key_id, id);
CREATE INDEX tasks_of_state ON tasks (key_id, state, id);
CREATE INDEX tasks_of_model ON tasks (key_id, model, state, id);

-- Within a level, keys take turns: whoever was served longest ago is next, and of those never served who has waited longest.
CREATE TABLE turns (
  level   INTEGER NOT NULL,
  key_id  TEXT COLLATE "C" NOT NULL,
  served  BIGINT NOT NULL,                         -- grows with every claim; 0 when the key was never served
  since   BIGINT NOT NULL,                         -- place of the task with which it began to wait
  PRIMARY KEY (level, key_id)
);
CREATE SEQUENCE serves;

-- The newest preview of each task that is being processed.
CREATE TABLE previews (
  task_id TEXT COLLATE "C" PRIMARY KEY,
  jpeg    BYTEA NOT NULL
);

-- One reservation and at most one settlement a task: the primary key refuses a second charge (I7).
CREATE TABLE ledger (
  task_id       TEXT COLLATE "C" NOT NULL,
  settlement    INTEGER NOT NULL CHECK (settlement = CASE kind WHEN 'reserve' THEN 0 ELSE 1 END),
  kind          TEXT NOT NULL CHECK (kind IN ('reserve', 'charge', 'release')),
  key_id        TEXT COLLATE "C" NOT NULL,
  amount_micros BIGINT NOT NULL CHECK (amount_micros >= 0),
  at            BIGINT NOT NULL,
  PRIMARY KEY (task_id, settlement)
);

-- How many tasks a key has unfinished, what all its tasks cost, and whether it was told that its balance is low. Whoever creates
-- or ends a task of a key holds this row until he has committed: so limits and budgets hold exactly, on any number of nodes.
CREATE TABLE key_state (
  key_id          TEXT COLLATE "C" PRIMARY KEY,
  live            BIGINT NOT NULL DEFAULT 0 CHECK (live >= 0),
  charged_micros  BIGINT NOT NULL DEFAULT 0 CHECK (charged_micros >= 0),
  reserved_micros BIGINT NOT NULL DEFAULT 0 CHECK (reserved_micros >= 0),
  low_told        BOOLEAN NOT NULL DEFAULT false
);
CREATE INDEX key_state_live ON key_state (live DESC, key_id) WHERE live > 0;

-- What a key's tasks cost, by the day on which they were created. Without a CHECK, which would look at what an upsert adds.
CREATE TABLE spend (
  key_id          TEXT COLLATE "C" NOT NULL,
  day             TEXT COLLATE "C" NOT NULL,       -- YYYY-MM-DD, UTC
  charged_micros  BIGINT NOT NULL,
  reserved_micros BIGINT NOT NULL,
  PRIMARY KEY (key_id, day)
);

-- Creates of a key in each second; those of the last minute count.
CREATE TABLE request_counts (
  key_id TEXT COLLATE "C" NOT NULL,
  second BIGINT NOT NULL,
  n      BIGINT NOT NULL,
  PRIMARY KEY (key_id, second)
);

-- Tasks that ended, by the day on which they did; it outlives the tasks themselves.
CREATE TABLE usage (
  day            TEXT COLLATE "C" NOT NULL,
  key_id         TEXT COLLATE "C" NOT NULL,
  model          TEXT COLLATE "C" NOT NULL,
  engine         TEXT COLLATE "C" NOT NULL,
  completed      BIGINT NOT NULL,
  failed         BIGINT NOT NULL,
  cancelled      BIGINT NOT NULL,
  images         BIGINT NOT NULL,
  charged_micros BIGINT NOT NULL,
  PRIMARY KEY (day, key_id, model, engine)
);

CREATE TABLE idempotency (
  key_id      TEXT COLLATE "C" NOT NULL,
  path        TEXT COLLATE "C" NOT NULL,
  idem_key    TEXT COLLATE "C" NOT NULL,
  fingerprint TEXT NOT NULL,
  task_id     TEXT COLLATE "C" NOT NULL,
  created_at  BIGINT NOT NULL,
  until       BIGINT NOT NULL,
  PRIMARY KEY (key_id, path, idem_key)
);
CREATE INDEX idempotency_until ON idempotency (until);

-- A sequence would give ids that commit out of order, and a reader that resumes would miss those that commit late. So the last id
-- stands in this one row: whoever tells of something locks it last, takes his ids and commits. What is seen is always whole.
CREATE TABLE event_counter (last BIGINT NOT NULL);
INSERT INTO event_counter VALUES (0);
CREATE TABLE events (
  id       BIGINT PRIMARY KEY,
  task_id  TEXT COLLATE "C" NOT NULL,
  key_id   TEXT COLLATE "C" NOT NULL,
  model    TEXT COLLATE "C" NOT NULL,
  type     TEXT COLLATE "C" NOT NULL,
  at       BIGINT NOT NULL,
  progress TEXT                                    -- JSON
);
CREATE INDEX events_of_task ON events (task_id, id);
CREATE INDEX events_of_key ON events (key_id, id);
CREATE TABLE events_pruned (through BIGINT NOT NULL);
INSERT INTO events_pruned VALUES (0);

-- Prompts by words: a vector of the terms of shared/words.ts, which are whole, so no dictionary of PostgreSQL has a part in it.
CREATE TABLE task_words (
  task_id TEXT COLLATE "C" PRIMARY KEY,
  words   TSVECTOR NOT NULL
);
CREATE INDEX task_words_words ON task_words USING gin (words);
-- What events up to this one tell is in the index; a search reads the tasks of later ones itself.
CREATE TABLE task_words_through (event_id BIGINT NOT NULL);
INSERT INTO task_words_through VALUES (0);

CREATE TABLE api_keys (
  id         TEXT COLLATE "C" PRIMARY KEY,
  name       TEXT NOT NULL,
  role       TEXT NOT NULL CHECK (role IN ('inference', 'admin')),
  prefix     TEXT NOT NULL,
  hash       BYTEA NOT NULL CHECK (length(hash) = 32),
  limits     TEXT NOT NULL,                        -- JSON
  created_at BIGINT NOT NULL,
  expires_at BIGINT,
  revoked_at BIGINT
);
-- The first 8 bytes find the row; the caller compares all 32 in constant time.
CREATE INDEX api_keys_hash_head ON api_keys (substr(hash, 1, 8));

-- The last transaction that each writer of each node has committed: what a commit is asked after by whose answer was lost. Numbers
-- of PostgreSQL's own would not do: after a crash it gives those anew that left nothing on the disk.
CREATE TABLE writers (
  id   TEXT COLLATE "C" PRIMARY KEY,
  last BIGINT NOT NULL,
  at   TIMESTAMPTZ NOT NULL
);

CREATE TABLE secrets (
  name  TEXT COLLATE "C" PRIMARY KEY,
  value BYTEA NOT NULL
);

CREATE TABLE webhooks (
  id                    TEXT COLLATE "C" PRIMARY KEY,
  key_id                TEXT COLLATE "C" NOT NULL,
  url                   TEXT NOT NULL,
  description           TEXT NOT NULL,
  events                TEXT,                      -- JSON; NULL for all
  secret                TEXT NOT NULL,
  previous_secret       TEXT,
  previous_secret_until BIGINT,
  created_at            BIGINT NOT NULL,
  disabled_at           BIGINT,
  disabled_reason       TEXT,
  failing_since         BIGINT
);
CREATE INDEX webhooks_of_key ON webhooks (key_id, id);

-- What signs deliveries to a task's own URL.
CREATE TABLE webhook_key_secrets (
  key_id                TEXT COLLATE "C" PRIMARY KEY,
  secret                TEXT NOT NULL,
  previous_secret       TEXT,
  previous_secret_until BIGINT
);

CREATE TABLE deliveries (
  id         TEXT COLLATE "C" PRIMARY KEY,         -- UUIDv7
  place      BIGINT NOT NULL GENERATED ALWAYS AS IDENTITY,
  event_id   TEXT NOT NULL,
  type       TEXT NOT NULL,
  key_id     TEXT COLLATE "C" NOT NULL,
  webhook_id TEXT COLLATE "C",
  url        TEXT NOT NULL,
  target     TEXT COLLATE "C" NOT NULL,            -- what waits for each other
  task_id    TEXT COLLATE "C",
  data       TEXT,                                 -- JSON
  state      TEXT COLLATE "C" NOT NULL DEFAULT 'pending' CHECK (state IN ('pending', 'succeeded', 'failed')),
  attempts   INTEGER NOT NULL DEFAULT 0,
  due_at     BIGINT NOT NULL,                      -- leased: end of the lease
  leased_by  TEXT COLLATE "C",                     -- the store that has it under way
  created_at BIGINT NOT NULL
);
-- What is due, whoever it is for: what waits for a later attempt is not read.
CREATE INDEX deliveries_due ON deliveries (due_at) WHERE state = 'pending';
-- What each target waits for: where more is due than is read at once, a claim hops from one target to the next.
CREATE INDEX deliveries_of_target ON deliveries (key_id, target, due_at, place) WHERE state = 'pending';
-- What is under way.
CREATE INDEX deliveries_leased ON deliveries (due_at) WHERE leased_by IS NOT NULL;
CREATE INDEX deliveries_of_key ON deliveries (key_id, id);
CREATE INDEX deliveries_of_state ON deliveries (key_id, state, id);
CREATE INDEX deliveries_of_webhook ON deliveries (webhook_id, id) WHERE webhook_id IS NOT NULL;
CREATE INDEX deliveries_of_task ON deliveries (task_id) WHERE task_id IS NOT NULL;
CREATE INDEX deliveries_ended ON deliveries (created_at) WHERE state <> 'pending';

CREATE TABLE delivery_attempts (
  delivery_id TEXT COLLATE "C" NOT NULL,
  n           INTEGER NOT NULL,
  at          BIGINT NOT NULL,
  status      INTEGER,
  duration_ms BIGINT NOT NULL,
  error       TEXT,
  response    TEXT NOT NULL,                       -- JSON
  PRIMARY KEY (delivery_id, n)
);

-- Sign-in of browsers: links that open once, and sessions. `hash` is of what opens them, `key_hash` of the key that they stand for.
CREATE TABLE login_links (
  place      BIGINT NOT NULL GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  hash       BYTEA NOT NULL CHECK (length(hash) = 32),
  key_id     TEXT COLLATE "C" NOT NULL,
  key_hash   BYTEA NOT NULL CHECK (length(key_hash) = 32),
  created_at BIGINT NOT NULL,
  expires_at BIGINT NOT NULL
);
CREATE INDEX login_links_hash_head ON login_links (substr(hash, 1, 8));
CREATE INDEX login_links_of_key ON login_links (key_id, created_at);
CREATE INDEX login_links_ended ON login_links (expires_at);

CREATE TABLE sessions (
  place      BIGINT NOT NULL GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  hash       BYTEA NOT NULL CHECK (length(hash) = 32),
  key_id     TEXT COLLATE "C" NOT NULL,
  key_hash   BYTEA NOT NULL CHECK (length(key_hash) = 32),
  created_at BIGINT NOT NULL,
  expires_at BIGINT NOT NULL
);
CREATE INDEX sessions_hash_head ON sessions (substr(hash, 1, 8));
CREATE INDEX sessions_of_key ON sessions (key_id, created_at);
CREATE INDEX sessions_ended ON sessions (expires_at);
