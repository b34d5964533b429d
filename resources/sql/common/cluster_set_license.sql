-- Compare-and-set: only while license and mode are still as they were seen, so that what was found permitted is.
UPDATE cluster SET license_edition = :edition, license_nodes = :nodes, license_by = :by, license_since = {{now_ms}}
WHERE id = 1 AND mode = :mode AND license_edition = :seen_edition AND license_nodes = :seen_nodes
