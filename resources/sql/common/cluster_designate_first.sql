UPDATE cluster SET designated = :node WHERE id = 1 AND designated IS NULL
