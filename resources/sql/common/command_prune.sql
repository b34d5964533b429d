DELETE FROM command WHERE asked_at < {{now_ms}} - CAST(:age AS BIGINT)
