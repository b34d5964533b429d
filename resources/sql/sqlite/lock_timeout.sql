-- BEGIN IMMEDIATE holds every lock already.
SELECT :milliseconds AS ignored
