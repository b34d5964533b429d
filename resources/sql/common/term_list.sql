SELECT epoch, node, node_name, started_at, ended_at, start_reason, end_reason, silence_ms, claim_ms, work_ms, asked_by
FROM term
WHERE (CAST(:before AS BIGINT) = 0 OR epoch < CAST(:before AS BIGINT))
    AND (CAST(:age AS BIGINT) = 0 OR ended_at IS NULL OR ended_at >= {{now_ms}} - CAST(:age AS BIGINT))
ORDER BY epoch DESC
LIMIT :limit
