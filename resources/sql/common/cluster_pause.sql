UPDATE cluster SET paused = 1, paused_reason = :reason, paused_by = :by WHERE id = 1 AND paused = 0
