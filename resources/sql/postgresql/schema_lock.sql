-- Until the end of the transaction; the number is "roll" in ASCII.
SELECT pg_advisory_xact_lock(1919904876)
