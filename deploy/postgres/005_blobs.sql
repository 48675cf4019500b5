-- Sealed blobs. A blob's frames are written first, under a number of their own, in the transaction that names them.
CREATE TABLE blobs (
    workspace text COLLATE "C" NOT NULL,
    sha256    char(64) COLLATE "C" NOT NULL,
    length    bigint NOT NULL,
    header    bytea NOT NULL,
    frames    uuid NOT NULL,
    stored_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (workspace, sha256)
);

CREATE TABLE blob_frames (
    frames  uuid NOT NULL,
    number  integer NOT NULL,
    content bytea NOT NULL,
    PRIMARY KEY (frames, number)
);

-- Ciphertext does not compress.
ALTER TABLE blob_frames ALTER COLUMN content SET STORAGE EXTERNAL;
