UPDATE node SET wanted = 'active', wanted_reason = '', wanted_by = '', wanted_until = NULL
WHERE wanted_until <= {{now_ms}} AND removed_at IS NULL
RETURNING id, name
