UPDATE ha_lease
SET holder = :me, epoch = :new_epoch, seq = seq + 1, target = NULL, renewed_at = {{now_ms}}
WHERE id = 1 AND epoch = :epoch AND seq = :seq
