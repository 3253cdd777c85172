"""Texts that are no article, from the files that Rasa reads too."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant.errors import MunicipalityNotFound, TextNotFound
from kb.texts import YamlTexts
from tests.fakes.municipalities import FakeMunicipalities

ONE = """\
version: "3.1"
responses:
  utter_a:
  - text: " Bel {telefoon} in {gemeente}. "
  - text: Tweede
  utter_b:
  - text: "Dag {naam}"
  utter_image:
  - image: x.png
  utter_none: []
"""
TWO = "responses:\n  utter_c:\n  - text: '{geen_waarde}'\n"


@pytest.fixture
def texts(tmp_path: Path) -> YamlTexts:
    (tmp_path / "deeper").mkdir()
    (tmp_path / "one.yml").write_text(ONE)
    (tmp_path / "deeper" / "two.yml").write_text(TWO)
    (tmp_path / "empty.yml").write_text("")
    return YamlTexts(tmp_path, FakeMunicipalities())


def test_text_is_the_first_variant_with_the_municipality_filled_in(texts: YamlTexts) -> None:
    for _ in range(2):
        assert texts.text("utter_a", "rotterdam") == "Bel 14 010 in Rotterdam."
    assert texts.text("utter_a", "tilburg") == "Bel 14 010 in Tilburg."


def test_text_takes_values_of_this_one_time(texts: YamlTexts) -> None:
    assert texts.text("utter_b", "tilburg", naam="An") == "Dag An"
    assert texts.text("utter_b", "tilburg", naam="Bo") == "Dag Bo"
    assert texts.text("utter_a", "tilburg", gemeente="hier") == "Bel 14 010 in hier."
    assert texts.text("utter_a", "tilburg") == "Bel 14 010 in Tilburg."


@pytest.mark.parametrize("key", ["utter_x", "utter_image", "utter_none", "utter_b", "utter_c"])
def test_text_is_not_found_when_it_or_a_value_is_missing(texts: YamlTexts, key: str) -> None:
    with pytest.raises(TextNotFound, match=key):
        texts.text(key, "tilburg")


def test_text_needs_a_known_municipality(texts: YamlTexts) -> None:
    with pytest.raises(MunicipalityNotFound):
        texts.text("utter_a", "ede")
