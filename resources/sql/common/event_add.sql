INSERT INTO event (at, severity, kind, node, node_name, actor, sentence, details)
VALUES ({{now_ms}}, :severity, :kind, :node, :node_name, :actor, :sentence, :details)
RETURNING id
