"""Text messages: one rendering, and a provider each in its own file."""
