"""Letters as people name them: "vee", "de B van Bernard", "griekse ij", "dubbel s".

Words of the spelling alphabet are no list but a rule: the B of any word with a B, since everybody
picks their own. Only the customary ones count without their letter ("3012 Anna Bernard").
"""

from __future__ import annotations

import re

NAMES = {
    "aa": "a", "bee": "b", "cee": "c", "see": "c", "dee": "d", "ee": "e", "ef": "f", "eff": "f",
    "gee": "g", "ha": "h", "haa": "h", "ie": "i", "jee": "j", "kaa": "k", "ka": "k", "el": "l",
    "ell": "l", "em": "m", "en": "n", "enn": "n", "oo": "o", "pee": "p", "ku": "q", "kuu": "q",
    "er": "r", "err": "r", "es": "s", "ess": "s", "tee": "t", "uu": "u", "vee": "v", "wee": "w",
    "iks": "x", "ix": "x", "zet": "z", "zed": "z", "ypsilon": "y", "i-grec": "y", "igrec": "y",
    "griekse ij": "y", "griekse y": "y", "lange ij": "ij", "ij": "ij", "korte ei": "ei",
}  # fmt: skip
EVERYDAY = frozenset(("en", "er", "es", "em", "el", "ie", "ee", "ha", "ka", "see", "ij", "u"))
"""Names of letters that are words too, or nearly: a text of only these spells nothing."""
ALPHABET = (
    "anna", "anton", "bernard", "cornelis", "dirk", "eduard", "ferdinand", "gerard", "hendrik",
    "isaak", "izaak", "ijsbrand", "jan", "johan", "johannes", "karel", "lodewijk", "leo", "maria",
    "marie", "nico", "otto", "pieter", "piet", "quirinus", "quotient", "rudolf", "richard", "simon",
    "theodoor", "teunis", "utrecht", "victor", "willem", "xantippe", "zacharias", "zaandam",
)  # fmt: skip

_NAME = "|".join(sorted(map(re.escape, NAMES), key=len, reverse=True))
NAMED = rf"(?:{_NAME}|[a-z])(?![\w'])"
"""One letter, written or by its name."""
OF_WORD = rf"(?:de )?(?:letter )?(?:{_NAME}|[a-z]) van (?:de )?[a-z]+"
LETTER = rf"(?:(?:dubbele?|2 keer|2x|2 maal) (?:een )?)?(?:{OF_WORD}|(?:de )?{NAMED})"
WORD = rf"(?:{'|'.join(ALPHABET)})\b"

_PIECES = re.compile(
    rf"(?P<twice>dubbele?|2 keer|2x|2 maal)? ?(?:een )?(?:de )?(?:letter )?"
    rf"(?:(?P<letter>{_NAME}|[a-z]) van (?:de )?[a-z]+|(?P<named>{NAMED})|(?P<word>{WORD}))"
)
_WORDS = re.compile(WORD)


def letters(text: str) -> str:
    """The letters that a plain text names one by one.

    >>> letters("de b van bernard, dubbel a, lange ij")
    'baaij'
    """
    spelled = ""
    for match in _PIECES.finditer(text):
        said = match["letter"] or match["named"]
        letter = NAMES.get(said, said) if said else match["word"][0]
        spelled += letter * (2 if match["twice"] else 1)
    return spelled


def only_everyday(text: str) -> bool:
    """Whether all letters named are everyday words as well ("en er")."""
    said = [match["letter"] or match["named"] or match["word"] for match in _PIECES.finditer(text)]
    return " van " not in text and all(word in EVERYDAY for word in said)
