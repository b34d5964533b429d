UPDATE command SET picked_at = {{now_ms}}, finished_at = {{now_ms}}, outcome = 'expired', answer = :answer
WHERE node = :node AND picked_at IS NULL AND asked_at < {{now_ms}} - CAST(:age AS BIGINT)
