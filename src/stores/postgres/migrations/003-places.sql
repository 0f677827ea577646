-- Oldest: 1
-- Places at engines that several nodes use, and the pace of submissions there. Nodes that know only version 2 leave both alone:
-- what they do is not counted, and counts hold once none of them is left.

-- The place that a task has at an engine, or, while `wished_until` is not over, its turn in line for one. Whether a place is taken
-- is what the task's own row says: see places.ts. A row that says nothing any more goes when the next place there is asked for, so
-- an engine has few more rows than places.
CREATE TABLE engine_places (
  task_id      TEXT COLLATE "C" PRIMARY KEY,
  engine       TEXT COLLATE "C" NOT NULL,          -- key of a shared engine
  lease        TEXT COLLATE "C" NOT NULL,          -- of the task, when it took the place
  nth          BIGINT NOT NULL DEFAULT nextval('places'), -- turn in line
  wished_until BIGINT                              -- NULL when it has the place
);
-- All that an engine has: what is counted for each that is given.
CREATE INDEX engine_places_of_engine ON engine_places (engine);

-- When the next submission to an engine may be made: one row for each engine with a pace, found by its key.
CREATE TABLE engine_turns (
  engine  TEXT COLLATE "C" PRIMARY KEY,
  next_at DOUBLE PRECISION NOT NULL                -- Unix milliseconds; a pace may be any fraction of a second
);
