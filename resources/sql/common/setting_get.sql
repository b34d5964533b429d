SELECT key, value, changed_at, changed_by FROM setting WHERE key = :key
