"""Plays a script of residents and staff against one running Balie. README.md says how they read."""

from __future__ import annotations

import asyncio
import re
import secrets
import time
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import requests
from sqlalchemy import Engine, delete, select, update

from assistant.domain.staff import Staff
from assistant.settings import Settings
from connectors.storage.callback_tables import callbacks
from connectors.storage.database import open_engine
from connectors.storage.desk_tables import handovers, staff, staff_sessions
from connectors.storage.tables import conversations, messages
from tests.dialogue.processes import kill, pid_of
from tests.dialogue.resident import Answer, Resident
from tools.evaluate.drive import visible
from tools.evaluate.stack import Stack
from tools.staff import keep

PASSWORD = "een lang wachtwoord"
PATIENCE_SECONDS = 30.0
TEAMS = {"fatima": ("burgerzaken",), "bram": (), "noor": ("belastingen",)}
Step = dict[str, Any]


class Visitor(Resident):
    """A resident on the website, whose messages have ids that nobody else's have."""

    def __init__(self, address: str, municipality: str) -> None:
        super().__init__(address, municipality)
        self.prefix = f"r{secrets.token_hex(4)}-"

    def lines(self) -> list[str]:
        """Everything that stands on the page."""
        return [
            f"{one.get('speaker') or ''} {visible(one.get('html') or one['text'])}"
            for one in self.page()
        ]

    def press(self, title: str) -> Answer:
        """Also what a notice offers, below the last answer."""
        offered = [c for one in self.page() for c in one.get("choices", ())]
        found = [c["id"] for c in offered if re.search(title, c["title"], re.IGNORECASE)]
        assert found, f"no button {title!r} among {[c['title'] for c in offered]}"
        return self._ask({"choice": found[-1]})


class Colleague:
    """Somebody at the desk, by the same addresses as the page uses."""

    def __init__(self, address: str, member: Staff) -> None:
        self.member = member
        self._desk = f"{address}/desk"
        self._session = requests.Session()

    def opens(self) -> None:
        """Sign in and have the page open; again is a reload."""
        form = {"naam": self.member.username, "wachtwoord": PASSWORD}
        assert self._session.post(f"{self._desk}/inloggen", data=form).status_code == 200
        with self._session.get(f"{self._desk}/gebeurtenissen", stream=True) as stream:
            next(line for line in stream.iter_lines() if line.startswith(b"event: line"))

    def get(self, path: str) -> Any:
        return self._session.get(f"{self._desk}{path}").json()

    def post(self, path: str, **body: Any) -> int:
        """The status; tried again while Balie is away, as the page does."""
        deadline = time.monotonic() + PATIENCE_SECONDS
        while True:
            try:
                status = self._session.post(f"{self._desk}{path}", json=body).status_code
            except requests.ConnectionError:
                status = 503
            if status != 503 or time.monotonic() > deadline:
                return status
            time.sleep(0.1)


class Play:
    """One script. Each step is a verb with what it needs, and what is to be seen after it."""

    def __init__(self, balie: Stack, script: dict[str, Any]) -> None:
        self._balie = balie
        self._script = script
        self._engine: Engine = open_engine(balie.database_url)
        self._residents: dict[str, Visitor] = {}
        self._people: dict[str, Colleague] = {}
        self._silent: list[tuple[Visitor, str]] = []
        self._answer = Answer(())

    def run(self) -> None:
        """Raises AssertionError at the step that is not as it says."""
        self._empty()
        try:
            for name in self._script.get("staff", ["fatima"]):
                self._opens(name)
            for number, step in enumerate(self._script["steps"], 1):
                verb = next(iter(step))
                try:
                    getattr(self, f"_{verb}")(step[verb], step)
                    self._seen(step)
                except AssertionError as problem:
                    raise AssertionError(f"step {number} {step}: {problem}") from problem
            self._nobody_is_stuck()
        finally:
            self._engine.dispose()

    # --- what residents do

    def _says(self, text: str, step: Step) -> None:
        self._answer = self._of(step).say(text)

    def _presses(self, title: str, step: Step) -> None:
        self._answer = self._of(step).press(title)

    def _tells(self, text: str, step: Step) -> None:
        """To a human: Balie says nothing to it."""
        resident = self._of(step)
        self._silent.append((resident, resident.send(text)))

    # --- what staff do

    def _opens(self, name: str, _step: Step | None = None) -> None:
        member = Staff(name, name, name.capitalize(), "rotterdam", teams=TEAMS[name])
        if name not in self._people:
            asyncio.run(keep(Settings(database_url=self._balie.database_url), member, PASSWORD))
            self._people[name] = Colleague(self._balie.address, member)
        self._people[name].opens()

    def _is_away(self, name: str, _step: Step) -> None:
        assert self._people[name].post("/beschikbaar", available=False) == 200

    def _vanishes(self, name: str, _step: Step) -> None:
        """The page is closed, and a minute passes."""
        self._earlier(staff.c.seen_at, 1, staff.c.id == name)

    def _takes(self, name: str, step: Step) -> None:
        self._does(name, step, "nemen")

    def _writes(self, what: dict[str, str], step: Step) -> None:
        ((name, text),) = what.items()
        self._does(name, step, "zeggen", wanted=202, id=secrets.token_hex(4), text=text)

    def _writes_twice(self, what: dict[str, str], step: Step) -> None:
        ((name, text),) = what.items()
        for _ in range(2):
            self._does(name, step, "zeggen", wanted=202, id="same", text=text)
        lines = self._of(step).lines()
        assert sum(text in line for line in lines) == 1, lines

    def _notes(self, what: dict[str, str], step: Step) -> None:
        ((name, text),) = what.items()
        self._does(name, step, "notitie", wanted=201, id=secrets.token_hex(4), text=text)

    def _passes(self, what: dict[str, dict[str, str]], step: Step) -> None:
        ((name, to),) = what.items()
        self._does(name, step, "doorverwijzen" if "organisation" in to else "doorgeven", **to)

    def _ends(self, what: dict[str, str], step: Step) -> None:
        ((name, ending),) = what.items()
        self._does(name, step, "einde", ending=ending)

    def _both_take(self, names: list[str], step: Step) -> None:
        path = f"/gesprekken/{self._handover(step)}/nemen"
        assert sorted(self._people[name].post(path) for name in names) == [200, 409]

    def _calls(self, what: dict[str, bool], _step: Step) -> None:
        """A promise: taken, and how it went."""
        ((name, reached),) = what.items()
        (call,) = self._people[name].get("/lijn")["calls"]
        assert self._people[name].post(f"/terugbellen/{call['id']}/nemen") == 200
        path = f"/terugbellen/{call['id']}/gebeld"
        assert self._people[name].post(path, reached=reached) == 200

    # --- what happens

    def _minutes(self, number: int, _step: Step) -> None:
        """Time passes for who waits."""
        self._earlier(handovers.c.asked_at, number)

    def _killed(self, module: str, _step: Step) -> None:
        """Without warning; what watches over it starts it again."""
        kill(pid_of(module, self._balie.database_url))

    # --- what is to be seen

    def _seen(self, step: Step) -> None:
        if "hears" in step:
            assert re.search(step["hears"], self._answer.text, re.IGNORECASE | re.DOTALL), (
                self._answer.text
            )
        if "offers" in step:
            titles = [choice["title"] for choice in self._answer.choices]
            assert titles[: len(step["offers"])] == step["offers"], titles
        if "reads" in step:
            self._until(step["reads"], self._of(step).lines)
        if "never_reads" in step:
            lines = self._of(step).lines()
            assert not any(re.search(step["never_reads"], line) for line in lines), lines
        for name, pattern in step.get("sees", {}).items():
            self._until(pattern, lambda name=name: [str(self._conversation(name, step))])
        for name, pattern in step.get("never_sees", {}).items():
            assert not re.search(pattern, str(self._conversation(name, step)))
        for name, count in step.get("in_line", {}).items():
            line = self._people[name].get("/lijn")["line"]
            assert sum(one["stage"] == "waiting" for one in line) == count, line

    def _until(self, pattern: str, look: Callable[[], list[str]]) -> None:
        deadline = time.monotonic() + PATIENCE_SECONDS
        while True:
            seen = look()
            if any(re.search(pattern, one, re.IGNORECASE | re.DOTALL) for one in seen):
                return
            assert time.monotonic() < deadline, f"not {pattern!r} in {seen[-3:]}"
            time.sleep(0.05)

    def _nobody_is_stuck(self) -> None:
        """Balie was silent to what was for a human, and who has no human now is answered."""
        for resident, message_id in self._silent:
            answers = [
                one for one in resident.page() if one.get("answers") == message_id and one["final"]
            ]
            assert answers == [], f"Balie answered what was for a human: {answers}"
        for resident in self._residents.values():
            if not self._turn(resident):
                assert resident.say("wat kost een paspoort?").text

    # --- who and where

    def _of(self, step: Step) -> Visitor:
        name = str(step.get("who", "resident"))
        if name not in self._residents:
            self._residents[name] = Visitor(self._balie.address, "rotterdam")
        return self._residents[name]

    def _does(self, name: str, step: Step, deed: str, wanted: int = 200, **body: Any) -> None:
        path = f"/gesprekken/{self._handover(step)}/{deed}"
        status = self._people[name].post(path, **body)
        assert status == step.get("status", wanted), status

    def _conversation(self, name: str, step: Step) -> Any:
        return self._people[name].get(f"/gesprekken/{self._handover(step)}")

    def _handover(self, step: Step) -> str:
        """The last one of this resident."""
        found = (
            select(handovers.c.id)
            .where(handovers.c.conversation_id == self._talk(self._of(step)))
            .order_by(handovers.c.stage == "ended", handovers.c.asked_at.desc())
        )
        with self._engine.connect() as connection:
            return str(connection.execute(found).scalar())

    def _turn(self, resident: Visitor) -> str:
        of = conversations.c.id == self._talk(resident)
        with self._engine.connect() as connection:
            return str(connection.execute(select(conversations.c.turn).where(of)).scalar() or "")

    def _talk(self, resident: Visitor) -> str:
        mine = messages.c.message_id.startswith(resident.prefix)
        own = select(messages.c.conversation_id).where(mine)
        with self._engine.connect() as connection:
            return str(connection.execute(own).scalar())

    def _earlier(self, column: Any, minutes: int, *where: Any) -> None:
        """Move moments back, as if time had passed."""
        key = column.table.c.id
        with self._engine.begin() as connection:
            for identifier, at in connection.execute(select(key, column).where(*where)).all():
                moved = {column.name: at - timedelta(minutes=minutes)}
                connection.execute(update(column.table).where(key == identifier).values(moved))

    def _empty(self) -> None:
        """Nobody is at the desk, waits, or is to be called."""
        with self._engine.begin() as connection:
            connection.execute(update(conversations).values(turn=""))
            for table in (handovers, callbacks, staff_sessions, staff):
                connection.execute(delete(table))
