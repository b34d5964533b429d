-- Which nodes are within the license's number (see License): those that registered first. One place for all who ask;
-- ask for a single id.
CREATE VIEW entitled_node AS
SELECT node.id, CASE WHEN (
        SELECT COUNT(*) FROM node AS earlier
        WHERE earlier.removed_at IS NULL
            AND (earlier.joined_at < node.joined_at OR (earlier.joined_at = node.joined_at AND earlier.id < node.id))
    ) < cluster.license_nodes THEN 1 ELSE 0 END AS entitled
FROM node
INNER JOIN cluster ON cluster.id = 1;
