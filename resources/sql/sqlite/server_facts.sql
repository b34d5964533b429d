SELECT 'SQLite ' || sqlite_version() AS version, 0 AS standbys
