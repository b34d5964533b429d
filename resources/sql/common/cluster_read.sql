SELECT uuid, name, mode, designated, paused, paused_reason, paused_by, created_at,
    key_phase, key_in_force, key_other, key_by, key_since,
    license_edition, license_nodes, license_by, license_since
FROM cluster WHERE id = 1
