"""What people say around a question."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlu.spoken import repaired, without_fillers


@pytest.mark.parametrize(
    ("said", "asked"),
    [
        ("eh wat kost eh een paspoort", "wat kost een paspoort"),
        ("ja hallo met jansen spreekt u, mijn container is niet geleegd", "mijn container is niet geleegd"),
        ("goedemiddag u spreekt met van dalen hier ik moet een uittreksel", "ik moet een uittreksel"),
        ("ik wil zeg maar weten wat het kost", "ik wil weten wat het kost"),
        ("mijn hoe heet dat ook alweer mijn rijbewijs is op", "mijn mijn rijbewijs is op"),
        ("wat kost een paspoort", "wat kost een paspoort"),
        ("met spoed een paspoort", "met spoed een paspoort"),
        ("mag ik hier parkeren", "mag ik hier parkeren"),
        ("hoe heet het formulier voor verhuizen", "hoe heet het formulier voor verhuizen"),
        ("weet je wat een paspoort kost", "weet je wat een paspoort kost"),
        ("eh ja", "eh ja"),
        ("", ""),
    ],
)  # fmt: skip
def test_fillers_and_who_speaks_are_left_out(said: str, asked: str) -> None:
    assert without_fillers(said) == asked


@pytest.mark.parametrize(
    ("said", "taken_back", "meant"),
    [
        ("ik wil een paspoort nee wacht ik bedoel een id-kaart", "ik wil een paspoort", "een id-kaart"),
        ("een rijbewijs, sorry ik bedoel een paspoort", "een rijbewijs", "een paspoort"),
        ("ik bedoel rijbewijs", "", ""),
        ("wat bedoelt u", "", ""),
    ],
)  # fmt: skip
def test_what_is_taken_back_is_told_from_what_is_meant(
    said: str, taken_back: str, meant: str
) -> None:
    assert repaired(said) == (taken_back, meant)


@given(st.text(max_size=200))
def test_no_text_is_lost_altogether(text: str) -> None:
    assert bool(without_fillers(text).strip()) == bool(text.strip())
