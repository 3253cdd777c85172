"""The gates themselves: `make test` runs all of them, and they look at all rooms."""

from __future__ import annotations

import re
import tomllib

from tests.repo.sources import CODE_ROOMS, ROOT

PYPROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
MAKEFILE = (ROOT / "Makefile").read_text(encoding="utf-8")
NEVER_IMPORTED = {"bench", "tests", "tools"}


def recipe(target: str) -> str:
    found = re.search(rf"^{target}:.*\n((?:\t.*\n)*)", MAKEFILE, re.M)
    assert found, target
    return found[1]


def test_make_test_runs_every_gate() -> None:
    line = re.search(r"^test: (.*?) ##", MAKEFILE, re.M)
    assert line
    assert set(line[1].split()) >= {"lint", "types", "imports", "check-content", "train", "pytest"}


def test_every_gate_runs_its_tool_and_lets_it_fail() -> None:
    tools = {"lint": "ruff check .", "types": "mypy", "imports": "lint-imports", "pytest": "pytest",
             "check-content": "python -m tools.check_content"}  # fmt: skip
    for target, tool in tools.items():
        assert f"\t{tool}" in recipe(target), target
        assert "||" not in recipe(target)
        assert "\t-" not in recipe(target)


def test_the_build_machine_does_what_a_developer_does() -> None:
    script = (ROOT / ".ci" / "run").read_text(encoding="utf-8")
    assert re.search(r"^make test$", script, re.M)
    assert "set -euo pipefail" in script


def test_import_rules_look_at_every_room_of_code() -> None:
    rooms = set(CODE_ROOMS) - NEVER_IMPORTED
    assert set(PYPROJECT["tool"]["importlinter"]["root_packages"]) == rooms


def test_every_room_with_a_rule_in_the_architecture_has_a_contract() -> None:
    contracts = PYPROJECT["tool"]["importlinter"]["contracts"]
    guarded = {module for contract in contracts for module in contract.get("source_modules", ())}
    text = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
    table = text.split("## Who may import whom")[1].split("\n## ")[0]
    named = {
        name
        for row in re.findall(r"^\| (`.*?) \|", table, re.M)
        for name in re.findall(r"`([\w.]+)`", row)
    }
    # `errors` has nothing to import; bootstrap sees everything.
    assert named - {"assistant.errors", "assistant.bootstrap"} == guarded


def test_types_are_checked_strictly_in_every_room_of_code() -> None:
    settings = PYPROJECT["tool"]["mypy"]
    assert settings["strict"] is True
    assert set(settings["files"]) >= set(CODE_ROOMS) - {"bench", "tests"}


def test_a_test_that_should_fail_and_passes_is_a_failure() -> None:
    assert PYPROJECT["tool"]["pytest"]["ini_options"]["xfail_strict"] is True
