INSERT INTO term (epoch, node, node_name, started_at, start_reason, silence_ms, asked_by)
VALUES (:epoch, :node, :node_name, {{now_ms}}, :reason, :silence, :asked_by)
