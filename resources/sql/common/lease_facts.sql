SELECT {{now_ms}} AS now,
    (SELECT epoch FROM ha_epoch WHERE id = 1) AS fence,
    ha_lease.id AS lease, ha_lease.holder, ha_lease.epoch, ha_lease.seq, ha_lease.target,
    {{now_ms}} - ha_lease.renewed_at AS lease_age
FROM (SELECT 1 AS one) AS always
LEFT JOIN ha_lease ON ha_lease.id = always.one
