"""The other side: a bot as `rasa init` makes it, with TensorFlow, in an environment of its own.

Made once under `var/bench/baseline/` (about 3 GB, some minutes) and kept for later runs.
"""

from __future__ import annotations

import hashlib
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import aiohttp

from assistant.settings import ROOT
from bench.conversations import Conversation, RestConversation
from bench.sides import Side, plain_environment

LOCK = Path(__file__).with_name("baseline.lock")
HOME = ROOT / "var" / "bench" / "baseline"


class NoBaseline(Exception):
    """It cannot be made here. The message says why."""


class Baseline(Side):
    """`rasa run` on the untouched bot: `rest` channel, conversations in memory, no actions."""

    name = "rasa init"
    ports = 1

    def command(self) -> list[str]:
        host, port = "127.0.0.1", str(self._ports[0])
        return [str(installed_python()), "-m", "rasa", "run", "--interface", host, "--port", port]

    def directory(self) -> Path:
        return HOME / "bot"

    def environment(self) -> dict[str, str]:
        return its_environment()

    def health(self) -> list[str]:
        return [self._address()]

    def conversation(self, client: aiohttp.ClientSession) -> Conversation:
        return RestConversation(client, self._address())

    def _address(self) -> str:
        return f"http://127.0.0.1:{self._ports[0]}"


def ensure_baseline() -> None:
    """Make what is not there yet.

    Raises:
        NoBaseline: no fitting Python, or installing or training failed.
    """
    _step("trained", ensure_installed(), _init)


def ensure_installed() -> str:
    """Make the environment without a bot, if it is not there yet; says what it is made of.

    Raises:
        NoBaseline: no fitting Python, or installing failed.
    """
    python = find_python()
    made_of = hashlib.sha256(LOCK.read_bytes() + version_of(python).encode()).hexdigest()[:12]
    _step("installed", made_of, lambda: _install(python))
    return made_of


def find_python() -> Path:
    """A Python that Rasa 3.6 with TensorFlow runs on: its own 3.10, otherwise 3.11.

    Raises:
        NoBaseline: this machine has neither.
    """
    pyenv = Path.home() / ".pyenv" / "versions"
    for version in ("3.10", "3.11"):
        candidates = [shutil.which(f"python{version}"), *pyenv.glob(f"{version}.*/bin/python")]
        if sys.version_info[:2] == tuple(map(int, version.split("."))):
            candidates.append(sys.executable)
        for candidate in candidates:
            # A launcher may exist without the version behind it, so ask.
            if candidate and version_of(Path(candidate)).startswith(f"{version}."):
                return Path(candidate)
    raise NoBaseline("Rasa with TensorFlow needs Python 3.10 or 3.11, and neither was found")


def version_of(python: Path) -> str:
    """Like `3.10.13`; empty where it does not run."""
    asked = [str(python), "-c", "import platform; print(platform.python_version())"]
    result = subprocess.run(asked, capture_output=True, text=True, check=False)
    return result.stdout.strip() if result.returncode == 0 else ""


def _install(python: Path) -> None:
    print(f"bench: installing Rasa with TensorFlow on {python}, some minutes (once)", flush=True)
    shutil.rmtree(HOME, ignore_errors=True)
    HOME.mkdir(parents=True)
    _run([str(python), "-m", "venv", str(HOME / "venv")])
    pip = [str(installed_python()), "-m", "pip", "install", "-qq", "--disable-pip-version-check"]
    # --no-deps: the lock is complete. --ignore-requires-python: Rasa says < 3.11.
    pip += ["--no-deps", "--require-hashes", "--ignore-requires-python", "-r", str(LOCK)]
    _run(pip)


def _init() -> None:
    print("bench: `rasa init`, which trains for some minutes (once)", flush=True)
    bot = HOME / "bot"
    shutil.rmtree(bot, ignore_errors=True)
    bot.mkdir()
    _run([str(installed_python()), "-m", "rasa", "init", "--no-prompt", "--init-dir", str(bot)])


def _step(name: str, made_of: str, make: Callable[[], None]) -> None:
    mark = HOME / name
    if mark.exists() and mark.read_text() == made_of:
        return
    make()
    mark.write_text(made_of)


def _run(command: list[str]) -> None:
    log = HOME / "log"
    with log.open("ab") as output:
        result = subprocess.run(
            command, cwd=HOME, env=its_environment(), stdout=output, stderr=output, check=False
        )
    if result.returncode != 0:
        end = "\n".join(log.read_text(errors="replace").splitlines()[-15:])
        raise NoBaseline(f"`{' '.join(command[1:4])}` failed:\n{end}")


def installed_python() -> Path:
    """The Python of the environment that `ensure_installed` makes."""
    return HOME / "venv" / "bin" / "python"


def its_environment() -> dict[str, str]:
    """What its processes find in theirs."""
    # Not part of what is measured, and no business of anybody else's.
    return plain_environment() | {"RASA_TELEMETRY_ENABLED": "false"}
