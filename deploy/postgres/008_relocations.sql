-- Which machine's data was moved into this database. A row without an end says that the data is not whole: silos refuse to start on it.
CREATE TABLE relocations (
    source      text PRIMARY KEY,
    started_at  timestamptz NOT NULL DEFAULT now(),
    finished_at timestamptz
);
