UPDATE ha_lease SET seq = seq + 1, renewed_at = {{now_ms}} WHERE id = 1 AND holder = :me AND epoch = :mine
