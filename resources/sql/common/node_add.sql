INSERT INTO node (id, name, incarnation, priority, joined_at, heartbeat_at, report)
VALUES (:id, :name, :incarnation, :priority, {{now_ms}}, {{now_ms}}, :report)
