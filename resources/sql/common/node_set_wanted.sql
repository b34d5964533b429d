UPDATE node
SET wanted = :wanted, wanted_reason = :reason, wanted_by = :by,
    wanted_until = CASE WHEN CAST(:length AS BIGINT) > 0 THEN {{now_ms}} + CAST(:length AS BIGINT) END
WHERE id = :id AND removed_at IS NULL
