"""Rasa's own commands, typed as its users type them, in a project without TensorFlow."""

from __future__ import annotations

import os
import pty
import select
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

PROJECT = Path(__file__).parents[1] / "engine" / "project"
RASA = Path(sys.executable).with_name("rasa")
STORY = """version: "3.1"
stories:
- story: bewoner groet
  steps:
  - user: hallo
    intent: greet
  - action: utter_greet
"""


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("project")
    for path in PROJECT.rglob("*.yml"):
        copy = folder / path.relative_to(PROJECT)
        copy.parent.mkdir(exist_ok=True)
        copy.write_text(path.read_text())
    (folder / "tests").mkdir()
    (folder / "tests" / "test_stories.yml").write_text(STORY)
    done = rasa("train", cwd=folder)
    assert done.returncode == 0, done.stderr
    return folder


def rasa(*arguments: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run([RASA, *arguments], cwd=cwd, capture_output=True, text=True, check=False)


def test_train_leaves_a_model(project: Path) -> None:
    assert len(list((project / "models").glob("*.tar.gz"))) == 1


@pytest.mark.parametrize(
    "arguments",
    [
        ["data", "validate"],
        ["test", "core", "--stories", "tests", "--fail-on-prediction-errors"],
        ["test", "nlu", "--nlu", "data/nlu.yml"],
        ["--version"],
    ],
    ids=lambda arguments: " ".join(arguments[:2]),
)
def test_command(project: Path, arguments: list[str]) -> None:
    done = rasa(*arguments, cwd=project)
    assert done.returncode == 0, done.stderr


def test_python_m_rasa_is_the_same(project: Path) -> None:
    command = [sys.executable, "-m", "rasa", "data", "validate"]
    assert subprocess.run(command, cwd=project, check=False, capture_output=True).returncode == 0


def test_training_with_diet_says_what_to_do(project: Path) -> None:
    config = (project / "config.yml").read_text()
    (project / "diet.yml").write_text(config.replace("KeywordIntentClassifier", "DIETClassifier"))
    done = rasa("train", "--config", "diet.yml", cwd=project)
    assert done.returncode == 1
    assert "DIETClassifier (pipeline in config.yml) needs TensorFlow" in done.stdout + done.stderr
    assert "Traceback" not in done.stderr


def test_shell_answers(project: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    shell = [RASA, "shell", "--port", str(port)]
    screen = "".join(_type(["hallo", "/stop"], shell, project))
    assert "Hallo" in screen
    assert "Warning" not in screen


def _type(lines: list[str], command: list[str | Path], cwd: Path) -> Iterator[str]:
    """What a terminal shows while someone types these lines, each at the next prompt."""
    mine, theirs = pty.openpty()
    process = subprocess.Popen(
        command,
        cwd=cwd,
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
        env=os.environ | {"TERM": "xterm"},
    )
    os.close(theirs)
    seen, answered, deadline = "", 0, time.monotonic() + 60
    try:
        while time.monotonic() < deadline and process.poll() is None:
            if select.select([mine], [], [], 0.5)[0]:
                try:
                    text = os.read(mine, 4096).decode(errors="replace")
                except OSError:  # how a terminal says that the program has ended
                    break
                seen += text
                yield text
                if "\x1b[6n" in text:  # the terminal is asked where its cursor is
                    os.write(mine, b"\x1b[1;1R")
            elif "Your input" in seen[answered:] and lines:
                answered = len(seen)
                os.write(mine, f"{lines.pop(0)}\r".encode())
    finally:
        process.kill()
        process.wait()
        os.close(mine)
