"""The conversations that both sides are asked."""

from __future__ import annotations

from pathlib import Path

MESSAGES = Path(__file__).with_name("messages.txt")

Script = tuple[str, ...]
"""The messages of one conversation, in order."""


def scripts(path: Path = MESSAGES) -> list[Script]:
    """Blocks of lines, parted by empty lines; a line that starts with # is a comment."""
    blocks: list[list[str]] = [[]]
    for line in path.read_text(encoding="utf-8").splitlines():
        if line.startswith("#"):
            continue
        if line.strip():
            blocks[-1].append(line.strip())
        elif blocks[-1]:
            blocks.append([])
    return [tuple(block) for block in blocks if block]


def repeated(wanted: int, among: list[Script]) -> list[Script]:
    """That many conversations, beginning again where they run out."""
    return [among[index % len(among)] for index in range(wanted)]
