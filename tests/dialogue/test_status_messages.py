"""Staff move a zaak in the back office, and who follows it reads that in the conversation."""

from __future__ import annotations

import re
import time
import urllib.parse
import urllib.request

from sqlalchemy import text

from connectors.storage.database import open_engine
from tests.dialogue.resident import Resident
from tools.evaluate.stack import Stack

PATIENCE_SECONDS = 30.0


def test_news_of_a_zaak_reaches_the_conversation(balie: Stack) -> None:
    resident = Resident(balie.address)
    resident.say("ik wil een compliment geven")
    resident.press("Nu regelen")
    resident.say("de balie in het centrum hielp mij geweldig")
    said = resident.press("Ja")
    number = re.search(r"ZAAK-2026-\d+", said.text)
    assert number is not None, said.text
    resident.press("Stuur mij bericht")
    _next_step(balie, number[0])
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not _notices(balie, number[0]):
        assert time.monotonic() < deadline, "nothing was said"
        time.sleep(0.2)
    (notice,) = _notices(balie, number[0])
    assert "is klaar" in notice


def _next_step(balie: Stack, number: str) -> None:
    """What staff press on the page of the zaak."""
    engine = open_engine(balie.backoffice_url)
    with engine.connect() as connection:
        statement = text("SELECT uuid FROM zaken WHERE identificatie = :number")
        key = connection.execute(statement, {"number": number}).scalar_one()
    engine.dispose()
    url = f"{balie.backoffice_address}/zaken/{key}"
    with urllib.request.urlopen(url) as response:  # noqa: S310 - our own
        page = response.read().decode()
    form = {"statustype": re.search(r'name="statustype" value="([^"]+)"', page)}
    result = re.search(r'<option value="([0-9a-f-]{36})"', page)
    assert form["statustype"] is not None
    values = {"statustype": form["statustype"][1]}
    if result:
        values["resultaattype"] = result[1]
    request = urllib.request.Request(  # noqa: S310 - the same
        url,
        data=urllib.parse.urlencode(values).encode(),
        headers={"Origin": balie.backoffice_address},
    )
    urllib.request.urlopen(request).close()  # noqa: S310 - the same


def _notices(balie: Stack, number: str) -> list[str]:
    engine = open_engine(balie.database_url)
    with engine.connect() as connection:
        rows = connection.execute(text("SELECT * FROM messages")).mappings().all()
    engine.dispose()
    told = [str(dict(row)) for row in rows]
    return [one for one in told if number in one and ("nieuws over" in one or "is klaar" in one)]
