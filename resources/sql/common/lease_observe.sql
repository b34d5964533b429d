-- One statement, so that everything is of one moment. place: how many live and fit candidates go before this node;
-- best: the highest priority among them. The holder of the lease is none, since it is watched for having fallen
-- silent, nor is who gave it back: it may be dead, and its heartbeat still young. A node over the
-- license's number of nodes (see License) has priority 0, whatever its row says.
SELECT cluster.uuid AS cluster, cluster.mode, cluster.paused, cluster.designated,
    ha_epoch.epoch AS fence,
    ha_lease.id AS lease, ha_lease.holder, ha_lease.epoch, ha_lease.seq, ha_lease.target,
    node.id AS node, node.wanted, node.removed_at,
    CASE WHEN (SELECT entitled FROM entitled_node WHERE id = :me) = 1 THEN node.priority ELSE 0 END AS priority,
    (SELECT value FROM setting WHERE key = 'election.ttl_ms') AS ttl,
    (SELECT value FROM setting WHERE key = 'election.renew_ms') AS renew,
    (SELECT value FROM setting WHERE key = 'election.poll_ms') AS poll,
    (SELECT value FROM setting WHERE key = 'election.margin_ms') AS margin,
    ahead.place, ahead.best
FROM cluster
LEFT JOIN ha_epoch ON ha_epoch.id = 1
LEFT JOIN ha_lease ON ha_lease.id = 1
LEFT JOIN node ON node.id = :me
LEFT JOIN (
    SELECT COUNT(*) AS place, MAX(other.priority) AS best
    FROM node AS other
    INNER JOIN node AS mine ON mine.id = :me
    LEFT JOIN ha_lease AS held ON held.id = 1
    WHERE other.id <> mine.id AND other.removed_at IS NULL AND other.wanted = 'active' AND other.stopped = 0
        AND other.priority > 0 AND other.unfit = 0 AND other.heartbeat_at > {{now_ms}} - CAST(:fresh AS BIGINT)
        AND other.id <> COALESCE(held.holder, (SELECT node FROM term WHERE term.epoch = held.epoch), '')
        AND (other.priority > mine.priority OR (other.priority = mine.priority AND other.name < mine.name))
) AS ahead ON cluster.id = 1
WHERE cluster.id = 1
