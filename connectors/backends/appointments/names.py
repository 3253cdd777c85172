"""A whole name in the two parts that appointment systems ask for."""

from __future__ import annotations

_PARTICLES = frozenset(
    (
        "van",
        "de",
        "den",
        "der",
        "het",
        "'t",
        "ten",
        "ter",
        "te",
        "von",
        "la",
        "le",
        "du",
        "el",
        "al",
    )
)


def split_name(name: str) -> tuple[str, str]:
    """First names and last name, particles with the last.

    >>> split_name("Jan van der Meer")
    ('Jan', 'van der Meer')
    >>> split_name("El Amrani")
    ('', 'El Amrani')
    """
    words = name.split()
    if len(words) < 2:
        return "", name.strip()
    particle = next((i for i, word in enumerate(words) if word.lower() in _PARTICLES), None)
    at = len(words) - 1 if particle is None else particle
    return " ".join(words[:at]), " ".join(words[at:])
