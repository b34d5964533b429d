-- A portion: one that deletes much keeps others waiting.
DELETE FROM event WHERE id IN (
    SELECT id FROM event WHERE at < {{now_ms}} - CAST(:age AS BIGINT) ORDER BY at LIMIT 1000)
