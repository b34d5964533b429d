UPDATE command SET finished_at = {{now_ms}}, picked_at = COALESCE(picked_at, {{now_ms}}), outcome = :outcome,
    answer = :answer
WHERE id = :id AND finished_at IS NULL
