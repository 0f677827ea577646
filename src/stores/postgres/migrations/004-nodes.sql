-- Oldest: 1
-- What each node tells the others of itself: the engines that it draws with. Nodes that know only version 3 tell nothing, and are not
-- seen. A row is good for a lease and written anew many times in it, so it needs no log: after a crash of the database it is gone,
-- and told again within seconds.
CREATE UNLOGGED TABLE nodes (
  id       TEXT COLLATE "C" PRIMARY KEY,           -- UUIDv7: sorts by when the node began
  name     TEXT NOT NULL,
  heard_at BIGINT NOT NULL,
  until    BIGINT NOT NULL,                        -- end of the lease
  engines  TEXT NOT NULL,                          -- JSON, to which later versions only add
  figures  TEXT NOT NULL                           -- JSON: how long its engines take
);
