"""What can be wrong with the library; every message tells an editor what to do."""

from __future__ import annotations


class ContentError(Exception):
    """A file of the library cannot be used. Carries the file and a sentence for an editor."""

    def __init__(self, path: str, problem: str) -> None:
        super().__init__(f"{path}: {problem}")
        self.path = path
        self.problem = problem
