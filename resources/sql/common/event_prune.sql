DELETE FROM event WHERE at < {{now_ms}} - CAST(:age AS BIGINT)
