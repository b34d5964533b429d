SELECT
    (SELECT value FROM setting WHERE key = 'election.ttl_ms') AS ttl,
    (SELECT value FROM setting WHERE key = 'election.renew_ms') AS renew,
    (SELECT value FROM setting WHERE key = 'election.poll_ms') AS poll,
    (SELECT value FROM setting WHERE key = 'election.margin_ms') AS margin
