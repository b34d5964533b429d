SELECT id FROM node WHERE id = :id {{for_update}}
