"""The answer library and the code that reads, checks and renders it."""
