-- seq rises, so that a take-over prepared before the release fails and looks again.
UPDATE ha_lease SET holder = NULL, target = :target, seq = seq + 1, renewed_at = {{now_ms}}
WHERE id = 1 AND holder = :me AND epoch = :mine
