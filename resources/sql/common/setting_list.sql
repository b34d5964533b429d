SELECT key, value, changed_at, changed_by FROM setting ORDER BY key
