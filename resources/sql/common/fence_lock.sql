SELECT epoch, (SELECT COALESCE(MAX(term.epoch), 0) FROM term) AS last_term FROM ha_epoch WHERE id = 1
{{for_update}}
