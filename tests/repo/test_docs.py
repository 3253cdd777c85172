"""What the documents say is so."""

from __future__ import annotations

import ast
import re
from collections import defaultdict
from functools import lru_cache
from pathlib import Path

import pytest

from tests.repo.sources import CODE_ROOMS, ROOMS, ROOT, articles, files, read_yaml, shown
from tools.settings_table import README, updated

DOCUMENTS = [*files("docs", suffixes={".md"}), *sorted(ROOT.glob("*.md"))]
DECISIONS = files("docs/decisions", suffixes={".md"})
LINES = ("Question", "Choice", "Why", "Alternative", "Consequence")
# The table of forbidden words is about what we call things, not about other people's API.
NAMES_OF_OTHERS = {"bench/baseline.py"}


def commands() -> set[str]:
    """Commands that make offers."""
    return set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(), re.M))


def glossary() -> dict[str, list[str]]:
    """Term to the words that may not be used for it."""
    found = {}
    for line in (ROOT / "docs" / "glossary.md").read_text(encoding="utf-8").splitlines():
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        if line.startswith("| ") and len(cells) == 4 and cells[0] != "term":
            assert cells[0] not in found, f"{cells[0]} is in the glossary twice"
            assert re.fullmatch(r"\[[^]]+\]\([^)]+\)", cells[1]), f"{cells[0]} has no source"
            assert cells[2], f"{cells[0]} has no meaning"
            found[cells[0]] = [word.strip() for word in cells[3].split(",")]
    return found


@lru_cache(maxsize=1)
def identifiers() -> dict[str, set[str]]:
    """Every name that our Python gives, in snake_case, and where."""
    found: defaultdict[str, set[str]] = defaultdict(set)
    for path in files(*CODE_ROOMS, suffixes={".py"}):
        if shown(path) in NAMES_OF_OTHERS:
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            for name in names_of(node):
                found[snake(name)].add(shown(path))
        found[snake(path.stem)].add(shown(path))
    return dict(found)


def names_of(node: ast.AST) -> list[str]:
    match node:
        case ast.FunctionDef() | ast.AsyncFunctionDef() | ast.ClassDef():
            # The name of a test is a sentence, and there a case may be a case.
            return [] if node.name.startswith("test_") else [node.name]
        case ast.arg():
            return [node.arg]
        case ast.Name() if isinstance(node.ctx, ast.Store):
            return [node.id]
        case ast.Attribute() if isinstance(node.ctx, ast.Store):
            return [node.attr]
    return []


def snake(name: str) -> str:
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name).lower().strip("_")


def holds(identifier: str, word: str) -> bool:
    """Whether a word (or words) is a whole part of a name, also in the plural."""
    return bool(re.search(rf"(?:^|_){re.escape(word)}s?(?:_|$)", identifier))


def test_the_glossary_is_worth_opening() -> None:
    assert len(glossary()) >= 30


def test_no_name_in_code_is_a_forbidden_translation() -> None:
    found = [
        f"{name} ({', '.join(sorted(where))}): say {term}"
        for term, words in glossary().items()
        for word in words
        for name, where in identifiers().items()
        if holds(name, word)
    ]
    assert found == []


@pytest.mark.parametrize(
    ("identifier", "word", "expected"),
    [("case_page", "case", True), ("list_cases", "case", True), ("lower_case_of", "case", True),
     ("cascade", "case", False), ("zaak_page", "case", False)],
)  # fmt: skip
def test_a_word_is_found_as_a_whole(identifier: str, word: str, expected: bool) -> None:
    assert holds(identifier, word) is expected


def test_intents_keep_to_the_glossary() -> None:
    intents = read_yaml(ROOT / "domain.yml")["intents"]
    words = {word for words in glossary().values() for word in words}
    assert [i for i in intents if any(holds(i, word) for word in words)] == []


@pytest.mark.parametrize("path", DECISIONS, ids=lambda path: path.stem)
def test_a_decision_has_five_lines(path: Path) -> None:
    title, empty, *lines = path.read_text(encoding="utf-8").splitlines()
    assert re.fullmatch(rf"# {path.stem[:4]} \S.*", title)
    assert empty == ""
    assert [line.split(".**")[0].removeprefix("- **") for line in lines] == list(LINES)
    assert all(len(line) > 30 for line in lines)


def test_decisions_are_numbered_without_a_gap() -> None:
    assert [path.stem[:4] for path in DECISIONS] == [
        f"{i:04d}" for i in range(1, len(DECISIONS) + 1)
    ]
    assert len(DECISIONS) >= 10


def test_the_readme_maps_every_room_and_no_other() -> None:
    rows = re.findall(r"^\| (?:\[)?`(\w+)/`", README.read_text(encoding="utf-8"), re.M)
    assert sorted(rows) == sorted(ROOMS)
    present = {
        path.name for path in ROOT.iterdir() if path.is_dir() and not path.name.startswith(".")
    }
    made = {line.strip("/") for line in (ROOT / ".gitignore").read_text().split()}
    assert present - made == set(ROOMS)


@pytest.mark.parametrize("path", DOCUMENTS, ids=shown)
def test_every_command_in_a_document_exists(path: Path) -> None:
    named = re.findall(
        r"(?:`|^)make ([a-z-]+(?: [a-z-]+)*)", path.read_text(encoding="utf-8"), re.M
    )
    assert {name for group in named for name in group.split()} - commands() == set()


@pytest.mark.parametrize("path", DOCUMENTS, ids=shown)
def test_every_file_that_a_document_names_is_there(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    linked = [(path.parent / link, link) for link in re.findall(r"\]\((?!https?:|#)([^)#]+)", text)]
    rooms = "|".join([*ROOMS, r"\.ci"])
    named = re.findall(rf"`((?:{rooms})/[\w./-]*\w(?:/|\.\w+))`", text)
    examples = {"data/nlu/appointments.yml", "actions/appointments.py"}
    missing = [link for target, link in linked if not target.exists()]
    missing += [
        n for n in named if n not in examples and not (ROOT / n).exists() and n != "docs/decisions/"
    ]
    assert missing == []


def test_the_readme_lists_every_command_of_make() -> None:
    described = set(re.findall(r"^\| `make ([a-z-]+)", README.read_text(encoding="utf-8"), re.M))
    inner = {"help", "setup", "lint", "types", "imports", "pytest"}
    assert described == commands() - inner


def test_the_readme_lists_the_settings_as_they_are() -> None:
    text = README.read_text(encoding="utf-8")
    assert updated(text) == text, "run: python -m tools.settings_table"
    assert text.count("| `BALIE_") > 10


def test_the_readme_gives_examples() -> None:
    asked = next(
        line for line in README.read_text("utf-8").split("\n\n") if "Probeer bijvoorbeeld" in line
    )
    assert len(re.findall(r'"[^"]+"', asked)) >= 6


def test_the_numbers_in_the_changelog_are_true() -> None:
    kinds = [article.kind.value for article in articles()]
    assert kinds.count("faq") > 200
    assert kinds.count("referral") >= 30


def test_the_licence_is_the_same_everywhere() -> None:
    text = (ROOT / "LICENSE").read_text(encoding="utf-8")
    assert text.startswith(
        "EUROPEAN UNION PUBLIC LICENCE v. 1.2\nEUPL © the European Union 2007, 2016\n"
    )
    assert text.rstrip().endswith("require the production of a new EUPL version.")
    assert 'license = "EUPL-1.2"' in (ROOT / "pyproject.toml").read_text()
    assert read_yaml(ROOT / "publiccode.yml")["legal"]["license"] == "EUPL-1.2"


def test_publiccode_has_what_the_standard_asks() -> None:
    data = read_yaml(ROOT / "publiccode.yml")
    needed = "name url softwareType developmentStatus platforms legal maintenance description"
    assert set(needed.split()) <= set(data)
    text = data["description"]["nl"]
    assert len(text["shortDescription"]) <= 150
    assert 150 <= len(text["longDescription"]) <= 10000


def test_the_changelog_keeps_its_form() -> None:
    text = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    assert "## [Unreleased]" in text
    groups = set(re.findall(r"^### (.+)$", text, re.M))
    assert groups <= {"Added", "Changed", "Deprecated", "Removed", "Fixed", "Security"}
