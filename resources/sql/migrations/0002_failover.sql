-- Why a node may not become the primary, in its own words; empty: it may.
ALTER TABLE node ADD COLUMN unfit TEXT NOT NULL DEFAULT '';

-- How a takeover went, by the winner's own clock: see Term.
ALTER TABLE term ADD COLUMN claim_ms BIGINT;
ALTER TABLE term ADD COLUMN work_ms BIGINT;
ALTER TABLE term ADD COLUMN asked_by TEXT NOT NULL DEFAULT '';
