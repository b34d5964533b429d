SELECT id, uuid, topic, payload, publisher
FROM message
WHERE topic = :topic AND expires_at >= {{now_ms}}
ORDER BY id
LIMIT :limit
