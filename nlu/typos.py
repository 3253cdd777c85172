"""Makes one plausible misspelling of a training question, so that typing errors are familiar."""

from __future__ import annotations

import random

SHARE = 0.2
"""Share of the longer words that gets an error."""


def misspell(text: str, rng: random.Random) -> str:
    """`text` with the errors Dutch residents make: d/t, ij/ei, ou/au, swapped and lost letters."""
    return " ".join(
        _misspell_word(word, rng) if len(word) > 3 and rng.random() < SHARE else word
        for word in text.split()
    )


def _misspell_word(word: str, rng: random.Random) -> str:
    place = rng.randrange(1, len(word) - 1)
    match rng.randrange(7):
        case 0:
            return word[:place] + word[place + 1 :]
        case 1:
            return word[:place] + word[place + 1] + word[place] + word[place + 2 :]
        case 2:
            return word[:place] + word[place] + word[place:]
        case 3:
            return word.replace("ij", "ei", 1) if "ij" in word else word.replace("ei", "ij", 1)
        case 4:
            return word[:-1] + {"t": "d", "d": "t"}.get(word[-1], word[-1])
        case 5:
            return word.replace("ou", "au", 1) if "ou" in word else word.replace("aa", "a", 1)
        case _:
            return word[:-1] if word.endswith("n") else word + "n"
