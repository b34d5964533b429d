-- A holder that is alive after all has no successor yet.
UPDATE ha_lease SET seq = seq + 1, target = NULL, renewed_at = {{now_ms}} WHERE id = 1 AND holder = :me AND epoch = :mine
