"""`make check-content` stops a text that is too hard, and lets a clear one through."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.unit.kb.small_library import make

ROOT = Path(__file__).resolve().parents[3]


@pytest.mark.parametrize(
    ("text", "code", "line"),
    [
        ("Bel ons als dat nodig is.", 0, "0 fouten"),
        ("Indien nodig belt u.", 1, "moeilijk woord 'Indien'. Schrijf 'als'."),
        ("Dat doet u bij het aanvragen van een pas.", 0, "advies"),
    ],
)
def test_a_too_hard_text_ends_with_exit_code_1(
    tmp_path: Path, text: str, code: int, line: str
) -> None:
    folder = tmp_path / "responses"
    folder.mkdir()
    (folder / "a.yml").write_text(f'responses:\n  utter_x:\n  - text: "{text}"\n')
    environment = os.environ | {
        "BALIE_KB_PATH": str(make(tmp_path / "kb")),
        "BALIE_RESPONSES_PATH": str(folder),
    }
    done = subprocess.run(
        [sys.executable, "-m", "tools.check_content"],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (code, "")
    assert line in done.stdout
    assert "responses              1" in done.stdout
