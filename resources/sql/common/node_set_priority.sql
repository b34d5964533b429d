UPDATE node SET priority = :priority WHERE id = :id AND removed_at IS NULL
