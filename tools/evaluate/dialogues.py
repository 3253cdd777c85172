"""Plays the scripts of dialogues.yml and checks what Balie said.

The turns are sent as they stand, in order. Values of the persona are not put in between: no form
asks for them yet. A turn that is the title of a button under the last reply presses that button.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Mapping, Sequence
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any

import yaml

from tools.evaluate.drive import Exchange, Resident, Said, browser
from tools.evaluate.results import Topics

Turns = Sequence[Sequence[Said]]
Seen = tuple[bool, str]

NO_REGISTER = "no such register yet"
SEEN_LENGTH = 240
LONGEST_WAIT_SECONDS = 3.0
_INSTRUCTION = re.compile(r"\s*<<(.*)>>\s*", re.DOTALL)
_NEW_SESSION = re.compile(r"new|nieuw", re.IGNORECASE)
_WAIT = re.compile(r"wait|wacht", re.IGNORECASE)
# A place that the set-up of the script fills from a register, such as {CASE_A}.
_FILLED_IN = re.compile(r"\{[A-Z_]+\}")
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


async def play(
    script: Mapping[str, Any], address: str, municipality: str, topics: Topics
) -> dict[str, Any]:
    """The result line of one script."""
    turns: list[tuple[Said, ...]] = []
    errors: list[str] = []
    async with AsyncExitStack() as open_browsers:
        resident = await open_browsers.enter_async_context(browser(address, municipality))
        for number, turn in enumerate(script["turns"], start=1):
            instruction = _INSTRUCTION.fullmatch(str(turn))
            if instruction is None:
                exchange = await _send(resident, str(turn), turns[-1] if turns else ())
                turns.append(exchange.said)
                errors += [f"turn {number}: {exchange.error}"] if exchange.error else []
                continue
            turns.append(())
            if _NEW_SESSION.search(instruction[1]):
                fresh = browser(address, municipality)
                resident = await open_browsers.enter_async_context(fresh)
            elif _WAIT.search(instruction[1]):
                # The clock is frozen: what matters is only that time passes at all.
                await asyncio.sleep(LONGEST_WAIT_SECONDS)
            else:
                errors.append(f"turn {number}: unknown instruction {turn}")
    return result_line(script, turns, topics, errors)


async def _send(resident: Resident, text: str, last: Sequence[Said]) -> Exchange:
    pressed = button(text, last)
    return await (resident.say(choice=pressed) if pressed else resident.say(text))


def button(text: str, last: Sequence[Said]) -> str:
    """The id of the button with this title under the last replies; empty when there is none."""
    for said in last:
        for identifier, title in said.choices:
            if title.strip().casefold() == text.strip().casefold():
                return identifier
    return ""


def result_line(
    script: Mapping[str, Any], turns: Turns, topics: Topics, errors: Sequence[str] = ()
) -> dict[str, Any]:
    """What was said, and each check with what it saw."""
    unprepared = any(_FILLED_IN.search(str(turn)) for turn in script["turns"])
    checks = []
    for check in script["expect"]:
        passed, seen = (False, NO_REGISTER) if unprepared else judge(check, turns, topics)
        checks.append({"check": check, "passed": passed, "seen": seen})
    line: dict[str, Any] = {
        "id": script["id"],
        "turns": [[said.text for said in turn] for turn in turns],
        "checks": checks,
        "passed": not errors and all(check["passed"] for check in checks),
    }
    if errors:
        line["error"] = "; ".join(errors)
    return line


def judge(check: Mapping[str, Any], turns: Turns, topics: Topics) -> Seen:
    """Whether one check passes, and what it saw."""
    ((name, wanted),) = check.items()
    if name == "reply":
        return _reply(wanted, turns)
    if name == "not_reply":
        unwanted, seen = _reply(wanted, turns)
        return not unwanted, seen
    if name == "handoff":
        return _handoff(wanted, turns)
    if name == "eservice":
        return _eservice(wanted, turns, topics)
    if name in {"appointments", "records"}:
        # Nothing can have been made where there is no place to keep it.
        return wanted.get("equals") == 0, NO_REGISTER
    if name == "no_new_records":
        return True, NO_REGISTER
    return False, f"unknown check: {name}"


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
