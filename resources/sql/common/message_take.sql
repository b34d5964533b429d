-- The oldest of a topic, as many as fit; of several only the first may be larger than that. Nothing for a
-- node that is not the primary of that epoch any more: what it takes would be lost with it.
DELETE FROM message WHERE id IN (
    SELECT id FROM (
        SELECT id, SUM(LENGTH(payload)) OVER (ORDER BY id) - LENGTH(payload) AS before
        FROM (SELECT id, payload FROM message
              WHERE topic = :topic AND expires_at >= {{now_ms}} ORDER BY id LIMIT CAST(:limit AS BIGINT)) AS oldest
    ) AS fitting
    WHERE before < CAST(:characters AS BIGINT)
) AND EXISTS (SELECT 1 FROM ha_lease WHERE holder = :me AND epoch = :mine)
RETURNING id, uuid, topic, payload, publisher
