-- The searchable shadow of grain state. Times are ISO 8601 in UTC with seven digits of fraction, so text order is time order.
CREATE TABLE catalogue (
    workspace  TEXT NOT NULL,
    kind       TEXT NOT NULL,
    id         TEXT NOT NULL,
    created_at TEXT NOT NULL,
    updated_at TEXT NOT NULL,
    document   TEXT NOT NULL,
    PRIMARY KEY (workspace, kind, id)
);

CREATE INDEX catalogue_by_age ON catalogue (workspace, kind, created_at, id);
