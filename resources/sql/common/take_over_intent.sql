-- Shared, so that nobody pauses or changes the mode between this look and the commit.
SELECT mode, paused, designated FROM cluster WHERE id = 1 {{for_share}}
