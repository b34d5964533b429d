-- Neither epoch nor seq changes: whoever holds the lease may go on renewing, and silence counts on.
UPDATE ha_lease SET target = :to WHERE id = 1 AND epoch = :epoch AND seq = :seq
