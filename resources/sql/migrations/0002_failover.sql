-- How a takeover went, by the winner's own clock: see Term.
ALTER TABLE term ADD COLUMN claim_ms BIGINT;
ALTER TABLE term ADD COLUMN work_ms BIGINT;
ALTER TABLE term ADD COLUMN asked_by TEXT NOT NULL DEFAULT '';

-- The node says itself that it could not do the primary's work: it is no candidate.
ALTER TABLE node ADD COLUMN unfit INTEGER NOT NULL DEFAULT 0;
