UPDATE cluster SET paused = 0, paused_reason = '', paused_by = '' WHERE id = 1 AND paused <> 0
