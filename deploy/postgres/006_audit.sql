-- The audit chains of all workspaces. Entries are appended only; the primary key keeps two writers from continuing one chain.
CREATE TABLE audit_entries (
    workspace text COLLATE "C" NOT NULL,
    sequence  bigint NOT NULL,
    hash      char(64) COLLATE "C" NOT NULL,
    entry     text NOT NULL,
    PRIMARY KEY (workspace, sequence)
);
