UPDATE command SET picked_at = {{now_ms}}, finished_at = {{now_ms}}, outcome = 'refused', answer = :answer
WHERE id = :id AND picked_at IS NULL
