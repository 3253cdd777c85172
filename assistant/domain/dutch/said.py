"""Numbers, letters and dates in words: the way back of `plain`, for who hears and does not read.

>>> number(2026), ordinal(21), digits("010")
('tweeduizend zesentwintig', 'eenentwintigste', 'nul één nul')
"""

from __future__ import annotations

from assistant.domain.dutch.letters import NAMES

LARGEST = 999_999
MONTHS = (
    "januari", "februari", "maart", "april", "mei", "juni", "juli", "augustus", "september",
    "oktober", "november", "december",
)  # fmt: skip
_BELOW_TWENTY = (
    "nul", "een", "twee", "drie", "vier", "vijf", "zes", "zeven", "acht", "negen", "tien", "elf",
    "twaalf", "dertien", "veertien", "vijftien", "zestien", "zeventien", "achttien", "negentien",
)  # fmt: skip
_TENS = (
    "", "", "twintig", "dertig", "veertig", "vijftig", "zestig", "zeventig", "tachtig", "negentig",
)  # fmt: skip
_ORDINALS = {"een": "eerste", "twee": "tweede", "drie": "derde", "acht": "achtste"}
# A letter has several names; the first one written there is the customary one.
_LETTERS = {
    letter: name for name, letter in reversed(NAMES.items()) if len(letter) == 1
} | {"i": "ie", "h": "haa", "k": "kaa", "y": "ypsilon"}  # fmt: skip


def number(value: int) -> str:
    """A whole number from 0 to 999,999. One is "één": never to be heard as an article.

    Raises:
        ValueError: it is outside that range.
    """
    if not 0 <= value <= LARGEST:
        raise ValueError(value)
    return "één" if value == 1 else _words(value)


def ordinal(value: int) -> str:
    """ "eerste", "achtste", "twintigste", "honderdderde" (1 to 999,999)."""
    words = _words(value)
    # The ending belongs to the last word of the number, which may be glued to what is before it.
    for word, ending in _ORDINALS.items():
        if value % 100 == _BELOW_TWENTY.index(word):
            return words.removesuffix(word) + ending
    return words + ("de" if 0 < value % 100 < 20 else "ste")


def year(value: int) -> str:
    """ "negentienhonderd achtennegentig", "tweeduizend zesentwintig"."""
    hundreds, rest = divmod(value, 100)
    if not 11 <= hundreds <= 19:
        return number(value)
    return f"{_words(hundreds)}honderd" + (f" {_words(rest)}" if rest else "")


def digits(value: str) -> str:
    """One by one, as a telephone number is read out. Everything that is no digit is left out."""
    return " ".join(number(int(char)) for char in value if char.isascii() and char.isdigit())


def letters(value: str) -> str:
    """The names of letters, as a postcode is read out: "AD" is "aa dee"."""
    return " ".join(_LETTERS[char] for char in value.lower() if char in _LETTERS)


def date(day: int, month: int, in_year: int | None = None) -> str:
    """ "drieëntwintig november tweeduizend zesentwintig"."""
    return " ".join(
        (number(day), MONTHS[month - 1], *([year(in_year)] if in_year is not None else ()))
    )


def _words(value: int) -> str:
    if value < 20:
        return _BELOW_TWENTY[value]
    if value < 100:
        ten, unit = divmod(value, 10)
        if not unit:
            return _TENS[ten]
        joint = "ën" if _BELOW_TWENTY[unit].endswith("e") else "en"
        return f"{_BELOW_TWENTY[unit]}{joint}{_TENS[ten]}"
    scale, word, space = (1000, "duizend", " ") if value >= 1000 else (100, "honderd", "")
    many, rest = divmod(value, scale)
    front = "" if many == 1 else _words(many)
    return f"{front}{word}" + (f"{space}{_words(rest)}" if rest else "")
