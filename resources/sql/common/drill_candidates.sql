-- Nodes that would take over now. One that carried out a drill itself, and has not come back since, only seems to be
-- alive: its last heartbeat is young.
SELECT COUNT(*) AS candidates FROM node
WHERE id <> :me AND removed_at IS NULL AND wanted = 'active' AND stopped = 0 AND priority > 0 AND unfit = 0
    AND heartbeat_at > {{now_ms}} - CAST(:fresh AS BIGINT)
    AND NOT EXISTS (
        SELECT 1 FROM command
        WHERE command.node = node.id AND command.kind = :kind AND command.outcome = 'done'
            AND command.finished_at >= node.heartbeat_at - CAST(:apart AS BIGINT))
