"""Questions without an answer: what staff get to see, and that nothing is lost on the way."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from typing import Any

import pytest
from structlog.testing import capture_logs

from assistant.domain.klantcontact import Klantcontact, Reason, shorten
from assistant.services.klantcontacten import KlantcontactService
from connectors.clock import SystemClock
from tests.fakes.klantcontacten import FakeKlantcontacten, FakeKlantcontactOutbox

NIGHT = "2026-11-23T02:10:00+01:00"


class Setting:
    """A service on fakes."""

    def __init__(self, **kwargs: Any) -> None:
        self.register = FakeKlantcontacten()
        self.outbox = FakeKlantcontactOutbox()
        self.service = KlantcontactService(self.register, self.outbox, SystemClock(NIGHT), **kwargs)

    async def ask(self, message_id: str = "m1", **kwargs: Any) -> None:
        """One question without an answer."""
        values: dict[str, Any] = {
            "conversation_id": "c1",
            "message_id": message_id,
            "municipality": "utrecht",
            "channel": "webchat",
            "reason": Reason.NOT_UNDERSTOOD,
            "questions": ["mag ik een kameel houden", "kan een kameel in mijn tuin?"],
        }
        await self.service.register_unanswered(**{**values, **kwargs})


def only(register: FakeKlantcontacten) -> Klantcontact:
    """The one entry."""
    (entry,) = register.entries.values()
    return entry


def test_shorten_keeps_what_fits_and_marks_what_is_cut() -> None:
    assert shorten("kort", 4) == "kort"
    assert shorten("een lange vraag", 8) == "een lan…"
    assert len(shorten("x" * 3000, 1000)) == 1000


@pytest.mark.asyncio
async def test_register_unanswered_tells_staff_what_was_asked_where_and_when() -> None:
    s = Setting()
    await s.ask(topic="huisdieren")
    assert await s.service.deliver() == 1
    assert only(s.register) == Klantcontact(
        reference="c1:m1",
        kanaal="webchat",
        onderwerp="Vraag niet beantwoord door Balie: huisdieren",
        inhoud="mag ik een kameel houden\n\nkan een kameel in mijn tuin?",
        plaatsgevonden_op=datetime(2026, 11, 23, 1, 10, tzinfo=UTC),
        indicatie_contact_gelukt=False,
        metadata={"gemeente": "utrecht", "reden": "niet_begrepen"},
    )


@pytest.mark.asyncio
async def test_register_unanswered_takes_a_button_without_any_text() -> None:
    s = Setting(kanalen={"webchat": "Chat"})
    await s.ask(reason=Reason.HUMAN_REQUESTED, questions=[])
    await s.service.deliver()
    entry = only(s.register)
    assert (entry.kanaal, entry.onderwerp) == ("Chat", "Inwoner vraagt om een medewerker")
    assert (entry.inhoud, entry.metadata["reden"]) == ("", "mens_gevraagd")


@pytest.mark.asyncio
async def test_register_unanswered_fits_the_register_when_the_question_is_long() -> None:
    s = Setting()
    await s.ask(topic="t" * 500, channel="c" * 80, questions=["x" * 2000])
    await s.service.deliver()
    entry = only(s.register)
    assert (len(entry.kanaal), len(entry.onderwerp), len(entry.inhoud)) == (50, 200, 1000)


@pytest.mark.asyncio
async def test_register_unanswered_registers_one_message_once() -> None:
    s = Setting()
    await s.ask()
    await s.service.deliver()
    await s.ask()
    assert await s.service.deliver() == 0
    assert len(s.register.entries) == 1


@pytest.mark.asyncio
async def test_deliver_loses_nothing_when_the_register_is_away() -> None:
    s = Setting()
    s.register.down = True
    for message_id in ("m1", "m2", "m3"):
        await s.ask(message_id)
    with capture_logs() as logs:
        assert await s.service.deliver() == 0
    assert [line["event"] for line in logs] == ["klantcontact_registration_failed"]
    s.register.down = False
    s.outbox.comes_back()
    assert await s.service.deliver() == 3
    assert set(s.register.entries) == {"c1:m1", "c1:m2", "c1:m3"}
    assert not s.outbox.waiting and not s.outbox.taken


@pytest.mark.asyncio
async def test_register_unanswered_leaves_the_resident_alone_when_the_database_is_away() -> None:
    s = Setting()
    s.outbox.down = True
    with capture_logs() as logs:
        await s.ask()
        assert await s.service.deliver() == 0
    assert {line["event"] for line in logs} == {"klantcontact_registration_failed"}


@pytest.mark.asyncio
async def test_no_log_line_holds_what_a_resident_wrote() -> None:
    s = Setting()
    with capture_logs() as logs:
        await s.ask()
        s.register.down = True
        await s.service.deliver()
    assert logs and "kameel" not in repr(logs)


@pytest.mark.asyncio
async def test_keep_delivering_survives_a_mistake_of_ours(monkeypatch: pytest.MonkeyPatch) -> None:
    s = Setting()
    await s.ask()
    mistakes = [RuntimeError("kameel")]
    original = s.register.register

    async def register(klantcontact: Klantcontact) -> None:
        if mistakes:
            raise mistakes.pop()
        await original(klantcontact)

    monkeypatch.setattr(s.register, "register", register)
    with capture_logs() as logs:
        task = asyncio.create_task(s.service.keep_delivering(every=0.01))
        while mistakes:
            await asyncio.sleep(0.01)
        s.outbox.comes_back()
        while not s.register.entries:
            await asyncio.sleep(0.01)
        task.cancel()
    assert logs[0]["event"] == "klantcontact_registration_failed" and "kameel" not in repr(logs)
