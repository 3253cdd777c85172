"""Dutch or not, by script and small words."""

from __future__ import annotations

import pytest

from assistant.domain.text import fold
from nlu.language import foreign_language


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("How can I get a new passport?", "en"),
        ("Wo kann ich meinen Pass verlängern?", "de"),
        ("Comment puis-je avoir un passeport pour mon fils", "fr"),
        ("Dónde puedo renovar mi pasaporte", "es"),
        ("Kimlik için nereye gitmem gerekiyor?", "tr"),
        ("Gdzie moge zlozyc wniosek o paszport", "pl"),
        ("أين يمكنني تجديد جواز السفر", "ar"),
        ("Де я можу отримати паспорт", "uk"),
        ("Kimliğimi kaybettim, belediyeye nasıl bildirebilirim?", "tr"),
        ("Zgubiłem dowód osobisty wczoraj", "pl"),
        ("mijn naam is Yıldız Kaya", None),
        ("bruto of netto", None),
        ("hoeveel is eigen bijdrage hulp in huis", None),
        ("is afval verbranden in tuin verboden", None),
        ("Hoe vraag ik een paspoort aan?", None),
        ("ik wil een id kaart for my son", None),
        ("Ik wil de upgrade van the app", None),
        ("passport", None),
        ("the passport", None),
        ("ik heb een warm bed in de kast", None),
        ("paspoort kosten rijbewijs", None),
        ("", None),
    ],
)
def test_foreign_language_names_what_is_clearly_not_dutch(text: str, language: str | None) -> None:
    assert foreign_language(fold(text)) == language
