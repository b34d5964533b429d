SELECT uuid, name, mode, designated, paused, paused_reason, paused_by, created_at FROM cluster WHERE id = 1
