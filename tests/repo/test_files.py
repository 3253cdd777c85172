"""Files: short, each in its room, and good on any machine."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.repo.sources import CODE_ROOMS, ROOT, TEXT, files, shown

LONGEST = 400
# Examples of one topic, one a line: long because there are many, not because they are complicated.
LONGEST_EXAMPLES = 800
MADE_BY_A_TOOL = {"bench/baseline.lock", "requirements.lock"}
OF_OTHERS = {"web/static/leaflet.css"}
LISTS = {
    "tests/nlu/fresh/questions.jsonl": "questions by an outsider that we measure with",
    "tests/nlu/heldout/questions.jsonl": "questions that we measure with",
    "tests/nlu/crisis_negative.txt": "sentences that only look like danger",
    "tests/nlu/crisis_positive.txt": "sentences of people in danger",
    "tests/nlu/topics.yml": "the topic of every article, one a line",
    "kb/upl.csv": "the national list of products",
}
# Where packages come from is the business of who installs; a path is good on one machine.
ELSEWHERE = re.compile(
    r"p[y]pi\.(?:org|io)|files\.python[h]osted|(?:registry\.)?n[p]mjs\.(?:org|com)|conda\.anaconda|devpi|"
    r"artifactory|nexus3?[./:]|--(?:extra-)?index-url|--find-links|git\+https?:|"
    r"(?<![\w.])/(?:work|home|root|Users|mnt|srv)/\w|[A-Z]:\\\\Users"
)
# What uses these words to forbid them.
SPEAKS_OF_THEM = {"tests/repo/test_files.py"}
OPTIONS_WITHOUT_A_PLACE = re.compile(r"--no-emit-(?:index-url|find-links)")


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("https://" + "pypi" + ".org/simple", True),
        ("pip install --index-url x", True),
        ("open('/home/jan/balie.db')", True),
        ("href=/homepage", False),
        ("make run", False),
    ],
)
def test_the_test_itself_knows_a_place_elsewhere(text: str, found: bool) -> None:
    assert bool(ELSEWHERE.search(text)) is found


def test_no_file_names_a_package_registry_or_a_path_of_one_machine() -> None:
    found = []
    for path in files():
        if path.suffix not in TEXT | {".lock", ""} or shown(path) in SPEAKS_OF_THEM:
            continue
        text = OPTIONS_WITHOUT_A_PLACE.sub("", path.read_text(encoding="utf-8"))
        found += [f"{shown(path)}: {match[0]}" for match in ELSEWHERE.finditer(text)]
    assert found == []


def longest(path: Path) -> int:
    return LONGEST_EXAMPLES if shown(path).startswith("data/nlu/") else LONGEST


def test_no_file_is_too_long_to_read() -> None:
    long = {
        shown(path): lines
        for path in files()
        if path.suffix in TEXT | {".jsonl", ".csv"}
        and shown(path) not in MADE_BY_A_TOOL | OF_OTHERS | set(LISTS)
        and (lines := path.read_text(encoding="utf-8").count("\n")) > longest(path)
    }
    assert long == {}


def test_the_list_of_long_files_is_not_longer_than_needed() -> None:
    needless = [name for name in LISTS if (ROOT / name).read_text("utf-8").count("\n") <= LONGEST]
    assert needless == []


def test_every_folder_of_python_is_a_package() -> None:
    folders = {path.parent for path in files(*CODE_ROOMS, suffixes={".py"})}
    # A Rasa project of its own, which a test starts.
    folders -= {ROOT / "tests/unit/engine/project"}
    assert [shown(folder) for folder in folders if not (folder / "__init__.py").exists()] == []


def test_tests_are_where_the_action_server_does_not_import_them() -> None:
    strays = [shown(p) for p in files(*CODE_ROOMS, suffixes={".py"}) if p.name.startswith("test_")]
    assert [name for name in strays if not name.startswith("tests/")] == []


def test_one_topic_has_one_file_name_in_every_room() -> None:
    responses = {path.stem for path in files("data/responses")}
    topics = {path.stem for path in files("data/nlu")}
    assert topics <= responses


def test_nothing_that_can_be_made_again_is_kept() -> None:
    ignored = (ROOT / ".gitignore").read_text().split()
    assert {".venv/", "var/", "models/", "reports/", "*.db"} <= set(ignored)
    assert [shown(p) for p in files() if p.suffix in {".db", ".pyc", ".tar.gz"}] == []
