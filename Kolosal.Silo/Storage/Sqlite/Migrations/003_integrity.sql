-- How far each log had come: a log file that became shorter is noticed, and its numbers are not given again.
CREATE TABLE log_marks (
    name     TEXT PRIMARY KEY,
    first    INTEGER NOT NULL, -- smaller numbers were removed by retention
    durable  INTEGER NOT NULL, -- smaller numbers were given to records that had reached the disk
    reserved INTEGER NOT NULL  -- this number and larger ones were never given
);

-- One row: which installation this is, and how often the database was committed to. The file beside it remembers a count, too.
CREATE TABLE installation (
    one     INTEGER PRIMARY KEY CHECK (one = 1),
    id      TEXT NOT NULL,
    commits INTEGER NOT NULL
);
