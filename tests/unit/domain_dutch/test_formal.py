"""An objection that is made, and one that is only asked about."""

from __future__ import annotations

import pytest

from assistant.domain.dutch.formal import objects


@pytest.mark.parametrize(
    "text",
    [
        "ik maak bezwaar tegen de afwijzing van mijn parkeervergunning",
        "Hierbij teken ik bezwaar aan tegen uw besluit van 3 november",
        "wij dienen hierbij een bezwaar in tegen de kapvergunning",
        "Bezwaarschrift tegen de WOZ-waarde",
        "dan maak ik bij deze bezwaar",
    ],
)
def test_is_meant(text: str) -> None:
    assert objects(text)


@pytest.mark.parametrize(
    "text",
    [
        "hoe maak ik bezwaar",
        "kan ik bezwaar maken tegen een boete?",
        "ik wil weten waar ik bezwaar maak",
        "ik heb geen bezwaar",
        "hoe lang duurt een bezwaar",
        "wat kost een paspoort",
    ],
)
def test_is_not_meant(text: str) -> None:
    assert not objects(text)
