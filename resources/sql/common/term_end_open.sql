UPDATE term SET ended_at = {{now_ms}}, end_reason = :reason WHERE ended_at IS NULL
