"""The separate questions in one message."""

from __future__ import annotations

import pytest

from nlu.segments import MAX_SEGMENTS, is_question, split


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("wat kost een paspoort", ["wat kost een paspoort"]),
        ("wat kost een paspoort en hoe lang duurt het?", ["wat kost een paspoort", "hoe lang duurt het"]),
        ("wat kost een paspoort? en waar moet ik zijn?", ["wat kost een paspoort", "en waar moet ik zijn"]),
        ("ik ga verhuizen. wat moet ik doen", ["ik ga verhuizen", "wat moet ik doen"]),
        ("wat kost het, hoe lang duurt het", ["wat kost het", "hoe lang duurt het"]),
        ("trouwen, daarnaast mijn rijbewijs", ["trouwen", "mijn rijbewijs"]),
        ("mijn man en kind gaan mee", ["mijn man en kind gaan mee"]),
        ("paspoort en mijn rijbewijs verlengen", ["paspoort", "mijn rijbewijs verlengen"]),
        ("", [""]),
        ("?", ["?"]),
        ("a? b? ok?", ["a? b? ok?"]),
    ],
)  # fmt: skip
def test_split_finds_the_parts_that_may_be_questions(text: str, parts: list[str]) -> None:
    assert split(text) == parts


def test_split_is_bounded_when_somebody_asks_everything() -> None:
    assert len(split("wat kost dat? " * 50)) == MAX_SEGMENTS


@pytest.mark.parametrize(
    ("part", "asks"),
    [
        ("wat kost een paspoort", True),
        ("hallo, hoe vraag ik dat aan", True),
        ("ik wil mijn rijbewijs verlengen", True),
        ("mijn rijbewijs is verlopen, mag ik nog rijden", True),
        ("paspoort kwijt", True),
        ("mijn hond is gisteren weggelopen", False),
        ("wij gaan volgende maand verhuizen", False),
    ],
)
def test_is_question_tells_asking_from_telling(part: str, asks: bool) -> None:
    assert is_question(part) is asks
