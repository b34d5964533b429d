-- A node over the license's number of nodes has priority 0, as in lease_observe.
SELECT name, wanted, removed_at,
    CASE WHEN (SELECT entitled FROM entitled_node WHERE id = :me) = 1 THEN priority ELSE 0 END AS priority
FROM node WHERE id = :me
