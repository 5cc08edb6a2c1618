-- What a review is limited to: nothing (the whole contract), `tracked` (the file's own tracked changes) or the id
-- of the earlier version whose differences count.
ALTER TABLE reviews ADD COLUMN changes TEXT;
