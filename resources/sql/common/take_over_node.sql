SELECT name, wanted, removed_at, priority FROM node WHERE id = :me
