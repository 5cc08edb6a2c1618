-- Wordings that a lawyer had drafted for a finding, with what was asked for. Rows are only added.
CREATE TABLE wordings (
    id              TEXT PRIMARY KEY,
    organisation_id TEXT NOT NULL REFERENCES organisations (id),
    review_id       TEXT NOT NULL REFERENCES reviews (id),
    point           TEXT NOT NULL,
    wish            TEXT NOT NULL,
    text            TEXT NOT NULL,
    faults          TEXT NOT NULL,
    engine          TEXT NOT NULL,
    user_id         TEXT NOT NULL REFERENCES users (id),
    created_at      BIGINT NOT NULL
);
CREATE INDEX wordings_by_finding ON wordings (review_id, point, created_at);
