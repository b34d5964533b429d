"""The fault harness: see tests/faults/README.md."""
