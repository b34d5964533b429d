UPDATE node SET removed_at = {{now_ms}}, removed_by = :by
WHERE id = :id AND removed_at IS NULL
    AND (heartbeat_at IS NULL OR stopped <> 0 OR heartbeat_at <= {{now_ms}} - CAST(:fresh AS BIGINT))
    AND NOT EXISTS (SELECT 1 FROM ha_lease WHERE holder = :id)
