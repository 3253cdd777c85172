"""What is in this repository, as the tests about it read it."""

from __future__ import annotations

import ast
import re
from collections import defaultdict
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from assistant.domain.articles import Article
from kb.library import Library

ROOT = Path(__file__).resolve().parents[2]
ROOMS = (
    "actions",
    "assistant",
    "backoffice",
    "bench",
    "connectors",
    "data",
    "docs",
    "engine_room",
    "kb",
    "nlu",
    "tests",
    "tools",
    "web",
)
CODE_ROOMS = tuple(room for room in ROOMS if room not in ("data", "docs"))
TEXT = {".py", ".yml", ".yaml", ".md", ".txt", ".toml", ".sh", ".html", ".css", ".js", ".in"}


def files(*rooms: str, suffixes: set[str] | None = None) -> list[Path]:
    """Files of these rooms; of the whole repository, with the files at its root, without any."""
    found = [path for room in rooms or ROOMS for path in (ROOT / room).rglob("*") if path.is_file()]
    if not rooms:
        found += [path for path in ROOT.iterdir() if path.is_file()]
        found += [path for path in (ROOT / ".ci").iterdir() if path.is_file()]
    kept = [path for path in found if "__pycache__" not in path.parts]
    return sorted(path for path in kept if suffixes is None or path.suffix in suffixes)


def shown(path: Path) -> str:
    """A path as a reader of a failing test wants to see it."""
    return str(path.relative_to(ROOT))


def read_yaml(path: Path) -> Any:
    """One YAML file."""
    return yaml.safe_load(path.read_text(encoding="utf-8"))


@lru_cache(maxsize=1)
def domain() -> dict[str, Any]:
    """`domain.yml`."""
    found: dict[str, Any] = read_yaml(ROOT / "domain.yml")
    return found


@lru_cache(maxsize=1)
def examples() -> dict[str, list[str]]:
    """Intent to its examples in `data/nlu`."""
    found: dict[str, list[str]] = defaultdict(list)
    for path in files("data/nlu", suffixes={".yml"}):
        for item in read_yaml(path)["nlu"]:
            lines = str(item["examples"]).splitlines()
            found[item["intent"]] += [line[2:].strip() for line in lines if line.startswith("- ")]
    return dict(found)


@lru_cache(maxsize=1)
def rules() -> list[dict[str, Any]]:
    """Every rule: its name and its steps."""
    paths = files("data/rules", suffixes={".yml"})
    return [rule for path in paths for rule in read_yaml(path)["rules"]]


@lru_cache(maxsize=1)
def responses() -> dict[str, list[str]]:
    """Response name to its variants."""
    found: dict[str, list[str]] = {}
    for path in files("data/responses", suffixes={".yml"}):
        for name, variants in read_yaml(path)["responses"].items():
            assert name not in found, f"{name} is in two files"
            found[name] = [str(variant["text"]) for variant in variants]
    return found


@lru_cache(maxsize=1)
def library() -> Library:
    """The answer library."""
    return Library(ROOT / "kb")


def articles() -> list[Article]:
    """All articles, national and local."""
    local = [a for slug in library().slugs() for a in library().local_articles(slug)]
    return [*library().articles(), *local]


def plain(text: str) -> str:
    """Texts that differ only in case, punctuation or spacing are the same to a reader."""
    # Without a letter ("...", "{{7*7}}", a thumb) the marks are all there is.
    has_letters = re.search(r"[^\W\d_]", text)
    return " ".join(re.findall(r"\w+", text.casefold())) if has_letters else text.strip()


def strings(path: Path) -> Iterator[tuple[int, str]]:
    """Line and value of every string in a Python file that is no docstring."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    skipped = {
        id(node.value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
    }
    for node in ast.walk(tree):
        if (
            isinstance(node, ast.Constant)
            and isinstance(node.value, str)
            and id(node) not in skipped
        ):
            yield node.lineno, node.value
