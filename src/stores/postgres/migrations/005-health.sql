-- Oldest: 1
-- What nodes find of engines that they share: one row for each engine, found by its key. Nodes that know only version 4 find out for
-- themselves, and tell nothing.
CREATE TABLE engine_health (
  engine       TEXT COLLATE "C" PRIMARY KEY,
  found_at     BIGINT NOT NULL,                    -- 0 when nothing was found yet
  finding      TEXT,                               -- JSON, to which later versions only add
  paused_since BIGINT NOT NULL,
  paused_until BIGINT NOT NULL                     -- 0 when its upstream never asked to be left alone
);
-- The place of the one call that is let through to an engine that failed.
ALTER TABLE engine_places ADD COLUMN is_trial BOOLEAN NOT NULL DEFAULT false;
