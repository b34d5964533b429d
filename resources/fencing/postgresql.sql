-- A fenced write on PostgreSQL. The steps are one transaction; any failure: rollback.

-- step table
CREATE TABLE IF NOT EXISTS fencing_ledger (
    id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    epoch BIGINT NOT NULL,
    node TEXT NOT NULL,
    pid BIGINT NOT NULL,
    serial BIGINT NOT NULL
)

-- READ COMMITTED: the check must see the fence as it is now. Under REPEATABLE READ it would see the
-- transaction's snapshot, and fail with a serialization error when a takeover came between.
-- The server ends a transaction whose client stands still (a stopped process, a suspended host) after a second;
-- otherwise its lock would keep the next primary waiting. Shorter than the lease's ttl costs a takeover nothing.
-- step begin
BEGIN ISOLATION LEVEL READ COMMITTED;
SET LOCAL idle_in_transaction_session_timeout = 1000

-- FOR SHARE: until COMMIT no takeover can raise the epoch; several writers share the lock.
-- step check
SELECT epoch FROM ha_epoch WHERE id = 1 FOR SHARE

-- Compare the epoch with ROLLCALL_EPOCH. Another one: roll back and end the process.

-- step write
INSERT INTO fencing_ledger (epoch, node, pid, serial) VALUES (:epoch, :node, :pid, :serial)

-- step commit
COMMIT

-- step rollback
ROLLBACK
