INSERT INTO ha_lease (id, epoch, seq) VALUES (1, 0, 0)
