SELECT id, name, incarnation, wanted, wanted_reason, wanted_by, wanted_until, priority, joined_at,
    {{now_ms}} - heartbeat_at AS heartbeat_age, stopped, removed_at, removed_by, units_held, report
FROM node
ORDER BY name, id
