UPDATE node SET removed_at = NULL, removed_by = '' WHERE id = :id AND removed_at IS NOT NULL
