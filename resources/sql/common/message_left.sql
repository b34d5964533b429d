SELECT COUNT(*) AS messages FROM message WHERE node = :node AND expires_at >= {{now_ms}}
