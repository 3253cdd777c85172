"""Rasa graph component: Dutch words as tokens; streets, people and places as entities."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.constants import TOKENS_NAMES
from rasa.nlu.tokenizers.tokenizer import Token
from rasa.shared.nlu.constants import ENTITIES, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from nlu.dutch import Dutch
from nlu.dutch_training import sources, train

EXTRACTOR = "DutchNames"


@DefaultV1Recipe.register(
    [
        DefaultV1Recipe.ComponentType.MESSAGE_TOKENIZER,
        DefaultV1Recipe.ComponentType.ENTITY_EXTRACTOR,
    ],
    is_trainable=True,
)
class DutchNames(GraphComponent):
    """Puts tokens and the entities `street`, `person` and `place` on a message.

    The names are for what comes later (reports, appointments). They do not help to classify:
    `python -m bench.ablation` shows by how much.
    """

    def __init__(self, storage: ModelStorage, resource: Resource) -> None:
        self._storage = storage
        self._resource = resource
        self._dutch: Dutch | None = None

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> DutchNames:
        """A new, untrained component."""
        return cls(model_storage, resource)

    @classmethod
    def load(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> DutchNames:
        """The standard Dutch pipeline when it is installed, else what `train` persisted."""
        component = cls(model_storage, resource)
        with model_storage.read_from(resource) as folder:
            component._dutch = Dutch.load(folder)
        return component

    @classmethod
    def fingerprint_addon(cls, config: dict[str, Any]) -> str | None:
        """Rasa reuses an earlier training unless something changed: these files are ours."""
        digest = hashlib.sha256()
        for path in sources():
            digest.update(Path(path).read_bytes())
        return digest.hexdigest()

    def train(self, training_data: TrainingData) -> Resource:
        """Train the small pipeline and persist it."""
        pipeline = train([str(e.get(TEXT)) for e in training_data.intent_examples if e.get(TEXT)])
        with self._storage.write_to(self._resource) as folder:
            pipeline.to_disk(folder)
        return self._resource

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        """Nothing to add: no later component needs tokens in training."""
        return training_data

    def process(self, messages: list[Message]) -> list[Message]:
        """Read each message as typed."""
        if self._dutch is None:
            # While training Rasa runs us over nothing but an empty message.
            return messages
        for message in messages:
            text = str(message.get(TEXT) or "")
            # A payload of our own buttons is no Dutch.
            if text and not text.startswith("/"):
                self._put(message, text, self._dutch)
        return messages

    @staticmethod
    def _put(message: Message, text: str, dutch: Dutch) -> None:
        read = dutch.read(text)
        message.set(TOKENS_NAMES[TEXT], [Token(word, start) for word, start in read.words])
        found = [
            {
                "entity": name.kind,
                "value": name.value,
                "start": name.start,
                "end": name.end,
                "extractor": EXTRACTOR,
            }
            for name in read.names
        ]
        message.set(ENTITIES, [*message.get(ENTITIES, []), *found], add_to_output=True)
