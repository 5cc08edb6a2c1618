-- The way of each point through its tree: what was asked, read, answered and spent.
ALTER TABLE review_points ADD COLUMN trace TEXT;

-- Answers of a model while a review runs, so that one that was cut off asks nothing twice. They go when it is over: the
-- trace keeps what is worth keeping.
CREATE TABLE review_answers (
    review_id   TEXT NOT NULL REFERENCES reviews (id),
    fingerprint TEXT NOT NULL,
    answer      TEXT NOT NULL,
    PRIMARY KEY (review_id, fingerprint)
);
