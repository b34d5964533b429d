UPDATE cluster SET mode = :wanted WHERE id = 1 AND mode = :seen
