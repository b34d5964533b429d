UPDATE term SET claim_ms = :claim, work_ms = COALESCE(CAST(:work AS BIGINT), work_ms)
WHERE epoch = :epoch AND node = :node
