UPDATE node SET stopped = 1 WHERE id = :id AND incarnation = :incarnation AND removed_at IS NULL
