UPDATE term SET ended_at = {{now_ms}}, end_reason = :reason WHERE epoch = :epoch AND ended_at IS NULL
