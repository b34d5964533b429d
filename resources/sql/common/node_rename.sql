UPDATE node SET name = :name WHERE id = :id AND removed_at IS NULL
