UPDATE ha_epoch SET epoch = :epoch WHERE id = 1
