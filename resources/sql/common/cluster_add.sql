INSERT INTO cluster (id, uuid, name, mode, created_at)
SELECT 1, :uuid, :name, :mode, {{now_ms}} WHERE NOT EXISTS (SELECT 1 FROM cluster)
