-- Oldest: 1
-- Where this installation was carried to or from: `muleteer migrate`.
CREATE TABLE moves (
  id     TEXT COLLATE "C" PRIMARY KEY,
  role   TEXT NOT NULL CHECK (role IN ('source', 'target')),
  peer   TEXT NOT NULL,                            -- the other end
  state  TEXT NOT NULL CHECK (state IN ('under way', 'done', 'given up')),
  at     BIGINT NOT NULL,
  cursor TEXT                                      -- JSON: how far a target is
);
-- Every write of a node begins with its row in `writers`. While this is on, none gets further, not even that of an older node which
-- knows nothing of moves; switching it on waits for those that are under way.
CREATE FUNCTION refuse_writers() RETURNS trigger LANGUAGE plpgsql AS
  $$ BEGIN RAISE EXCEPTION 'this installation is closed: see muleteer migrate' USING ERRCODE = 'cannot_connect_now'; END $$;
CREATE TRIGGER closed BEFORE INSERT OR UPDATE ON writers FOR EACH STATEMENT EXECUTE FUNCTION refuse_writers();
ALTER TABLE writers DISABLE TRIGGER closed;
