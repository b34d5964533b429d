-- Messages of the application that the messenger could not bring to the primary.
CREATE TABLE message (
    id {{identity}},
    uuid TEXT NOT NULL,
    topic TEXT NOT NULL,
    publisher TEXT NOT NULL,
    node TEXT NOT NULL,
    at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    payload TEXT NOT NULL
);

CREATE UNIQUE INDEX message_uuid ON message (uuid);
CREATE INDEX message_topic ON message (topic, id);
CREATE INDEX message_expiry ON message (expires_at);
CREATE INDEX message_node ON message (node);
