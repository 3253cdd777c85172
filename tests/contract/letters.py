"""Letters to invented residents, and how any mail program reads them back."""

from __future__ import annotations

from datetime import datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from itertools import count
from typing import Any
from zoneinfo import ZoneInfo

from assistant.domain.conversation import Link
from assistant.domain.mail import Event, Letter

HERE = ZoneInfo("Europe/Amsterdam")
URL = "https://balie.utrecht.example/afspraak/abc.def"
_numbers = count()


def event(**changes: Any) -> Event:
    values: dict[str, Any] = {
        "uid": "afspraak-7@utrecht.example",
        "title": "Paspoort ophalen; Stadskantoor, balie 3",
        "start": datetime(2026, 11, 26, 10, 20, tzinfo=HERE),
        "end": datetime(2026, 11, 26, 10, 40, tzinfo=HERE),
        "place": "Stadskantoor\nStadsplateau 1, Utrecht",
        "description": "Neem uw oude paspoort mee.",
        "url": URL,
    }
    return Event(**{**values, **changes})


def letter(**changes: Any) -> Letter:
    number = next(_numbers)
    values: dict[str, Any] = {
        "reference": f"appointment:{number}:confirmation",
        "to": f"sanne.visser{number}@voorbeeld.example",
        "sender_name": "Gemeente 's-Hertogenbosch, publiekszaken",
        "subject": "Uw afspraak is bevestigd: donderdag 26 november, 10.20 uur – tot dan, Zoë",
        "text": "Beste Zoë Çelik,\n\nU heeft een afspraak op **donderdag 26 november**.\n\n"
        "Neem mee:\n\n- uw oude paspoort\n- een [pasfoto](https://www.utrecht.example/foto)\n\n"
        "Bel [14 030](tel:14030) als u vragen heeft. <script>alert(1)</script>",
        "button": Link("Afspraak verzetten of afzeggen", URL + "?a=1&b=2"),
    }
    return Letter(**{**values, **changes})


def read(content: bytes) -> EmailMessage:
    return message_from_bytes(content, policy=policy.default)


def part(message: EmailMessage, kind: str) -> str:
    """The text of the only part of this kind, as `text/html`."""
    (found,) = [p for p in message.walk() if p.get_content_type() == kind]
    content: str = found.get_content()
    return content.replace("\r\n", "\n")
