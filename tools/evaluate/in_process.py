"""Balie without its processes: the trained classifier and the real actions, in this process.

For what must be quick and the same each time: no ports, no pages, no waiting. Each question is a
conversation of its own. What a resident would read is put in the form that `drive` reads from the
page, so that the same code judges both. What the gateway adds (notices, pace, storage) is left out.
"""

from __future__ import annotations

import asyncio
import tempfile
import time
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from unittest.mock import patch

import yaml
from rasa.engine.storage.local_model_storage import LocalModelStorage
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.shared.nlu.constants import METADATA, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa_sdk.executor import ActionExecutor

import actions.conversation
from assistant import bootstrap
from assistant.domain.masking import mask
from assistant.settings import ROOT, Settings
from connectors.channels.markdown import to_html
from connectors.engine.requests import without_slashes
from nlu.classifier import AnswerClassifier
from tools.evaluate.drive import Exchange, Said, visible
from tools.evaluate.results import Topics, result_line

RULES = ROOT / "data" / "rules"
MONDAY_MORNING = "2026-11-23T10:00:00+01:00"

# Of a message of the SDK; everything else in it is a value to be filled in.
OWN_FIELDS = {"text", "image", "attachment", "response", "template"}

Answer = dict[str, Any]


class InProcess:
    """Reads, acts and answers. Made by `loaded`."""

    def __init__(
        self,
        classifier: AnswerClassifier,
        services: bootstrap.ActionServices,
        municipality: str = Settings.model_fields["default_municipality"].default,
    ) -> None:
        self._classifier = classifier
        self._services = services
        self._municipality = municipality
        self._executor = ActionExecutor()
        self._executor.register_package("actions")
        self._actions = rules(RULES)

    def result(self, item: Mapping[str, Any], topics: Topics) -> dict[str, Any]:
        """The result line of one question, as `make evaluate` writes it."""
        exchange, answer = self.ask(str(item["text"]))
        return result_line(item, exchange, answer, topics)

    def ask(self, text: str) -> tuple[Exchange, Answer]:
        """What was said, and what the engine would keep of the turn."""
        started = time.process_time()
        message = self.read(text)
        replies = asyncio.run(self._act(message))
        ms = round((time.process_time() - started) * 1000, 1)
        said = tuple(_said(reply) for reply in replies)
        intent = message["intent"]
        answer = {
            "replies": [{"choices": reply["buttons"]} for reply in replies],
            "understanding": {"intent": intent["name"], "confidence": intent["confidence"]},
        }
        return Exchange("", "", said, ms), answer

    def read(self, text: str) -> dict[str, Any]:
        """How the classifier reads a text that nothing was said before."""
        where = {"municipality": self._municipality}
        typed = without_slashes(mask(text).text) or "?"
        message = Message(data={TEXT: typed, METADATA: where})
        self._classifier.process([message], DialogueStateTracker.from_events("", []))
        return {**message.as_dict(only_output_properties=True), "text": message.get(TEXT)}

    async def _act(self, message: Mapping[str, Any]) -> list[dict[str, Any]]:
        name = self._actions[message["intent"]["name"]]
        if name.startswith("utter_"):
            return [self._told({"response": name})]
        tracker = {
            "sender_id": "evaluation",
            "slots": {},
            "latest_message": {**message, "metadata": {"municipality": self._municipality}},
            "events": [{"event": "user", "text": message["text"]}],
            "paused": False,
            "followup_action": None,
            "active_loop": {},
            "latest_action_name": "action_listen",
        }
        call = {"next_action": name, "sender_id": "evaluation", "tracker": tracker, "domain": {}}
        done = await self._executor.run(call) or {}
        return [self._told(message) for message in done.get("responses") or ()]

    def _told(self, message: dict[str, Any]) -> dict[str, Any]:
        """Rasa fills in the text behind the name of a response."""
        filled = {"buttons": [], "custom": {}, **message}
        if filled.get("response"):
            texts = self._services.texts
            values = {
                k: v for k, v in message.items() if isinstance(v, str) and k not in OWN_FIELDS
            }
            filled["text"] = texts.text(message["response"], self._municipality, **values)
        return filled


@contextmanager
def loaded(model: Path, **config: float) -> Iterator[InProcess]:
    """A trained model with the actions around it; `config` in place of values in config.yml."""
    with tempfile.TemporaryDirectory(prefix="balie-model-") as folder, own_services() as services:
        yield InProcess(_classifier(model, Path(folder), config), services)


@contextmanager
def own_services() -> Iterator[bootstrap.ActionServices]:
    """What the actions of this process work with meanwhile: a frozen clock and a new database.

    Settings are as declared, whatever this shell says about Balie: an evaluation must never write
    to the register or the database that somebody works with.
    """
    with tempfile.TemporaryDirectory(prefix="balie-in-process-") as folder:
        settings = Settings.model_construct(
            database_url=f"sqlite:///{Path(folder) / 'balie.db'}", now=MONDAY_MORNING
        )
        with patch.object(bootstrap, "get_settings", lambda: settings):
            services = bootstrap.action_services.__wrapped__()
        with patch.object(actions.conversation, "action_services", lambda: services):
            yield services


def _classifier(model: Path, folder: Path, changed: Mapping[str, float]) -> AnswerClassifier:
    storage, metadata = LocalModelStorage.from_model_archive(folder, model)
    for node in metadata.predict_schema.nodes.values():
        if node.uses is AnswerClassifier:
            config = {**node.config, **changed}
            return AnswerClassifier.load(config, storage, node.resource, None)
    raise LookupError(f"{model.name} has no {AnswerClassifier.__name__}")


def rules(folder: Path) -> dict[str, str]:
    """Intent to its action. Every rule of Balie is one turn, so that is all there is to them."""
    files: Iterable[Path] = sorted(folder.glob("*.yml"))
    found = [rule for f in files for rule in yaml.safe_load(f.read_text("utf-8"))["rules"]]
    return {
        str(asked["intent"]): str(done["action"]) for asked, done in (r["steps"] for r in found)
    }


def _said(reply: Mapping[str, Any]) -> Said:
    custom = reply["custom"] or {}
    return Said(
        text=visible(to_html(str(reply.get("text") or ""))),
        outcome=str(custom.get("outcome") or "smalltalk"),
        articles=tuple(custom.get("articles") or ()),
        choices=tuple((choice["payload"], choice["title"]) for choice in reply["buttons"]),
        links=tuple((link["title"], link["url"]) for link in custom.get("links") or ()),
    )
