-- Times (…_at) are milliseconds since 1970 by the database's clock, UUIDs are 36 characters, JSON is TEXT.

CREATE TABLE cluster (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    uuid TEXT NOT NULL,
    name TEXT NOT NULL,
    mode TEXT NOT NULL,
    designated TEXT,
    paused INTEGER NOT NULL DEFAULT 0,
    paused_reason TEXT NOT NULL DEFAULT '',
    paused_by TEXT NOT NULL DEFAULT '',
    created_at BIGINT NOT NULL
);

CREATE TABLE setting (
    key TEXT PRIMARY KEY,
    value TEXT NOT NULL,
    changed_at BIGINT NOT NULL,
    changed_by TEXT NOT NULL
);

CREATE TABLE node (
    id TEXT PRIMARY KEY,
    name TEXT NOT NULL,
    incarnation TEXT NOT NULL,
    wanted TEXT NOT NULL DEFAULT 'active',
    wanted_reason TEXT NOT NULL DEFAULT '',
    wanted_by TEXT NOT NULL DEFAULT '',
    wanted_until BIGINT,
    units_held TEXT NOT NULL DEFAULT '[]',
    priority INTEGER NOT NULL DEFAULT 100,
    joined_at BIGINT NOT NULL,
    heartbeat_at BIGINT,
    stopped INTEGER NOT NULL DEFAULT 0,
    removed_at BIGINT,
    removed_by TEXT NOT NULL DEFAULT '',
    report TEXT NOT NULL DEFAULT '{}'
) {{hot_table}};

-- A tombstone's name may be given to another node.
CREATE UNIQUE INDEX node_name ON node (name) WHERE removed_at IS NULL;

-- The fence that applications check. Apart from ha_lease, so that locking it never blocks a renewal.
CREATE TABLE ha_epoch (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    epoch BIGINT NOT NULL
);

CREATE TABLE ha_lease (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    holder TEXT,
    epoch BIGINT NOT NULL,
    seq BIGINT NOT NULL,
    target TEXT,
    renewed_at BIGINT
) {{hot_table}};

CREATE TABLE term (
    epoch BIGINT PRIMARY KEY,
    node TEXT NOT NULL,
    node_name TEXT NOT NULL,
    started_at BIGINT NOT NULL,
    ended_at BIGINT,
    start_reason TEXT NOT NULL,
    end_reason TEXT NOT NULL DEFAULT '',
    silence_ms BIGINT NOT NULL DEFAULT 0
);

CREATE INDEX term_open ON term (epoch) WHERE ended_at IS NULL;

CREATE TABLE event (
    id {{identity}},
    at BIGINT NOT NULL,
    severity TEXT NOT NULL,
    kind TEXT NOT NULL,
    node TEXT,
    node_name TEXT NOT NULL DEFAULT '',
    actor TEXT NOT NULL DEFAULT '',
    sentence TEXT NOT NULL,
    details TEXT NOT NULL DEFAULT '{}'
);

CREATE INDEX event_at ON event (at);

CREATE TABLE command (
    id {{identity}},
    node TEXT NOT NULL,
    kind TEXT NOT NULL,
    arguments TEXT NOT NULL DEFAULT '{}',
    asked_by TEXT NOT NULL,
    asked_at BIGINT NOT NULL,
    picked_at BIGINT,
    finished_at BIGINT,
    outcome TEXT NOT NULL DEFAULT '',
    answer TEXT NOT NULL DEFAULT ''
);

CREATE INDEX command_waiting ON command (node) WHERE picked_at IS NULL;
