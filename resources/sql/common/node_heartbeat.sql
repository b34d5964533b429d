-- The table's most frequent statement: no indexed column changes.
UPDATE node SET heartbeat_at = {{now_ms}}, stopped = 0, unfit = :unfit, report = :report
WHERE id = :id AND incarnation = :incarnation AND removed_at IS NULL
