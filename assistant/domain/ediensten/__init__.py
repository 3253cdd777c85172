"""eDiensten: what a resident hands in, declared in a file, filled in one answer at a time."""
