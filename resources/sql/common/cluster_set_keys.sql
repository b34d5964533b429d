-- Compare-and-set: only when the keys are still as they were seen.
UPDATE cluster SET key_phase = :phase, key_in_force = :in_force, key_other = :other, key_by = :by,
    key_since = {{now_ms}}
WHERE id = 1 AND key_phase = :seen_phase AND key_in_force = :seen_in_force AND key_other = :seen_other
