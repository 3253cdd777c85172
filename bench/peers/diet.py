"""Rasa as its makers release it: the pipeline of `rasa init`, trained on Balie's sentences.

It lives in the environment of `bench.baseline` (TensorFlow). An article is an intent of its own
there: as retrieval intents they would share one intent, and DIET would be asked another question.
"""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import yaml

from bench import machine
from bench.baseline import HOME, installed_python, its_environment
from bench.peers.answers import Answers, PeerFailed
from bench.peers.examples import Example

BOT = HOME / "understanding"
ASK = Path(__file__).with_name("diet_ask.py")
SLASH = "__"
"""Stands for the slash of a label, which has a meaning of its own in an intent of Rasa."""
LOOK_SECONDS = 2.0


def pipeline(epochs: int) -> dict[str, Any]:
    """What `rasa init` of 3.6 trains when its config.yml is left as it is, but for the epochs.

    Without its ResponseSelector: no intent is a retrieval intent here.
    """
    return {
        "recipe": "default.v1",
        "language": "nl",
        "pipeline": [
            {"name": "WhitespaceTokenizer"},
            {"name": "RegexFeaturizer"},
            {"name": "LexicalSyntacticFeaturizer"},
            {"name": "CountVectorsFeaturizer"},
            {
                "name": "CountVectorsFeaturizer",
                "analyzer": "char_wb",
                "min_ngram": 1,
                "max_ngram": 4,
            },
            {"name": "DIETClassifier", "epochs": epochs, "constrain_similarities": True},
            {"name": "EntitySynonymMapper"},
            {"name": "FallbackClassifier", "threshold": 0.3, "ambiguity_threshold": 0.1},
        ],
    }


def train(examples: Sequence[Example], epochs: int, seconds: float) -> tuple[float, float]:
    """(CPU seconds, wall seconds) of `rasa train nlu`.

    Raises:
        PeerFailed: it failed, or took longer than the time it was given.
    """
    shutil.rmtree(BOT, ignore_errors=True)
    BOT.mkdir(parents=True)
    (BOT / "config.yml").write_text(yaml.safe_dump(pipeline(epochs), sort_keys=False))
    (BOT / "nlu.yml").write_text(nlu_file(examples), encoding="utf-8")
    command = [str(installed_python()), "-m", "rasa", "train", "nlu", "--nlu", "nlu.yml"]
    command += ["--config", "config.yml", "--fixed-model-name", "diet"]
    return _run(command, seconds)


def ask(texts: Sequence[str], seconds: float) -> Answers:
    """Every text, in a process that holds the trained model and nothing else.

    Raises:
        PeerFailed: it failed, or took longer than the time it was given.
    """
    (BOT / "texts.json").write_text(json.dumps(list(texts)), encoding="utf-8")
    _run(
        [str(installed_python()), str(ASK), "models/diet.tar.gz", "texts.json", "answers.json"],
        seconds,
    )
    found: Mapping[str, Any] = json.loads((BOT / "answers.json").read_text(encoding="utf-8"))
    return Answers(
        ranked=[[name.replace(SLASH, "/") for name in names] for names in found["ranked"]],
        cpu_ms=found["cpu_ms"],
        memory_mb=found["memory_mb"],
    )


def nlu_file(examples: Sequence[Example]) -> str:
    """Training data as Rasa reads it. Square brackets would be read as entities."""
    by_label: dict[str, list[str]] = {}
    for example in examples:
        text = " ".join(example.text.replace("[", " ").replace("]", " ").split())
        by_label.setdefault(example.label.replace("/", SLASH), []).append(f"- {text}\n")
    nlu = [{"intent": label, "examples": "".join(lines)} for label, lines in by_label.items()]
    return yaml.safe_dump({"version": "3.1", "nlu": nlu}, allow_unicode=True, width=10_000)


def _run(command: Sequence[str], seconds: float) -> tuple[float, float]:
    log, what = BOT / "log", " ".join(command[1:4])
    started = time.monotonic()
    with log.open("ab") as output:
        process = subprocess.Popen(
            command, cwd=BOT, env=its_environment(), stdout=output, stderr=output,
            start_new_session=True,
        )  # fmt: skip
    cpu = 0.0
    try:
        while process.poll() is None:
            if time.monotonic() - started > seconds:
                raise PeerFailed(f"`{what}` was not done in {seconds:.0f} s")
            cpu = max(cpu, machine.cpu_seconds(process.pid))
            time.sleep(LOOK_SECONDS)
    finally:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()
    if process.returncode != 0:
        end = "\n".join(log.read_text(errors="replace").splitlines()[-15:])
        raise PeerFailed(f"`{what}` failed:\n{end}")
    return cpu, time.monotonic() - started
