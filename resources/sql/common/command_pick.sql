UPDATE command SET picked_at = {{now_ms}} WHERE node = :node AND picked_at IS NULL
RETURNING id, node, kind, arguments, asked_by, asked_at, picked_at, finished_at, outcome, answer
