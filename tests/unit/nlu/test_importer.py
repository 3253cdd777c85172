"""Questions of the library become examples in Rasa's training data."""

from __future__ import annotations

from pathlib import Path

import pytest
from rasa.shared.importers.importer import TrainingDataImporter

from nlu import importer
from nlu.importer import AnswerLibraryImporter, library_training_data
from tests.unit.kb.small_library import QUESTIONS, add, make, page


@pytest.fixture
def library(tmp_path: Path) -> Path:
    path = make(tmp_path / "kb")
    add(path / "crisis" / "brand.md", page("Bel 112.\n", questions=["alles staat in vlammen"]))
    event = page("De stappen.\n", questions=["ik ga verhuizen wat moet ik allemaal doen"])
    add(path / "life_events" / "verhuizen.md", event)
    local = path / "municipalities" / "tilburg" / "articles"
    add(local / "kermis.md", page(title="Kermis", questions=["wanneer is de kermis"]))
    add(local / "paspoort.md", page("Anders.\n", questions=["een eigen vraag"]))
    return path


def test_every_question_is_an_example_with_article_and_section(library: Path) -> None:
    found = [
        (m.get("text"), m.get("intent"), m.get("intent_response_key"), m.get("metadata")["section"])
        for m in library_training_data(library).intent_examples
    ]
    assert found == [
        *((question, "faq", "faq/paspoort", "algemeen") for question in QUESTIONS),
        ("wat kost het", "faq", "faq/paspoort", "kosten"),
        ("hoe duur is het", "faq", "faq/paspoort", "kosten"),
        ("alles staat in vlammen", "crisis", "crisis/brand", "algemeen"),
        (
            "ik ga verhuizen wat moet ik allemaal doen",
            "life_event",
            "life_event/verhuizen",
            "algemeen",
        ),
        ("wanneer is de kermis", "faq", "faq/kermis", "algemeen"),
    ]


def test_every_article_has_a_response_so_that_rasa_validates_it(library: Path) -> None:
    assert set(library_training_data(library).responses) == {
        "utter_faq/paspoort",
        "utter_crisis/brand",
        "utter_life_event/verhuizen",
        "utter_faq/kermis",
    }


def test_importer_adds_the_library_to_the_files_of_rasa(
    library: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(importer, "LIBRARY", library)
    config = tmp_path / "config.yml"
    config.write_text("importers:\n- name: nlu.importer.AnswerLibraryImporter\n")
    (tmp_path / "domain.yml").write_text("intents: [greet, faq, crisis, life_event]\n")
    (tmp_path / "nlu.yml").write_text("nlu:\n- intent: greet\n  examples: |\n    - hallo\n")
    made = TrainingDataImporter.load_from_config(
        str(config), str(tmp_path / "domain.yml"), [str(tmp_path / "nlu.yml")]
    )
    texts = [m.get("text") for m in made.get_nlu_data().intent_examples]
    assert "hallo" in texts
    assert "wanneer is de kermis" in texts
    assert issubclass(AnswerLibraryImporter, TrainingDataImporter)
