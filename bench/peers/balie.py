"""Balie's own reader, trained on the sentences that every peer gets."""

from __future__ import annotations

import os
import time
from collections.abc import Sequence
from pathlib import Path

from bench import machine
from bench.ablation import subjects
from bench.laboratory import FULL, Laboratory, Variant
from bench.peers.answers import Answers, Trained
from bench.peers.examples import Example
from nlu.context import Context
from nlu.encoder import E5Encoder
from nlu.memory import Memory
from nlu.model import AnswerModel

MODEL, MEMORY = "model.joblib", "memory.npz"


def train(sentences: Sequence[Example], folder: Path) -> Trained:
    """Train and save. Vectors of the sentences come from the file where `make train` keeps them."""
    laboratory = Laboratory(sentences)
    laboratory.encode_all()
    cpu, wall = time.process_time(), time.perf_counter()
    model, memory, _ = laboratory.trained(Variant(FULL))
    trained = Trained(time.process_time() - cpu, time.perf_counter() - wall)
    model.save(folder / MODEL)
    memory.save(folder / MEMORY)
    return trained


def ask(folder: Path, texts: Sequence[str]) -> Answers:
    """Every text as a conversation of its own, with the encoder and without its cache."""
    model, memory = AnswerModel.load(folder / MODEL), Memory.load(folder / MEMORY)
    reader = Laboratory([]).assemble(Variant(FULL), model, memory, E5Encoder())
    reader.read("Waar kan ik hier iets vragen?", Context())  # loads the encoder
    started = time.process_time()
    ranked = [subjects(reader.read(text, Context())) for text in texts]
    cpu_ms = 1000 * (time.process_time() - started) / len(texts)
    return Answers(ranked, cpu_ms, machine.memory(os.getpid()).pss / 1024**2)
