"""Misspellings for training: real ones, few, and the same each time."""

from __future__ import annotations

import random

from nlu.typos import SHARE, misspell

TEXT = " ".join(["verhuizing paspoort rijbewijs gemeentehuis trouwen meteen"] * 200)


def test_misspell_makes_the_same_errors_when_it_is_seeded_the_same() -> None:
    assert misspell(TEXT, random.Random(7)) == misspell(TEXT, random.Random(7))
    assert misspell(TEXT, random.Random(7)) != misspell(TEXT, random.Random(8))


def test_misspell_changes_about_the_share_that_it_says() -> None:
    pairs = list(zip(TEXT.split(), misspell(TEXT, random.Random(1)).split(), strict=True))
    changed = sum(a != b for a, b in pairs) / len(pairs)
    assert SHARE / 2 < changed <= SHARE * 1.2


def test_misspell_stays_within_two_letters_of_the_word() -> None:
    for before, after in zip(TEXT.split(), misspell(TEXT, random.Random(1)).split(), strict=True):
        assert abs(len(before) - len(after)) <= 1
        assert before[0] == after[0]


def test_misspell_leaves_short_words_alone() -> None:
    short = "en wat kan ik nu"
    assert all(misspell(short, random.Random(seed)) == short for seed in range(50))
