UPDATE node SET units_held = :units WHERE id = :id AND removed_at IS NULL
