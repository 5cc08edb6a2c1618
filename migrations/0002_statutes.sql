-- Statute articles as imported. Several wordings of one article are told apart by their first day of
-- force; '' where it is unknown. Dates are ISO, so that they compare as text.

CREATE TABLE statute_articles (
    id             TEXT NOT NULL,
    in_force_from  TEXT NOT NULL,
    law            TEXT NOT NULL,
    article        BIGINT NOT NULL,
    sub            BIGINT NOT NULL,
    title_path     TEXT NOT NULL,
    text           TEXT NOT NULL,
    status         TEXT NOT NULL,
    in_force_until TEXT NOT NULL,
    PRIMARY KEY (id, in_force_from)
);

-- What was loaded, so that loading it again is a look-up: name and the hash of the source.
CREATE TABLE statute_sources (
    name TEXT PRIMARY KEY,
    hash TEXT NOT NULL
);
