"""Rasa graph component: sets intent, ranking, articles and entities on each message."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from pathlib import Path
from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.shared.nlu.constants import (
    ENTITIES,
    INTENT,
    INTENT_RESPONSE_KEY,
    METADATA,
    TEXT,
)
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from assistant.domain.articles import LEAD
from kb.crisis import CrisisPatterns
from kb.library import Library
from nlu.booking import in_booking
from nlu.callbacks import in_callback
from nlu.confidence import Calibration, Thresholds
from nlu.context import Context
from nlu.ediensten import begins_edienst, in_edienst
from nlu.encoder import CachedEncoder, E5Encoder
from nlu.gazetteer import Gazetteer
from nlu.handover import in_handover
from nlu.importer import LIBRARY
from nlu.memory import Memory
from nlu.model import AnswerModel
from nlu.normaliser import normalise
from nlu.reader import Reader, Reading
from nlu.zaken import in_zaken

VECTORS = LIBRARY.parent / "var" / "vectors.db"


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class AnswerClassifier(GraphComponent):
    """Classifies a message over intents and articles together (see `nlu.model`).

    Besides Rasa's own `intent`, `intent_ranking` and `entities` it puts on the message:
    `answers` (recognised articles with section), `candidates` (readings for "Bedoelt u ...?"),
    `questions` (several questions in one message), `product`, `place` and `language`.
    """

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """Values and reasons are in config.yml; without them nothing is calibrated."""
        return {
            "answer": 0.75,
            "ask": 0.3,
            "crisis": 0.05,
            "sketch": 0.9,
            "slope": 1.0,
            "offset": 0.0,
        }

    @classmethod
    def fingerprint_addon(cls, config: dict[str, Any]) -> str | None:
        """Rasa reuses an earlier training unless something changed: library and code count too."""
        digest = hashlib.sha256()
        code = Path(__file__).parent
        for path in sorted([*LIBRARY.rglob("*.md"), *code.rglob("*.py"), *code.rglob("*.yml")]):
            digest.update(path.read_bytes())
        return digest.hexdigest()

    def __init__(self, config: dict[str, Any], storage: ModelStorage, resource: Resource) -> None:
        self._config = config
        self._storage = storage
        self._resource = resource
        self._reader: Reader | None = None
        self._library: Library | None = None

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> AnswerClassifier:
        """A new, untrained component."""
        return cls(config, model_storage, resource)

    def train(self, training_data: TrainingData) -> Resource:
        """Train on all examples, index the sections, and persist both."""
        encoder = CachedEncoder(VECTORS)
        examples = [e for e in training_data.intent_examples if e.get(TEXT)]
        texts = [normalise(example.get(TEXT)) for example in examples]
        labels = [example.get(INTENT_RESPONSE_KEY) or example.get(INTENT) for example in examples]
        model = AnswerModel.train(texts, labels, encoder)
        anchors = [(example.get("metadata") or {}).get("section", LEAD) for example in examples]
        memory = Memory.build(
            model.labels,
            list(zip(texts, labels, anchors, strict=True)),
            Library(LIBRARY).every_article(),
            encoder,
        )
        with self._storage.write_to(self._resource) as folder:
            model.save(folder / "model.joblib")
            memory.save(folder / "memory.npz")
        return self._resource

    @classmethod
    def load(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> AnswerClassifier:
        """Load what `train` persisted."""
        component = cls(config, model_storage, resource)
        library = Library(LIBRARY)
        thresholds = Thresholds(
            *(float(config[name]) for name in ("answer", "ask", "crisis", "sketch"))
        )
        with model_storage.read_from(resource) as folder:
            component._reader = Reader(
                model=AnswerModel.load(folder / "model.joblib"),
                memory=Memory.load(folder / "memory.npz"),
                gazetteer=_gazetteer(library),
                crisis=CrisisPatterns(library.articles()),
                encoder=E5Encoder(),
                thresholds=thresholds,
                calibration=Calibration(float(config["slope"]), float(config["offset"])),
                own_thresholds={
                    slug: thresholds.with_own(library.get(slug).thresholds)
                    for slug in library.slugs()
                },
            )
        component._library = library
        return component

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        """Nothing to add: no later component needs our output in training."""
        return training_data

    def process(self, messages: list[Message], tracker: DialogueStateTracker) -> list[Message]:
        """Read each message in the light of its conversation."""
        if self._reader is None or self._library is None:
            raise RuntimeError("process() before load()")
        context = Context.from_tracker(tracker)
        for message in messages:
            text = message.get(TEXT) or ""
            # The gateway says with each message where it was asked.
            where = (message.get(METADATA) or {}).get("municipality") or ""
            # A payload of our own buttons: Rasa's RegexMessageHandler reads it after us.
            if not text.startswith("/"):
                here = replace(context, municipality=where)
                reading = self._reader.read(text, here)
                reading = in_booking(reading, text, here, self._library)
                reading = in_zaken(reading, text, here)
                reading = in_edienst(reading, text, here, self._library)
                reading = in_callback(reading, text, here)
                reading = in_handover(reading, text, here)
                _put(message, begins_edienst(reading, text, here, self._library))
        return messages


def _put(message: Message, reading: Reading) -> None:
    def put(name: str, value: Any) -> None:
        message.set(name, value, add_to_output=True)

    ranked = [{"name": c.label, "confidence": c.confidence} for c in reading.candidates]
    put(INTENT, {"name": reading.intent, "confidence": reading.confidence})
    put("intent_ranking", ranked)
    own = [
        {"entity": name, "value": value, "start": 0, "end": 0, "extractor": "AnswerClassifier"}
        for name, value in reading.entities.items()
    ]
    put(ENTITIES, [*message.get(ENTITIES, []), *own])
    put(
        "answers",
        [
            {"slug": c.slug, "section": c.section, "also": c.also, "confidence": c.confidence}
            for c in reading.candidates
            if c.slug
        ],
    )
    put("candidates", [{"intent": c.label, "confidence": c.confidence} for c in reading.candidates])
    put(
        "questions",
        [{"slug": c.slug, "section": c.section, "also": c.also} for c in reading.questions],
    )
    put("product", reading.product)
    put("place", reading.place)
    put("language", reading.language)


def _gazetteer(library: Library) -> Gazetteer:
    file = LIBRARY / "municipalities" / "places.txt"
    places = file.read_text(encoding="utf-8").split("\n") if file.exists() else []
    own = [library.get(slug).name for slug in library.slugs()]
    return Gazetteer(library.every_article(), [p.strip() for p in places if p.strip()], own)
