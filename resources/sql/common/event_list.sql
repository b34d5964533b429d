-- A filter that is not set is NULL (or 0), and its condition always holds.
SELECT id, at, severity, kind, node, node_name, actor, sentence, details
FROM event
WHERE (CAST(:before AS BIGINT) = 0 OR id < CAST(:before AS BIGINT))
    AND id > :after
    AND at >= :since
    AND (CAST(:kind AS TEXT) IS NULL OR kind = CAST(:kind AS TEXT))
    AND (CAST(:node AS TEXT) IS NULL OR COALESCE(node, '') = CAST(:node AS TEXT))
    AND (CAST(:level AS BIGINT) = 0
        OR severity = 'error'
        OR (CAST(:level AS BIGINT) = 1 AND severity = 'warning'))
ORDER BY id DESC
LIMIT :limit
