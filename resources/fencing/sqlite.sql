-- A fenced write on SQLite. The steps are one transaction; any failure: rollback.

-- step table
CREATE TABLE IF NOT EXISTS fencing_ledger (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    epoch INTEGER NOT NULL,
    node TEXT NOT NULL,
    pid INTEGER NOT NULL,
    serial INTEGER NOT NULL
)

-- IMMEDIATE takes the one write lock before the check: no takeover can come between check and write. A
-- deferred transaction would read first and fail to upgrade its lock.
-- step begin
BEGIN IMMEDIATE

-- step check
SELECT epoch FROM ha_epoch WHERE id = 1

-- Compare the epoch with ROLLCALL_EPOCH. Another one: roll back and end the process.

-- step write
INSERT INTO fencing_ledger (epoch, node, pid, serial) VALUES (:epoch, :node, :pid, :serial)

-- step commit
COMMIT

-- step rollback
ROLLBACK
