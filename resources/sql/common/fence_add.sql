INSERT INTO ha_epoch (id, epoch) VALUES (1, 0)
