-- A user who may not see the standbys' details still sees that they are there.
SELECT 'PostgreSQL ' || split_part(current_setting('server_version'), ' ', 1) AS version,
    (SELECT COUNT(*) FROM pg_stat_replication) AS standbys
