-- BEGIN EXCLUSIVE has locked the whole file.
SELECT 1 AS locked
