UPDATE cluster SET designated = :wanted
WHERE id = 1 AND COALESCE(designated, '') = COALESCE(CAST(:seen AS TEXT), '')
