"""Rows 9 to 28: networks and databases."""
