"""`make` explains itself."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

ROOT = Path(__file__).parents[3]


def test_make_alone_lists_every_command_with_its_purpose() -> None:
    shown = subprocess.run(["make"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    listed = set(re.findall(r"^  make ([a-z-]+) +\S", shown, re.M))
    needed = "setup run test train shell doctor evaluate bench check-content lock clean help"
    assert set(needed.split()) <= listed


def test_every_target_is_phony_or_a_file_that_it_makes() -> None:
    text = (ROOT / "Makefile").read_text()
    targets = set(re.findall(r"^([a-z-]+):", text, re.M))
    phony = re.search(r"^\.PHONY: (.*)$", text, re.M)
    assert phony
    assert targets == set(phony[1].split())


def test_every_tool_that_make_calls_exists() -> None:
    text = (ROOT / "Makefile").read_text()
    called = set(re.findall(r"python -m tools\.(\w+)", text))
    assert {"run", "train", "shell", "doctor"} <= called
    for name in called:
        alternatives = [ROOT / "tools" / f"{name}.py", ROOT / "tools" / name / "__main__.py"]
        assert any(path.exists() for path in alternatives), name
