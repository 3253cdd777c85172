"""`make train`: train the model, but only if something it is made of has changed.

The model is named after a fingerprint of its sources, so a model on disk is fresh or it is not;
there is nothing to remember. Training writes next to `models/` and moves the result in at the end:
a model that can be seen is complete.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from assistant.settings import ROOT

MODELS = ROOT / "models"
VAR = ROOT / "var"
SOURCES = ("data", "kb", "nlu", "assistant/domain", "config.yml", "domain.yml", "requirements.lock")
KEPT_MODELS = 3


def source_files(root: Path = ROOT) -> Iterator[Path]:
    """Every file of which the model is made, in a fixed order."""
    for name in SOURCES:
        path = root / name
        found: Iterable[Path] = path.rglob("*") if path.is_dir() else [path]
        yield from sorted(p for p in found if p.is_file() and "__pycache__" not in p.parts)


def fingerprint(root: Path = ROOT) -> str:
    """Changes when any source of the model changes, or the version of Python."""
    digest = hashlib.sha256(f"{sys.version_info[0]}.{sys.version_info[1]}".encode())
    for path in source_files(root):
        digest.update(path.relative_to(root).as_posix().encode() + b"\0")
        digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()[:12]


def model_path(root: Path = ROOT) -> Path:
    """Where the model of the present sources is, or will be."""
    return root / "models" / f"balie-{fingerprint(root)}.tar.gz"


def ensure_model() -> Path:
    """The model of the present sources; trained now if it is not there yet.

    Raises:
        SystemExit: training failed. What Rasa said about it stands above.
    """
    with _one_at_a_time():
        target = model_path()
        if not target.exists():
            _train(target)
            _forget_old_models()
        return target


def _train(target: Path) -> None:
    print(f"train: sources changed, making {target.name}", flush=True)
    started = time.monotonic()
    workshop = VAR / "training"
    shutil.rmtree(workshop, ignore_errors=True)
    command = [sys.executable, "-m", "rasa", "train", "--domain", "domain.yml", "--data", "data"]
    command += ["--out", str(workshop), "--fixed-model-name", target.name.split(".")[0]]
    # `rasa data validate` is part of the tests: here it would only repeat itself at each training.
    command += ["--skip-validation"]
    quiet = {**os.environ, "TQDM_DISABLE": "1", "PYTHONWARNINGS": "ignore"}
    result = subprocess.run(command, cwd=ROOT, env=quiet, check=False)  # noqa: S603 - our own command
    made = workshop / target.name
    if result.returncode != 0 or not made.exists():
        raise SystemExit(f"train: failed; see above (exit code {result.returncode})")
    target.parent.mkdir(exist_ok=True)
    os.replace(made, target)
    shutil.rmtree(workshop, ignore_errors=True)
    print(f"train: {target.name} is ready, {time.monotonic() - started:.0f} s", flush=True)


def _forget_old_models() -> None:
    models = sorted(MODELS.glob("balie-*.tar.gz"), key=lambda p: p.stat().st_mtime, reverse=True)
    for path in models[KEPT_MODELS:]:
        path.unlink()


@contextmanager
def _one_at_a_time() -> Iterator[None]:
    """`make run` and `make test` side by side train once."""
    VAR.mkdir(exist_ok=True)
    with (VAR / "training.lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            print("train: waiting for a training that is already running", flush=True)
            fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def main() -> None:
    """Train if needed and say which model is the fresh one."""
    existed = model_path().exists()
    path = ensure_model()
    # `rasa shell` and `rasa run` typed by hand take the newest file.
    path.touch()
    if existed:
        print(f"train: {path.name} is up to date")


if __name__ == "__main__":
    main()
