-- Sign-in of browsers: links that open once, and sessions. `hash` is of what opens them, `key_hash` of the key that they stand for.

CREATE TABLE login_links (
  hash       BLOB NOT NULL CHECK (length(hash) = 32),
  -- The first 8 bytes find the row; the rest is compared in constant time.
  hash_head  BLOB NOT NULL GENERATED ALWAYS AS (substr(hash, 1, 8)) STORED,
  key_id     TEXT NOT NULL,
  key_hash   BLOB NOT NULL CHECK (length(key_hash) = 32),
  created_at INTEGER NOT NULL,
  expires_at INTEGER NOT NULL
) STRICT;
CREATE INDEX login_links_hash_head ON login_links (hash_head);
CREATE INDEX login_links_of_key ON login_links (key_id, created_at);
CREATE INDEX login_links_ended ON login_links (expires_at);

CREATE TABLE sessions (
  hash       BLOB NOT NULL CHECK (length(hash) = 32),
  hash_head  BLOB NOT NULL GENERATED ALWAYS AS (substr(hash, 1, 8)) STORED,
  key_id     TEXT NOT NULL,
  key_hash   BLOB NOT NULL CHECK (length(key_hash) = 32),
  created_at INTEGER NOT NULL,
  expires_at INTEGER NOT NULL
) STRICT;
CREATE INDEX sessions_hash_head ON sessions (hash_head);
CREATE INDEX sessions_of_key ON sessions (key_id, created_at);
CREATE INDEX sessions_ended ON sessions (expires_at);
