-- How far the numbers of a log have been given leave, apart from the log itself: should its row in "logs" be lost, the next one begins behind
-- the mark, so that no number names two records. "first" is where a row began: smaller numbers were lost with the row before it.
CREATE TABLE log_marks (
    name     text COLLATE "C" PRIMARY KEY,
    reserved bigint NOT NULL
);

INSERT INTO log_marks (name, reserved) SELECT name, next + 1048576 FROM logs;

ALTER TABLE logs ADD COLUMN first bigint NOT NULL DEFAULT 0;

-- CRC-32C of the record; NULL in those that earlier programs wrote, which are taken as they are.
ALTER TABLE log_records ADD COLUMN checksum integer;
