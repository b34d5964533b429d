-- What the cluster is entitled to, see License. A cluster that is older than this entitlement keeps what it has: every
-- mode, and as many nodes as it has now.
ALTER TABLE cluster ADD COLUMN license_edition TEXT NOT NULL DEFAULT 'enterprise';
ALTER TABLE cluster ADD COLUMN license_nodes INTEGER NOT NULL DEFAULT 5;
ALTER TABLE cluster ADD COLUMN license_by TEXT NOT NULL DEFAULT '';
ALTER TABLE cluster ADD COLUMN license_since BIGINT NOT NULL DEFAULT 0;
UPDATE cluster SET license_nodes = (SELECT CASE WHEN COUNT(*) > 5 THEN COUNT(*) ELSE 5 END FROM node WHERE removed_at IS NULL);
