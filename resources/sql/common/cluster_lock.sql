SELECT mode, designated, paused FROM cluster WHERE id = 1 {{for_update}}
