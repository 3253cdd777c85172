"""Signs of how a resident feels."""

from __future__ import annotations

import pytest

from assistant.domain.mood import Mood, is_distressed, signs


@pytest.mark.parametrize(
    "text",
    [
        "ik ben radeloos", "ik weet het echt niet meer", "ik red het niet meer", "Ik kan niet meer!",
        "ik zit er helemaal doorheen", "ik trek het niet meer", "het wordt mij te veel",
        "ik moet alleen maar huilen", "ik kan niet meer stoppen met huilen",
        "het wordt me allemaal te veel", "ben wanhopig, help", "ik hou het niet meer vol",
    ],
)  # fmt: skip
def test_it_is_all_too_much(text: str) -> None:
    assert is_distressed(text)
    assert signs([text], []) == (Mood.DISTRESSED,)


@pytest.mark.parametrize(
    "text",
    [
        "ik kan niet meer inloggen", "ik weet niet meer hoe laat mijn afspraak is",
        "ik kan niet meer op die dag komen", "mijn rijbewijs is niet meer geldig",
        "wat moet ik doen bij een overlijden", "de container kan er niet meer bij",
        "ik woon er niet meer", "dit wordt te veel werk voor de gemeente", "dat hoeft niet meer",
    ],
)  # fmt: skip
def test_an_everyday_not_any_more_is_none(text: str) -> None:
    assert not is_distressed(text)


def test_signs_in_what_was_typed_and_how_it_was_read() -> None:
    asked = "wat kost een paspoort"
    texts = [asked, "WAAROM HOOR IK NIETS", "Wat kost een paspoort?"]
    assert signs(texts, ["faq", "insult"]) == (Mood.ANGRY, Mood.SHOUTS, Mood.REPEATS)
    assert signs(["kom nou!!"], ["threaten"]) == (Mood.THREATENS, Mood.SHOUTS)
    assert signs(["DigiD", "AOW", "ja", "ja"], ["faq"]) == ()
