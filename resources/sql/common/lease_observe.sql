-- One statement, so that everything is of one moment. rank: how many live candidates go before this node; the
-- holder of the lease is none, since it is watched for having fallen silent.
SELECT cluster.uuid AS cluster, cluster.mode, cluster.paused, cluster.designated,
    ha_epoch.epoch AS fence,
    ha_lease.id AS lease, ha_lease.holder, ha_lease.epoch, ha_lease.seq, ha_lease.target,
    node.id AS node, node.wanted, node.removed_at, node.priority,
    (SELECT value FROM setting WHERE key = 'election.ttl_ms') AS ttl,
    (SELECT value FROM setting WHERE key = 'election.renew_ms') AS renew,
    (SELECT value FROM setting WHERE key = 'election.poll_ms') AS poll,
    (SELECT value FROM setting WHERE key = 'election.margin_ms') AS margin,
    (SELECT COUNT(*) FROM node AS other
     WHERE other.id <> node.id AND other.removed_at IS NULL AND other.wanted = 'active' AND other.stopped = 0
         AND other.priority > 0 AND other.heartbeat_at > {{now_ms}} - CAST(:fresh AS BIGINT)
         AND other.id <> COALESCE(ha_lease.holder, '')
         AND (other.priority > node.priority OR (other.priority = node.priority AND other.name < node.name))
    ) AS place
FROM cluster
LEFT JOIN ha_epoch ON ha_epoch.id = 1
LEFT JOIN ha_lease ON ha_lease.id = 1
LEFT JOIN node ON node.id = :me
WHERE cluster.id = 1
