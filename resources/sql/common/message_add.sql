-- Nothing when the table is full.
INSERT INTO message (uuid, topic, payload, publisher, node, at, expires_at)
SELECT CAST(:uuid AS TEXT), CAST(:topic AS TEXT), CAST(:payload AS TEXT), CAST(:publisher AS TEXT),
    CAST(:node AS TEXT), {{now_ms}}, {{now_ms}} + CAST(:ttl AS BIGINT)
WHERE (SELECT COUNT(*) FROM message) < CAST(:most AS BIGINT)
