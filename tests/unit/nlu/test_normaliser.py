"""One spelling for many."""

from __future__ import annotations

import time

import pytest

from nlu.normaliser import MAX_CHARACTERS, abbreviations, normalise


@pytest.mark.parametrize(
    ("typed", "clean"),
    [
        ("Hoiii!! ik ben me PASPOORT kwijtttt 😭 wat mot ik ff doen??",
         "hoi! ik ben me paspoort kwijt wat moet ik even doen?"),
        ("Één café", "een cafe"),
        ("  wat \n kost\tdat ", "wat kost dat"),
        ("hoelang?!?!", "hoe lang?!"),
        ("’t is 'n vraag", "'t is 'n vraag"),
        ("paspoort_kosten & <b>nu</b>", "paspoort kosten b nu b"),
        ("wat kost € 5,50 en 50%", "wat kost € 5,50 en 50"),
        ("mijn bsn is [BSN]", "mijn bsn is [bsn]"),
        ("zwembad aanleggen", "zwembad aanleggen"),
        ("😭😭", ""),
        ("", ""),
    ],
)  # fmt: skip
def test_normalise_gives_one_spelling(typed: str, clean: str) -> None:
    assert normalise(typed) == clean


@pytest.mark.parametrize("typed", ["Hoiii!! ff wachten", "wat kost een id", "ben 'm kwijtttt..."])
def test_normalise_changes_nothing_when_it_is_done_twice(typed: str) -> None:
    assert normalise(normalise(typed)) == normalise(typed)


@pytest.mark.parametrize("short", sorted(abbreviations()))
def test_normalise_undoes_every_abbreviation(short: str) -> None:
    assert normalise(f"wat {short} dan") == normalise(f"wat {abbreviations()[short]} dan")


def test_normalise_is_bounded_when_the_text_is_long() -> None:
    started = time.perf_counter()
    assert len(normalise("?! a" * 100_000)) <= MAX_CHARACTERS
    assert time.perf_counter() - started < 1
