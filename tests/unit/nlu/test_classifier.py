"""The component as Rasa uses it: created, trained, stored, loaded, and asked."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from rasa.engine.graph import ExecutionContext, GraphSchema
from rasa.engine.storage.local_model_storage import LocalModelStorage
from rasa.engine.storage.resource import Resource
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import BotUttered, SlotSet, UserUttered
from rasa.shared.core.slots import TextSlot
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from nlu import classifier as module
from nlu.classifier import AnswerClassifier
from nlu.importer import library_training_data
from tests.unit.kb.small_library import add, make, page

GREETINGS = ["hallo", "goedemorgen", "hallo daar", "goedemiddag", "dag balie"]
LICENCE = {
    "algemeen": ["hoe verleng ik mijn rijbewijs", "rijbewijs verlengen", "nieuw rijbewijs"],
    "kosten": ["wat kost een rijbewijs", "prijs rijbewijs", "hoe duur is een rijbewijs"],
}
PASSPORT = {
    "algemeen": ["hoe vraag ik een paspoort aan", "paspoort aanvragen", "nieuw paspoort"],
    "kosten": ["wat kost een paspoort", "prijs paspoort", "hoe duur is een paspoort"],
}
CRISIS = ["mijn huis staat in vlammen", "overal vlammen", "vlammen uit het dak"]


@pytest.fixture(scope="module")
def loaded(tmp_path_factory: pytest.TempPathFactory) -> AnswerClassifier:
    """Trained with the real encoder and loaded again, as `rasa train` and `rasa run` do."""
    folder = tmp_path_factory.mktemp("classifier")
    kb = make(
        folder / "kb",
        paspoort=page(questions=PASSPORT),
        rijbewijs=page(title="Rijbewijs", terms=["rijbewijs"], questions=LICENCE),
    )
    add(kb / "crisis" / "brand.md", page("Bel 112.\n", patterns=["brand"], questions=CRISIS))
    greetings = [Message({"text": text, "intent": "greet"}) for text in GREETINGS]
    data = library_training_data(kb).merge(TrainingData(greetings))
    (folder / "model").mkdir()
    storage = LocalModelStorage.create(folder / "model")
    resource = Resource("classifier")
    context = ExecutionContext(GraphSchema({}))
    config = AnswerClassifier.get_default_config()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(module, "LIBRARY", kb)
        patch.setattr(module, "VECTORS", folder / "vectors.db")
        AnswerClassifier.create(config, storage, resource, context).train(data)
        return AnswerClassifier.load(config, storage, resource, context)


def ask(component: AnswerClassifier, text: str, *events: Any) -> Message:
    slots = [TextSlot("current_article", mappings=[{"type": "custom"}])]
    tracker = DialogueStateTracker("c1", slots)
    for event in events:
        tracker.update(event, Domain.empty())
    (message,) = component.process([Message({"text": text})], tracker)
    return message


def test_classifier_puts_intent_and_ranking_where_rasa_reads_them(loaded: AnswerClassifier) -> None:
    message = ask(loaded, "wat kost een rijbewijs?")
    assert message.get("intent")["name"] == "faq"
    assert 0.45 < message.get("intent")["confidence"] <= 1.0
    assert message.get("intent_ranking")[0]["name"] == "faq/rijbewijs"


def test_classifier_puts_what_actions_need_in_the_message_that_they_get(
    loaded: AnswerClassifier,
) -> None:
    output = ask(loaded, "wat kost een rijbewijs?").as_dict(only_output_properties=True)
    assert output["answers"][0]["slug"] == "rijbewijs"
    assert output["answers"][0]["section"] == "kosten"
    assert output["candidates"][0]["intent"] == "faq/rijbewijs"
    assert (output["product"], output["place"], output["language"]) == ("rijbewijs", "", "nl")
    assert output["questions"] == []


def test_classifier_puts_every_question_of_a_message(loaded: AnswerClassifier) -> None:
    message = ask(loaded, "wat kost een paspoort en hoe verleng ik mijn rijbewijs?")
    assert message.get("intent")["name"] == "several_questions"
    assert message.get("questions") == [
        {"slug": "paspoort", "section": "kosten", "also": ""},
        {"slug": "rijbewijs", "section": "algemeen", "also": ""},
    ]


def test_classifier_reads_the_subject_from_the_tracker(loaded: AnswerClassifier) -> None:
    before = SlotSet("current_article", "rijbewijs")
    answer = ask(loaded, "en wat kost dat?", before).get("answers")[0]
    assert (answer["slug"], answer["section"]) == ("rijbewijs", "kosten")


def test_classifier_turns_a_typed_choice_into_the_entities_of_the_button(
    loaded: AnswerClassifier,
) -> None:
    payload = '/choose_answer{"article": "rijbewijs", "section": "kosten"}'
    shown = BotUttered("?", {"buttons": [{"title": "Rijbewijs", "payload": payload}]})
    message = ask(loaded, "de eerste", UserUttered("?"), shown)
    assert message.get("intent")["name"] == "choose_answer"
    assert {e["entity"]: e["value"] for e in message.get("entities")} == {
        "article": "rijbewijs",
        "section": "kosten",
    }


@pytest.mark.parametrize("text", ["er is brand", "het dak staat in vlammen"])
def test_classifier_sees_danger(loaded: AnswerClassifier, text: str) -> None:
    message = ask(loaded, text)
    assert message.get("intent")["name"] == "crisis"
    assert message.get("answers")[0]["slug"] == "brand"


def test_classifier_leaves_a_payload_of_our_own_to_rasa(loaded: AnswerClassifier) -> None:
    assert ask(loaded, '/choose_answer{"article": "paspoort"}').get("intent") is None


def test_classifier_refuses_to_answer_before_it_is_loaded(tmp_path: Path) -> None:
    config = AnswerClassifier.get_default_config()
    storage = LocalModelStorage.create(tmp_path)
    new = AnswerClassifier.create(config, storage, Resource("x"), ExecutionContext(GraphSchema({})))
    with pytest.raises(RuntimeError, match="before load"):
        ask(new, "hallo")
