"""Paying before something is handed in: with iDEAL, once, and not for nothing."""

from __future__ import annotations

import pytest

from assistant.domain.payments import PaymentStatus
from tests.unit.ediensten.room import Room

pytestmark = pytest.mark.asyncio


@pytest.fixture
def room() -> Room:
    made = Room()
    made.municipalities.facts["tarief_brp_uittreksel"] = "€ 12,50"
    return made


async def asked(room: Room, number: str = "2") -> str:
    """As far as what has to be paid."""
    await room.begin("uittreksel aanvragen")
    await room.say("gewoon", "hypotheek", number, "ja")
    return await room.log_in()


async def test_paid_and_handed_in(room: Room) -> None:
    await asked(room)
    assert "€ 25,00" in room.text and room.handed_in == []
    ((new, _),) = room.payments.made.values()
    assert (new.cents, new.description) == (2500, "Uittreksel BRP aanvragen, Rotterdam")
    assert room.step.reply is not None and room.step.reply.links[0].url.startswith("https://pay")
    room.payments.end(PaymentStatus.PAID)
    assert "Het is ingediend" in await room._take(pressed="paid")
    (handed_in,) = room.handed_in
    assert handed_in.paid
    # Of the browser that comes back when the provider had told it already.
    assert "al verwerkt" in await room._take(pressed="paid")
    assert len(room.handed_in) == 1


@pytest.mark.parametrize("said", ["ik heb betaald", "klaar"])
async def test_who_says_so_and_did_not(room: Room, said: str) -> None:
    await asked(room)
    assert "nog niet betaald" in await room.say(said)
    assert (room.handed_in, len(room.payments.made)) == ([], 1)


async def test_stopped_payment_can_be_made_again(room: Room) -> None:
    await asked(room)
    room.payments.end(PaymentStatus.STOPPED)
    assert "nog niet betaald" in await room._take(pressed="paid")
    assert len(room.payments.made) == 2
    room.payments.end(PaymentStatus.PAID)
    assert "Het is ingediend" in await room._take(pressed="paid")


async def test_provider_that_is_down_is_told_and_costs_nothing_twice(room: Room) -> None:
    room.payments.down = True
    await asked(room)
    assert "doet het nu niet" in room.text
    room.payments.down = False
    assert "€ 25,00" in await room.press("Opnieuw proberen")
    room.payments.end(PaymentStatus.PAID)
    room.zaken.down = True
    assert "doet het nu niet" in await room._take(pressed="paid")
    room.zaken.down = False
    assert "Het is ingediend" in await room.press("Opnieuw proberen")
    assert (len(room.payments.made), len(room.handed_in)) == (1, 1)


async def test_other_number_costs_something_else(room: Room) -> None:
    await asked(room)
    await room.say("nee toch niet", "Aantal", "1", "ja")
    assert "€ 12,50" in room.text
    assert [new.cents for new, _ in room.payments.made.values()] == [2500, 1250]


@pytest.mark.parametrize("fact", ["", "Dat staat op de website.", "€ 10,00 of € 12,00"])
async def test_without_one_known_fee_nothing_is_paid_here(room: Room, fact: str) -> None:
    room.municipalities.facts["tarief_brp_uittreksel"] = fact
    await asked(room)
    assert "Het is ingediend" in room.text
    assert (room.payments.made, room.handed_in[0].paid) == ({}, False)


async def test_what_was_paid_is_not_used_for_something_dearer(room: Room) -> None:
    await asked(room, "1")
    await room.say("nee toch niet", "Aantal", "3")
    room.payments.end(PaymentStatus.PAID)
    assert "al betaald, maar voor iets anders" in await room.say("ja")
    assert room.handed_in == []
