"""Names in Dutch: the pipeline as `make train` made it, on sentences that it never saw."""

from __future__ import annotations

import re
import sys
import tarfile
import time
import types
from pathlib import Path

import pytest
import spacy
from rasa.nlu.constants import TOKENS_NAMES
from rasa.shared.nlu.constants import ENTITIES, INTENT, TEXT
from rasa.shared.nlu.training_data.loading import load_data
from rasa.shared.nlu.training_data.message import Message

from nlu.dutch import STANDARD, Dutch, Name
from nlu.dutch_sentences import Maker
from nlu.entities import DutchNames
from nlu.importer import LIBRARY, library_training_data
from tools.train import model_path

ROOT = Path(__file__).resolve().parents[3]
HELD_OUT = ROOT / "tests" / "nlu" / "names.txt"
MARKED = re.compile(r"\[([^\]]+)\]\((\w+)\)")
IN_THE_MODEL = "components/train_nlu.entities.DutchNames"

Found = set[tuple[str, str]]


@pytest.fixture(scope="module")
def dutch(tmp_path_factory: pytest.TempPathFactory) -> Dutch:
    """The pipeline in the fresh model; trained here (20 s) when there is none."""
    folder = tmp_path_factory.mktemp("names")
    if model_path().exists():
        with tarfile.open(model_path()) as model:
            ours = [m for m in model.getmembers() if m.name.startswith(IN_THE_MODEL)]
            model.extractall(folder, members=ours, filter="data")
        for config in folder.rglob("meta.json"):
            return Dutch.load(config.parent)
    from nlu.dutch_training import train

    data = load_data(str(ROOT / "data" / "nlu"), "nl").merge(library_training_data(LIBRARY))
    train(str(e.get(TEXT)) for e in data.intent_examples if e.get(TEXT)).to_disk(folder)
    return Dutch.load(folder)


def held_out() -> list[tuple[str, Found]]:
    lines = HELD_OUT.read_text(encoding="utf-8").splitlines()
    return [
        (MARKED.sub(r"\1", line), {(kind, name) for name, kind in MARKED.findall(line)})
        for line in lines
        if line and not line.startswith("#")
    ]


def found(dutch: Dutch, text: str) -> Found:
    return {(name.kind, name.value) for name in dutch.read(text).names}


def f1(dutch: Dutch, kind: str = "") -> float:
    right = wrong = missed = 0
    for text, wanted in held_out():
        got = {n for n in found(dutch, text) if kind in ("", n[0])}
        wanted = {n for n in wanted if kind in ("", n[0])}
        right, wrong, missed = (
            right + len(got & wanted),
            wrong + len(got - wanted),
            missed + len(wanted - got),
        )
    return 2 * right / (2 * right + wrong + missed)


def test_there_is_enough_to_measure_with() -> None:
    assert len(held_out()) >= 60
    assert len({text for text, names in held_out() if not names}) >= 20


def test_no_held_out_sentence_is_made_by_a_template() -> None:
    made = {sentence.text.lower() for sentence in Maker([]).sentences()}
    assert [text for text, _ in held_out() if text.lower() in made] == []


# Measured 0.88, 0.86, 0.87 and 0.92. Another training moves them by some points (one name is two
# to four), and an edit in the library is another training.
@pytest.mark.parametrize(
    ("kind", "least"), [("", 0.78), ("street", 0.74), ("person", 0.70), ("place", 0.80)]
)
def test_names_are_found_in_sentences_it_never_saw(dutch: Dutch, kind: str, least: float) -> None:
    assert f1(dutch, kind) >= least


def test_few_sentences_without_names_get_one(dutch: Dutch) -> None:
    without = [text for text, names in held_out() if not names]
    assert sum(bool(found(dutch, text)) for text in without) <= 0.2 * len(without)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("de lantaarnpaal in de Kerkstraat is stuk", Name("street", "Kerkstraat", 25, 35)),
        ("de lantaarnpaal in de kerkstraat is stuk", Name("street", "kerkstraat", 25, 35)),
        ("hoe laat sluit het loket in Tilburg", Name("place", "Tilburg", 28, 35)),
    ],
)
def test_a_name_has_its_place_in_the_text(dutch: Dutch, text: str, name: Name) -> None:
    start = text.index(name.value)
    assert dutch.read(text).names == (Name(name.kind, name.value, start, start + len(name.value)),)


@pytest.mark.parametrize(
    "text", ["waar is de milieustraat", "ik ben onderweg", "op het schoolplein", "ik wil opslaan"]
)
def test_a_word_that_looks_like_a_street_is_none(dutch: Dutch, text: str) -> None:
    assert dutch.read(text).names == ()


@pytest.mark.parametrize("text", ["", "   ", "\n", "?!", "😭😭", "a" * 5000, "[bsn] 12-3"])
def test_whatever_is_typed_can_be_read(dutch: Dutch, text: str) -> None:
    dutch.read(text)


def test_a_name_gives_way_to_a_neutral_word(dutch: Dutch) -> None:
    assert dutch.neutral("ik woon in de Kerkstraat in Tilburg") == (
        "ik woon in de een straat in een plaats"
    )


def test_a_message_costs_at_most_three_milliseconds(dutch: Dutch) -> None:
    texts = [text for text, _ in held_out()]
    dutch.read(texts[0])
    started = time.process_time()
    for text in texts:
        dutch.read(text)
    # Twice the bar: other work on the same cores counts as ours.
    assert (time.process_time() - started) / len(texts) < 0.006


def test_the_same_data_give_the_same_sentences() -> None:
    questions = [f"hoe vraag ik nummer {n} aan" for n in range(50)]
    assert Maker(questions).sentences() == Maker(reversed(questions)).sentences()


def test_the_component_adds_tokens_and_entities_to_what_others_found(dutch: Dutch) -> None:
    component = DutchNames(None, None)  # type: ignore[arg-type]
    component._dutch = dutch
    message = Message({TEXT: "gat in de Kerkstraat"})
    message.set(ENTITIES, [{"entity": "article", "value": "x", "start": 0, "end": 0}])
    component.process([message])
    assert [(e["entity"], e["value"]) for e in message.get(ENTITIES)] == [
        ("article", "x"),
        ("street", "Kerkstraat"),
    ]
    assert [token.text for token in message.get(TOKENS_NAMES[TEXT])] == [
        "gat", "in", "de", "Kerkstraat",
    ]  # fmt: skip


def test_the_component_leaves_a_button_alone(dutch: Dutch) -> None:
    component = DutchNames(None, None)  # type: ignore[arg-type]
    component._dutch = dutch
    message = Message({TEXT: '/inform{"street": "Kerkstraat"}', INTENT: {"name": "inform"}})
    component.process([message])
    assert message.get(ENTITIES) is None


def test_the_standard_pipeline_is_used_when_it_is_installed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pipeline = spacy.blank("nl")
    pipeline.add_pipe("entity_ruler", name="ner").add_patterns(
        [
            {"label": "PERSON", "pattern": "Jan de Boer"},
            {"label": "GPE", "pattern": "Atlantis"},
            {"label": "DATE", "pattern": "maandag"},
        ]
    )
    monkeypatch.setattr(spacy, "load", lambda *args, **kwargs: pipeline)
    module = types.ModuleType(STANDARD)
    module.__spec__ = types.SimpleNamespace(name=STANDARD)  # type: ignore[assignment]
    monkeypatch.setitem(sys.modules, STANDARD, module)
    dutch = Dutch.load(tmp_path)
    assert dutch.source == STANDARD
    assert found(dutch, "Jan de Boer gaat maandag van de Kerkstraat naar Atlantis") == {
        ("person", "Jan de Boer"),
        ("place", "Atlantis"),
        ("street", "Kerkstraat"),
    }
