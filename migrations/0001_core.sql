-- One set of SQL for SQLite and PostgreSQL: TEXT, BIGINT and DOUBLE PRECISION only.
-- Ids are UUIDv7, times are milliseconds since 1970 (UTC), flags are 0 or 1, JSON is text.

CREATE TABLE organisations (
    id         TEXT PRIMARY KEY,
    name       TEXT NOT NULL,
    created_at BIGINT NOT NULL
);

CREATE TABLE users (
    id              TEXT PRIMARY KEY,
    organisation_id TEXT NOT NULL REFERENCES organisations (id),
    sign_in         TEXT NOT NULL UNIQUE,
    name            TEXT NOT NULL,
    role            TEXT NOT NULL,
    password_hash   TEXT NOT NULL,
    created_at      BIGINT NOT NULL
);

-- Only the hash of a session's token is kept: who reads the database cannot sign in with it.
CREATE TABLE sessions (
    token_hash TEXT PRIMARY KEY,
    user_id    TEXT NOT NULL REFERENCES users (id),
    expires_at BIGINT NOT NULL
);

CREATE TABLE api_keys (
    id              TEXT PRIMARY KEY,
    organisation_id TEXT NOT NULL REFERENCES organisations (id),
    user_id         TEXT NOT NULL REFERENCES users (id),
    name            TEXT NOT NULL,
    key_hash        TEXT NOT NULL UNIQUE,
    created_at      BIGINT NOT NULL,
    revoked_at      BIGINT
);

CREATE TABLE contracts (
    id              TEXT PRIMARY KEY,
    organisation_id TEXT NOT NULL REFERENCES organisations (id),
    title           TEXT NOT NULL,
    created_by      TEXT NOT NULL REFERENCES users (id),
    created_at      BIGINT NOT NULL
);
CREATE INDEX contracts_by_organisation ON contracts (organisation_id, created_at);

-- A version is one uploaded file, kept byte for byte in the file store under its hash,
-- and the document read from it.
CREATE TABLE versions (
    id              TEXT PRIMARY KEY,
    organisation_id TEXT NOT NULL REFERENCES organisations (id),
    contract_id     TEXT NOT NULL REFERENCES contracts (id),
    number          BIGINT NOT NULL,
    file_name       TEXT NOT NULL,
    sha256          TEXT NOT NULL,
    size            BIGINT NOT NULL,
    format          TEXT NOT NULL,
    language        TEXT NOT NULL,
    contract_type   TEXT,
    document        TEXT NOT NULL,
    created_by      TEXT NOT NULL REFERENCES users (id),
    created_at      BIGINT NOT NULL,
    UNIQUE (contract_id, number)
);

-- Every rulebook text that was ever run, so that a review can always show what it asked.
CREATE TABLE rulebooks (
    sha256     TEXT PRIMARY KEY,
    id         TEXT NOT NULL,
    version    TEXT NOT NULL,
    yaml       TEXT NOT NULL,
    created_at BIGINT NOT NULL
);

CREATE TABLE reviews (
    id              TEXT PRIMARY KEY,
    organisation_id TEXT NOT NULL REFERENCES organisations (id),
    version_id      TEXT NOT NULL REFERENCES versions (id),
    rulebook_id     TEXT NOT NULL,
    rulebook_sha256 TEXT NOT NULL REFERENCES rulebooks (sha256),
    position        TEXT NOT NULL,
    strictness      TEXT NOT NULL,
    law_date        TEXT NOT NULL,
    state           TEXT NOT NULL,
    done            BIGINT NOT NULL,
    total           BIGINT NOT NULL,
    summary         TEXT,
    error           TEXT,
    created_by      TEXT NOT NULL REFERENCES users (id),
    created_at      BIGINT NOT NULL,
    finished_at     BIGINT,
    leased_until    BIGINT NOT NULL
);
CREATE INDEX reviews_by_organisation ON reviews (organisation_id, created_at);
CREATE INDEX reviews_by_state ON reviews (state, created_at);

-- What became of each point, as it came in: what a reloaded page and a restarted server go on from.
CREATE TABLE review_points (
    review_id TEXT NOT NULL REFERENCES reviews (id),
    point     TEXT NOT NULL,
    ordinal   BIGINT NOT NULL,
    result    TEXT NOT NULL,
    finding   TEXT,
    PRIMARY KEY (review_id, point)
);

-- Append-only: the latest row of a finding counts, and the kind `none` takes a decision back.
CREATE TABLE decisions (
    id              TEXT PRIMARY KEY,
    organisation_id TEXT NOT NULL REFERENCES organisations (id),
    review_id       TEXT NOT NULL REFERENCES reviews (id),
    point           TEXT NOT NULL,
    kind            TEXT NOT NULL,
    text            TEXT,
    reason          TEXT,
    user_id         TEXT NOT NULL REFERENCES users (id),
    created_at      BIGINT NOT NULL
);
CREATE INDEX decisions_by_review ON decisions (review_id, point, created_at);
