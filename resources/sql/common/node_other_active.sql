SELECT COUNT(*) AS others FROM node
WHERE id <> :id AND removed_at IS NULL AND wanted = 'active' AND stopped = 0
    AND heartbeat_at > {{now_ms}} - CAST(:fresh AS BIGINT)
