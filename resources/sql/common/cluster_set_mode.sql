-- The edition is asked again here: somebody may have lowered it since the checks.
UPDATE cluster SET mode = :wanted
WHERE id = 1 AND mode = :seen
    AND (CAST(:wanted AS TEXT) <> 'high-availability' OR license_edition = 'enterprise')
    AND (CAST(:wanted AS TEXT) <> 'load-balancing' OR license_edition <> 'basic')
