SELECT COUNT(*) AS expired FROM node WHERE wanted_until <= {{now_ms}} AND removed_at IS NULL
