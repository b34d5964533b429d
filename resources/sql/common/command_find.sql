SELECT id, node, kind, arguments, asked_by, asked_at, picked_at, finished_at, outcome, answer
FROM command WHERE id = :id
