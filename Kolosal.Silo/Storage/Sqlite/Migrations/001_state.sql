-- Grain state: one row per grain and state name. The ETag is a number that never comes twice for one key.
CREATE TABLE grain_state (
    grain_id   TEXT NOT NULL,
    state_name TEXT NOT NULL,
    etag       INTEGER NOT NULL,
    payload    BLOB NOT NULL,
    PRIMARY KEY (grain_id, state_name)
);

-- When grains asked to be woken.
CREATE TABLE reminders (
    grain_id TEXT NOT NULL,
    name     TEXT NOT NULL,
    start_at INTEGER NOT NULL, -- ticks, UTC
    period   INTEGER NOT NULL, -- ticks
    etag     INTEGER NOT NULL,
    PRIMARY KEY (grain_id, name)
);
