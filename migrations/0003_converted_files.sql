-- A file of another word processor is kept beside the Word file that was made of it (versions.sha256).
ALTER TABLE versions ADD COLUMN source_sha256 TEXT;
