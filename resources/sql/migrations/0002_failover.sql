-- How a takeover went, by the winner's own clock: see Term.
ALTER TABLE term ADD COLUMN claim_ms BIGINT;
ALTER TABLE term ADD COLUMN work_ms BIGINT;
ALTER TABLE term ADD COLUMN asked_by TEXT NOT NULL DEFAULT '';
