UPDATE node
SET name = :name, incarnation = :incarnation, heartbeat_at = {{now_ms}}, stopped = 0, report = :report
WHERE id = :id AND removed_at IS NULL
