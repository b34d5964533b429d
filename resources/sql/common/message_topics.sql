SELECT DISTINCT topic FROM message WHERE expires_at >= {{now_ms}}
