-- Lists of a million entries. The default order is the newest first and then by id, which one index gives without sorting.
DROP INDEX catalogue_by_age;
CREATE INDEX catalogue_by_newest ON catalogue (workspace, kind, created_at DESC, id);

-- How many entries a list has in all, without counting them at every page.
CREATE TABLE catalogue_counts (
    workspace TEXT NOT NULL,
    kind      TEXT NOT NULL,
    entries   INTEGER NOT NULL,
    PRIMARY KEY (workspace, kind)
) WITHOUT ROWID;

INSERT INTO catalogue_counts SELECT workspace, kind, count(*) FROM catalogue GROUP BY workspace, kind;

CREATE TRIGGER catalogue_added AFTER INSERT ON catalogue BEGIN
    INSERT INTO catalogue_counts VALUES (new.workspace, new.kind, 1) ON CONFLICT (workspace, kind) DO UPDATE SET entries = entries + 1;
END;

CREATE TRIGGER catalogue_removed AFTER DELETE ON catalogue BEGIN
    UPDATE catalogue_counts SET entries = entries - 1 WHERE workspace = old.workspace AND kind = old.kind;
END;

-- Members by which the lists that grow without end are filtered and sorted. Each is always text, but for the numbers seq and best_score.
CREATE INDEX audit_event_by_action ON catalogue (workspace, json_extract(document, '$.action'), created_at DESC) WHERE kind = 'audit_event';
CREATE INDEX audit_event_by_actor ON catalogue (workspace, json_extract(document, '$.actor'), created_at DESC) WHERE kind = 'audit_event';
CREATE INDEX audit_event_by_model ON catalogue (workspace, json_extract(document, '$.model'), created_at DESC) WHERE kind = 'audit_event';
CREATE INDEX audit_event_by_subject ON catalogue (workspace, json_extract(document, '$.subject'), created_at DESC) WHERE kind = 'audit_event';
CREATE INDEX audit_event_by_seq ON catalogue (workspace, json_extract(document, '$.seq'), id) WHERE kind = 'audit_event';
CREATE INDEX incident_by_status ON catalogue (workspace, json_extract(document, '$.status'), created_at DESC) WHERE kind = 'incident';
CREATE INDEX model_by_status ON catalogue (workspace, json_extract(document, '$.status'), created_at DESC) WHERE kind = 'model';
CREATE INDEX run_by_state ON catalogue (workspace, json_extract(document, '$.state'), created_at DESC) WHERE kind = 'run';
CREATE INDEX run_by_dataset_id ON catalogue (workspace, json_extract(document, '$.dataset_id'), created_at DESC) WHERE kind = 'run';
CREATE INDEX run_by_best_score ON catalogue (workspace, json_extract(document, '$.best_score'), id) WHERE kind = 'run';
