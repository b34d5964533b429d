SELECT cluster.uuid AS cluster, cluster.mode, cluster.designated, cluster.paused,
    cluster.key_phase, cluster.key_in_force, cluster.key_other, cluster.key_by, cluster.key_since, {{now_ms}} AS now,
    node.id AS node, node.incarnation, node.wanted, node.wanted_reason, node.wanted_until, node.priority,
    node.units_held, node.removed_at,
    (SELECT COUNT(*) FROM command WHERE command.node = node.id AND command.picked_at IS NULL) AS commands,
    cluster.license_nodes,
    (SELECT entitled FROM entitled_node WHERE id = :id) AS entitled,
    (SELECT value FROM setting WHERE key = 'Artifacts.BasePath') AS base_path,
    (SELECT value FROM setting WHERE key = 'balancer.stats') AS balancer_stats,
    (SELECT value FROM setting WHERE key = 'balancer.backend') AS balancer_backend
FROM cluster
LEFT JOIN node ON node.id = :id
WHERE cluster.id = 1
