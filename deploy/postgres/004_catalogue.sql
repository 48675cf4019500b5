-- The searchable shadow of grain state. "document" is what was written, to the letter; "search" is what filters read.
-- Times are ISO 8601 in UTC with seven digits of fraction, so text order is time order. Collation C compares UTF-8 bytes.
CREATE TABLE catalogue (
    workspace  text COLLATE "C" NOT NULL,
    kind       text COLLATE "C" NOT NULL,
    id         text COLLATE "C" NOT NULL,
    created_at text COLLATE "C" NOT NULL,
    updated_at text COLLATE "C" NOT NULL,
    document   json NOT NULL,
    search     jsonb NOT NULL,
    PRIMARY KEY (workspace, kind, id)
);

CREATE INDEX catalogue_by_age ON catalogue (workspace, kind, created_at, id);

-- Serves equality, and membership in arrays, on any member of the document.
CREATE INDEX catalogue_by_member ON catalogue USING gin (search jsonb_path_ops);
