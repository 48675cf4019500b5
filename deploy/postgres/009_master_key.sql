-- Fingerprint of the master key that the silos of this database share. One row; the key itself is never here.
CREATE TABLE master_key (
    single      boolean PRIMARY KEY DEFAULT true CHECK (single),
    fingerprint text NOT NULL
);
