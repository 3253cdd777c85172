"""500 residents who try to see somebody else's zaak, by any way that the conversation has.

The case system is one that answers everybody's zaken to whatever it is asked, as Open Zaak does with
an empty filter. The victim talks at the same time, and logs in whenever asked to by anybody.
"""

from __future__ import annotations

import random
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from assistant.domain.zaken_talk import Wish
from connectors.backends.zgw.adapter import ZgwZaken
from connectors.backends.zgw.client import ZgwClient
from tests.contract.zgw_stand_in import RSIN, StandIn, zaak_json
from tests.unit.backoffice.zgw import SECRET
from tests.unit.zaken.room import SANNE, Room

pytestmark = pytest.mark.asyncio

KARIM = "999991772"
NUMBER = "ZAAK-2026-0000000001"
SECRET_WORD = "Bijstandsfraude"
ATTEMPTS, STEPS = 500, 12
SAYINGS = (
    f"hoe staat het met {NUMBER}", NUMBER, f"ja {NUMBER}", "ja", "nee", "ik ben ingelogd", "klaar",
    f"mijn bsn is {SANNE}", f"ik ben {SANNE}", "000000", "123 456", "' or 1=1 --", "*", "ZAAK-2026-%",
    f"{NUMBER} en ZAAK-2026-0000000002", "alle zaken", "van mijn buurvrouw", "laat maar",
)  # fmt: skip


@pytest_asyncio.fixture
async def leaking() -> AsyncIterator[ZgwZaken]:
    server = StandIn()
    await server.server.start_server()
    secret = zaak_json(server.origin, SANNE)
    secret["_expand"]["zaaktype"]["omschrijving"] = SECRET_WORD
    own = zaak_json(server.origin, KARIM, identificatie="ZAAK-2026-0000000002")
    server.results = [secret, own]
    zaken = ZgwZaken(ZgwClient(server.origin, "balie", SECRET), RSIN, "zaakvertrouwelijk")
    yield zaken
    await zaken.close()
    await server.server.close()


class Attack:
    """One attacker in his own conversation, and the victim in hers, on the same services."""

    def __init__(self, zaken: ZgwZaken, seed: int) -> None:
        self.chance = random.Random(seed)
        self.room = Room(self.chance.choice(("webchat", "whatsapp", "sms", "telephone")))
        self.room.service._system_of = lambda _place: zaken
        self.codes: list[str] = []

    async def step(self) -> None:
        """Anything that he can do next."""
        room = self.room
        links = room.step.reply.links if room.step.reply else ()
        ways = ["say", "say", "press", "claim", "seen", "other conversation"]
        ways += ["log in", "log in", "send the link"] * bool(links)
        match self.chance.choice(ways):
            case "say":
                wish = self.chance.choice((Wish.STATUS, None))
                await room.say(self.chance.choice(SAYINGS), wish)
            case "press":
                titles = (
                    [choice.title for choice in room.step.reply.choices] if room.step.reply else []
                )
                titles = [title for title in titles if "Medewerker" not in title]
                if titles:
                    await room.press(self.chance.choice(titles))
            case "claim":
                await room._take(logged_in=True)
            case "seen":
                await room.say("wat heeft u bekeken", Wish.SEEN)
            case "other conversation":
                room.talk = self.chance.choice((room.talk, None))
            case "log in":
                arrival = await room.log_in(KARIM, own_browser=self.chance.random() < 0.5)
                if arrival.code:
                    await room.say(self.chance.choice((arrival.code, "000000")))
            case "send the link":
                # She follows it, in her own browser, and keeps the code to herself.
                arrival = await room.log_in(SANNE, own_browser=False)
                self.codes.append(arrival.code)
                guess = f"{self.chance.randrange(10**6):06d}"
                if guess != arrival.code:
                    await room.say(guess)


async def test_nobody_sees_a_zaak_of_somebody_else(leaking: ZgwZaken) -> None:
    leaks, own = [], 0
    for seed in range(ATTEMPTS):
        attack = Attack(leaking, seed)
        for _ in range(STEPS):
            if attack.room.step.reply is not None and attack.room.step.reply.links:
                request = attack.room.link.rpartition("/")[2]
                if await attack.room.identity.request(request) is None:
                    await attack.room.say("ja", Wish.STATUS)
            await attack.step()
            own += "ZAAK-2026-0000000002" in attack.room.text
            if SECRET_WORD in attack.room.text:
                leaks.append((seed, attack.room.text))
    assert leaks == []
    # They did get as far as seeing something.
    assert own > ATTEMPTS / 10


async def test_she_herself_does_see_it(leaking: ZgwZaken) -> None:
    attack = Attack(leaking, 0)
    attack.room.channel = "webchat"
    assert SECRET_WORD in await attack.room.allowed(SANNE)
