-- seq rises, so that a take-over prepared before the repair fails and looks again.
UPDATE ha_lease SET holder = NULL, epoch = :epoch, seq = seq + 1, target = :nobody, renewed_at = {{now_ms}}
WHERE id = 1
