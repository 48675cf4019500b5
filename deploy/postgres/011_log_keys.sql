-- What a record is found by without reading its log: of predictions the batch id that their prediction ids name. NULL for records that nobody
-- looks for.
ALTER TABLE log_records ADD COLUMN key uuid;

-- Predictions of earlier programs keep being found, of each model the last 262,144. The id stands behind the model's key, whose length is at
-- byte 2; what is too short to be a record has none.
UPDATE log_records SET key = CASE
    WHEN octet_length(record) < 4 THEN NULL
    WHEN octet_length(record) < 20 + get_byte(record, 2) + 256 * get_byte(record, 3) THEN NULL
    ELSE encode(substring(record FROM 5 + get_byte(record, 2) + 256 * get_byte(record, 3) FOR 16), 'hex')::uuid END
FROM logs
WHERE logs.id = log_records.log AND starts_with(logs.name, 'predictions/') AND log_records.position >= logs.next - 262144;

CREATE INDEX log_records_key ON log_records (key) WHERE key IS NOT NULL;
