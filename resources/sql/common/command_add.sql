INSERT INTO command (node, kind, arguments, asked_by, asked_at)
VALUES (:node, :kind, :arguments, :asked_by, {{now_ms}})
RETURNING id
