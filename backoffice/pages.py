"""Pages for staff: what is in the registers. They read, they change nothing."""

from __future__ import annotations

import re
from datetime import date, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from aiohttp import web
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape

from backoffice.klantinteracties import COLLECTION
from backoffice.register import Register

HERE = Path(__file__).resolve().parent
HERE_TIME = ZoneInfo("Europe/Amsterdam")
PAGE_SIZE = 25
STATUSES: dict[str, dict[str, bool]] = {
    "alles": {},
    "niet-beantwoord": {"indicatie_contact_gelukt": False},
}
_ADDRESS = re.compile(r"(https?://[^\s<>\"]+[^\s<>\".,;:!?)])")
_DAYS = ("maandag", "dinsdag", "woensdag", "donderdag", "vrijdag", "zaterdag", "zondag")
_MONTHS = (
    "januari",
    "februari",
    "maart",
    "april",
    "mei",
    "juni",
    "juli",
    "augustus",
    "september",
    "oktober",
    "november",
    "december",
)


class Pages:
    """Drawn on the server, readable without script, by eye or by ear."""

    def __init__(self, register: Register) -> None:
        self._register = register
        self._env = Environment(
            loader=FileSystemLoader(HERE / "templates"),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        self._env.filters |= {"moment": dutch_moment, "day": dutch_day, "linked": linked}

    def add_routes(self, router: web.UrlDispatcher) -> None:
        """The addresses of the pages and of their style."""
        router.add_get("/", self.home)
        router.add_get("/klantcontacten", self.klantcontacten)
        router.add_get("/static/style.css", self.style)

    async def home(self, request: web.Request) -> web.Response:
        """What this is."""
        return self.page("home.html", api=COLLECTION)

    async def klantcontacten(self, request: web.Request) -> web.Response:
        """The contact register, newest first."""
        status = request.query.get("status", "alles")
        page = page_number(request)
        if status not in STATUSES or page < 1:
            return self.error(404)
        found = await self._register.find(STATUSES[status], page, PAGE_SIZE, by_moment=True)
        if page > 1 and not found.items:
            return self.error(404)
        return self.page(
            "klantcontacten.html",
            items=found.items,
            count=found.count,
            status=status,
            page=page,
            pages=max(1, -(-found.count // PAGE_SIZE)),
        )

    async def style(self, request: web.Request) -> web.StreamResponse:
        """How the pages look."""
        return web.FileResponse(HERE / "static" / "style.css")

    def error(self, status: int) -> web.Response:
        """A page that says that something is not there, or went wrong."""
        return self.page("error.html", http_status=status, missing=status == 404)

    def page(self, template: str, http_status: int = 200, **values: Any) -> web.Response:
        """One of the templates."""
        return web.Response(
            text=self._env.get_template(template).render(**values),
            content_type="text/html",
            status=http_status,
        )


def linked(text: str) -> Markup:
    """The text with its addresses made into links, safe to show."""
    parts = _ADDRESS.split(text)
    return Markup("").join(
        Markup('<a href="{0}">{0}</a>').format(part) if index % 2 else escape(part)
        for index, part in enumerate(parts)
    )


def page_number(request: web.Request) -> int:
    """Which page is asked for, from 1; 0 when it cannot be one."""
    text = request.query.get("pagina", "1")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0


def dutch_moment(moment: datetime) -> str:
    """`zondag 22 november 2026, 23.14 uur`: the time on the clock in the Netherlands."""
    try:
        here = moment.astimezone(HERE_TIME)
    except OverflowError:  # the first or the last day that a computer knows
        here = moment
    return f"{dutch_day(here)}, {here.hour}.{here.minute:02d} uur"


def dutch_day(day: date) -> str:
    """`zondag 22 november 2026`."""
    return f"{_DAYS[day.weekday()]} {day.day} {_MONTHS[day.month - 1]} {day.year}"
