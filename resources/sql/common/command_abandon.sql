UPDATE command SET finished_at = {{now_ms}}, outcome = 'failed', answer = :answer
WHERE node = :node AND picked_at IS NOT NULL AND finished_at IS NULL
