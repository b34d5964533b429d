-- Changing the encryption key without downtime: fingerprints, never a key. See KeyRotation.
ALTER TABLE cluster ADD COLUMN key_phase TEXT NOT NULL DEFAULT 'none';
ALTER TABLE cluster ADD COLUMN key_in_force TEXT NOT NULL DEFAULT '';
ALTER TABLE cluster ADD COLUMN key_other TEXT NOT NULL DEFAULT '';
ALTER TABLE cluster ADD COLUMN key_by TEXT NOT NULL DEFAULT '';
ALTER TABLE cluster ADD COLUMN key_since BIGINT NOT NULL DEFAULT 0;
