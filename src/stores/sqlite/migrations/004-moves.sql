-- Where this installation was carried to or from: `muleteer migrate`.
CREATE TABLE moves (
  id     TEXT PRIMARY KEY,
  role   TEXT NOT NULL CHECK (role IN ('source', 'target')),
  peer   TEXT NOT NULL,                            -- the other end
  state  TEXT NOT NULL CHECK (state IN ('under way', 'done', 'given up')),
  at     INTEGER NOT NULL,
  cursor TEXT                                      -- JSON: how far a target is
) STRICT, WITHOUT ROWID;
