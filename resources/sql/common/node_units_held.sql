SELECT units_held FROM node WHERE id = :id
