-- A portion: one that deletes much keeps others waiting.
DELETE FROM command WHERE id IN (
    SELECT id FROM command WHERE asked_at < {{now_ms}} - CAST(:age AS BIGINT) ORDER BY asked_at LIMIT 1000)
