-- Since the term before began: an order of an older term is no reason for this one.
SELECT actor FROM event
WHERE kind = :kind AND node = :node AND at >= {{now_ms}} - CAST(:age AS BIGINT)
    AND at >= (SELECT COALESCE(MAX(term.started_at), 0) FROM term)
ORDER BY id DESC
LIMIT 1
