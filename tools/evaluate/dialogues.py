"""Plays the scripts of dialogues.yml and checks what Balie said and what was booked.

The turns are sent as they stand, in order; what Balie asks in between is filled in (`persona.py`).
A turn that is the title of a button under the last reply presses that button.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Mapping, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol

import yaml

from assistant.settings import Settings
from tools.evaluate.agenda import Agenda, Entry
from tools.evaluate.by_message import Hub
from tools.evaluate.by_phone import CallResident
from tools.evaluate.drive import Exchange, Said, browser
from tools.evaluate.login import LINK, LoginFailed
from tools.evaluate.persona import asked_for, choice, confirms
from tools.evaluate.results import Topics
from tools.evaluate.stack import Stack
from tools.evaluate.zaken import ZaakRegister

Turns = Sequence[Sequence[Said]]
Seen = tuple[bool, str]

SEEN_LENGTH = 240
MOST_FILLED_IN = 8
DEFAULT_ZAAKTYPE = "PARKEERVERGUNNING"
TEST_BSN = "999993653"
"""An official test number; at the broker of the back office it is Sanne Visser."""
LONGEST_WAIT_SECONDS = 3.0
_INSTRUCTION = re.compile(r"\s*<<(.*)>>\s*", re.DOTALL)
_NEW_SESSION = re.compile(r"new|nieuw", re.IGNORECASE)
_WAIT = re.compile(r"wait|wacht", re.IGNORECASE)
# A place that the set-up of the script fills from a register, such as {CASE_A}.
_FILLED_IN = re.compile(r"\{[A-Z_]+\}")
_LOGIN_URL = re.compile(r"https?://\S+/inloggen/[\w-]+")
_HUMAN = re.compile(
    r"\bmedewerkers?\b|\bcollega'?s?\b|\b14 ?\d{3}\b"
    r"|(?<!\d)(?:\+31 ?|0)\d{1,3} ?-? ?\d(?: ?\d){5,7}(?!\d)",
    re.IGNORECASE,
)


def load(path: Path) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """(meta, scripts) of a dialogues.yml; empty when there is none."""
    if not path.exists():
        return {}, []
    content = yaml.safe_load(path.read_text(encoding="utf-8")) or {}
    return content.get("meta") or {}, content.get("dialogues") or []


class Talker(Protocol):
    """A resident on any channel."""

    @property
    def conversation_id(self) -> str:
        """The conversation in the record."""

    async def say(self, text: str = "", choice: str = "") -> Exchange:
        """Say something, or choose what was offered, and wait for the whole answer."""

    async def log_in(self, url: str, bsn: str) -> Exchange:
        """Log in by a link that Balie gave, and wait for what is said then."""


@dataclass
class Played:
    """What happened in one script so far. `agenda` holds what stood in it after each turn, and
    `unconfirmed` how often something was booked after a message that did not say yes. `bsn` is who
    logs in where Balie asks for it; empty: nobody does."""

    turns: list[tuple[Said, ...]] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    agenda: list[list[Entry]] = field(default_factory=list)
    unconfirmed: list[str] = field(default_factory=list)
    mails: list[str] = field(default_factory=list)
    bsn: str = ""


class Player:
    """Plays scripts against a running Balie. `persona` holds what every resident is by default."""

    def __init__(
        self,
        stack: Stack,
        municipality: str,
        agenda: Agenda,
        persona: Mapping[str, str],
        hub: Hub,
    ) -> None:
        self._stack = stack
        self._municipality = municipality
        self._hub = hub
        self._agenda = agenda
        self._persona = persona
        rsin = Settings.model_fields["zgw_organisations"].default[municipality]
        self._register = ZaakRegister(stack.backoffice_address, rsin)

    async def play(self, script: Mapping[str, Any], topics: Topics) -> dict[str, Any]:
        """The result line of one script."""
        persona = {**self._persona, **(script.get("persona") or {})}
        played = Played(bsn="" if script.get("login") is False else _bsn(persona))
        turns = await self._prepared(script, persona)
        async with AsyncExitStack() as open_browsers:
            channel = str(script.get("channel") or "webchat")
            resident = await self._resident(channel, open_browsers)
            for number, turn in enumerate(turns, start=1):
                instruction = _INSTRUCTION.fullmatch(turn)
                if instruction is None:
                    if number > 1:
                        await self._fill_in(resident, played, persona, script, turn)
                    await self._say(resident, played, turn)
                elif _NEW_SESSION.search(instruction[1]):
                    played.turns.append(())
                    resident = await self._resident(channel, open_browsers)
                elif _WAIT.search(instruction[1]):
                    played.turns.append(())
                    # The clock is frozen: what matters is only that time passes at all.
                    await asyncio.sleep(LONGEST_WAIT_SECONDS)
                else:
                    played.turns.append(())
                    played.errors.append(f"turn {number}: unknown instruction {turn}")
                played.agenda.append(self._agenda.of(resident.conversation_id))
            await self._fill_in(resident, played, persona, script, "")
            played.agenda[-1] = self._agenda.of(resident.conversation_id)
        if any("mail" in check for check in script["expect"]):
            played.mails = self._agenda.mails(str(persona.get("email", "")))
        return result_line(script, played, topics, self._agenda)

    async def _resident(self, channel: str, opened: AsyncExitStack) -> Talker:
        """Somebody new, who talks by this channel."""
        if channel == "telephone":
            return CallResident(self._stack.address, self._stack.database_url)
        if channel in ("whatsapp", "sms"):
            return self._hub.resident(channel)
        fresh = browser(self._stack.address, self._municipality)
        return await opened.enter_async_context(fresh)

    async def _say(self, resident: Talker, played: Played, text: str) -> None:
        last = played.turns[-1] if played.turns else ()
        played.turns.append(())
        await self._exchange(resident, played, text, button(text, last))

    async def _fill_in(
        self,
        resident: Talker,
        played: Played,
        persona: Mapping[str, str],
        script: Mapping[str, Any],
        coming: str,
    ) -> None:
        """Personal values and choices that Balie asks for before it can take the turn to come."""
        for _ in range(MOST_FILLED_IN):
            said = played.turns[-1]
            value = asked_for(said, persona, coming)
            pressed = "" if value else choice(said, str(script.get("choose") or ""), coming)
            if not value and not pressed:
                return
            await self._exchange(resident, played, value, pressed)

    async def _exchange(self, resident: Talker, played: Played, text: str, pressed: str) -> None:
        """One message; what was said to it belongs to the turn that is going on."""
        title = dict(choice for said in played.turns[-1] for choice in said.choices).get(pressed)
        before = len(self._agenda.of(resident.conversation_id))
        exchange = await (resident.say(choice=pressed) if pressed else resident.say(text))
        self._note(played, exchange)
        link = login_link(exchange.said)
        if link and played.bsn:
            try:
                self._note(played, await resident.log_in(link, played.bsn))
            except LoginFailed as problem:
                played.errors.append(f"turn {len(played.turns)}: login: {problem}")
        after = len(self._agenda.of(resident.conversation_id))
        if after > before and not confirms(title or text):
            played.unconfirmed.append(title or text)

    def _note(self, played: Played, exchange: Exchange) -> None:
        played.turns[-1] = (*played.turns[-1], *exchange.said)
        if exchange.error:
            played.errors.append(f"turn {len(played.turns)}: {exchange.error}")

    async def _prepared(self, script: Mapping[str, Any], persona: Mapping[str, str]) -> list[str]:
        """The turns, with the numbers of the zaken that the script needs. `zaken` says which:
        {CASE_A: {zaaktype: KLACHT}}; else every name between braces is a zaak of the resident."""
        turns = [str(turn) for turn in script["turns"]]
        names = dict.fromkeys(name.strip("{}") for t in turns for name in _FILLED_IN.findall(t))
        wanted: dict[str, Any] = script.get("zaken") or {name: {} for name in names}
        for name, values in wanted.items():
            own = {"bsn": _bsn(persona), "zaaktype": DEFAULT_ZAAKTYPE, **values}
            number = await self._register.zaak(
                own["bsn"], own["zaaktype"], closed=bool(own.get("closed"))
            )
            turns = [turn.replace(f"{{{name}}}", number) for turn in turns]
        return turns


def login_link(said: Sequence[Said]) -> str:
    """The address to log in at, where Balie just gave one."""
    urls = [url for one in said[-1:] for _, url in one.links if LINK in url]
    typed = [match[0] for one in said[-1:] for match in _LOGIN_URL.finditer(one.text)]
    return next(iter([*urls, *typed]), "")


def _bsn(persona: Mapping[str, str]) -> str:
    """Who a resident is at the broker of the back office."""
    return str(persona.get("bsn") or TEST_BSN)


def button(text: str, last: Sequence[Said]) -> str:
    """The id of the button with this title under the last replies; empty when there is none."""
    for said in last:
        for identifier, title in said.choices:
            if title.strip().casefold() == text.strip().casefold():
                return identifier
    return ""


def result_line(
    script: Mapping[str, Any], played: Played, topics: Topics, agenda: Agenda
) -> dict[str, Any]:
    """What was said, and each check with what it saw."""
    checks = []
    for check in script["expect"]:
        seen = judge(check, played, topics, agenda)
        checks.append({"check": check, "passed": seen[0], "seen": seen[1]})
    line: dict[str, Any] = {
        "id": script["id"],
        "channel": script.get("channel") or "webchat",
        "turns": [[said.text for said in turn] for turn in played.turns],
        "checks": checks,
        "unconfirmed": played.unconfirmed,
        "passed": not played.errors
        and not played.unconfirmed
        and all(check["passed"] for check in checks),
    }
    if played.errors:
        line["error"] = "; ".join(played.errors)
    return line


def judge(check: Mapping[str, Any], played: Played, topics: Topics, agenda: Agenda) -> Seen:
    """Whether one check passes, and what it saw."""
    ((name, wanted),) = check.items()
    turns = played.turns
    if name == "reply":
        return _reply(wanted, turns)
    if name == "not_reply":
        unwanted, seen = _reply(wanted, turns)
        return not unwanted, seen
    if name == "handoff":
        return _handoff(wanted, turns)
    if name == "eservice":
        return _eservice(wanted, turns, topics)
    if name == "appointments":
        return _appointments(wanted, played, agenda)
    if name == "not_booked_before":
        stood = [entry for entries in played.agenda[: int(wanted) - 1] for entry in entries]
        return not stood, _short(", ".join(map(str, stood)))
    if name == "mail":
        found = [mail for mail in played.mails if re.search(wanted["regex"], mail, re.IGNORECASE)]
        return bool(found), _short((found or played.mails or [""])[-1])
    if name == "records":
        found = agenda.handed_in(str(wanted["type"]), str(wanted.get("text_contains", "")))
        return len(found) == int(wanted.get("equals", 1)), _short("; ".join(found) or "none")
    if name == "no_new_records":
        stood = [entry for entries in played.agenda for entry in entries]
        return not stood, _short(", ".join(map(str, stood)))
    return False, f"unknown check: {name}"


def _appointments(wanted: Mapping[str, Any], played: Played, agenda: Agenda) -> Seen:
    """How many appointments stand with these fields, after the last turn or the one named."""
    after = int(wanted.get("after_turn", len(played.agenda)))
    stood = played.agenda[after - 1] if 0 < after <= len(played.agenda) else []
    fitting = [entry for entry in stood if agenda.matches(entry, wanted)]
    seen = _short(", ".join(map(str, stood)) or "none")
    return len(fitting) == int(wanted.get("equals", 1)), seen


def _reply(wanted: Mapping[str, Any], turns: Turns) -> Seen:
    """Whether the pattern occurs in one reply, or in all replies of one turn together."""
    turn = wanted.get("turn", "any")
    if turn == "any":
        chosen = list(turns)
    else:
        chosen = [turns[int(turn) - 1]] if int(turn) <= len(turns) else []
    for said in chosen:
        texts = [one.text for one in said]
        for text in (*texts, "\n".join(texts)):
            match = re.search(wanted["regex"], text, re.IGNORECASE) if text else None
            if match:
                return True, _short(match[0])
    return False, _short(" | ".join(one.text for said in chosen for one in said))


def _handoff(wanted: object, turns: Turns) -> Seen:
    """Whether a human was offered: a handover, or a colleague or number to call, by this turn."""
    until = wanted.get("turn", "any") if isinstance(wanted, Mapping) else "any"
    chosen = turns if until == "any" else turns[: int(until)]
    for said in (said for turn in chosen for said in turn):
        if said.outcome == "handover":
            return True, f"handover: {_short(said.text)}"
        for text in (said.text, *(title for _, title in said.choices)):
            if match := _HUMAN.search(text):
                return True, _short(match[0])
    return False, _short(" | ".join(said.text for turn in chosen for said in turn))


def _eservice(wanted: Mapping[str, Any], turns: Turns, topics: Topics) -> Seen:
    """Whether a link or an article was given in a turn that is about this service."""
    name = str(wanted["name"]).casefold()
    for turn in turns:
        articles = [slug for said in turn for slug in said.articles]
        links = [f"{title} {url}" for said in turn for title, url in said.links]
        if not articles and not links:
            continue
        places = [*links, *articles, *topics.of(articles), *(said.text for said in turn)]
        for place in places:
            if name in place.casefold():
                return True, _short(place)
    return False, _short(" | ".join(said.text for turn in turns for said in turn))


def _short(text: str) -> str:
    flat = " ".join(text.split())
    return flat if len(flat) <= SEEN_LENGTH else f"{flat[:SEEN_LENGTH]} ..."
