"""Puts the registers and the pages together in one web application."""

from __future__ import annotations

import socket
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import UTC, datetime

import structlog
from aiohttp import web
from aiohttp.typedefs import Middleware

from backoffice.agenda import Agenda
from backoffice.agenda_page import AgendaPage
from backoffice.agenda_plan import Plan
from backoffice.brp.personen import Personen
from backoffice.database import Database
from backoffice.digid.people import ROOT as DIGID
from backoffice.digid.people import Residents
from backoffice.interne_taken import InterneTaken
from backoffice.interne_taken_page import InterneTakenPage
from backoffice.klantinteracties import ROOT, Klantinteracties
from backoffice.mail_pages import MailPages
from backoffice.mail_server import mail_server
from backoffice.mailbox import Mailbox
from backoffice.medewerkers.people import ROOT as STAFF
from backoffice.medewerkers.people import Members
from backoffice.mollie.payments import Payments
from backoffice.oidc import Provider
from backoffice.pages import Pages
from backoffice.pdok.locatieserver import Locatieserver
from backoffice.pdok.tiles import Tiles
from backoffice.problems import Problem, problem_response
from backoffice.qmatic import Qmatic
from backoffice.register import Register
from backoffice.settings import Settings
from backoffice.signalen.api import ROOT as SIGNALEN
from backoffice.signalen.api import SignalenApi
from backoffice.signalen.page import ReportsPage
from backoffice.signalen.store import ReportStore
from backoffice.zgw.app import ROOTS, add_zgw

log = structlog.get_logger("backoffice")

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]

MAX_BODY = 256 * 1024
_CODES = {
    404: "not_found",
    405: "method_not_allowed",
    413: "request_too_large",
    415: "unsupported_media_type",
}
_HEADERS = {
    "Content-Security-Policy": "default-src 'none'; style-src 'self'; frame-src 'self'; "
    "frame-ancestors 'self'; form-action 'self'; base-uri 'none'",
    "X-Content-Type-Options": "nosniff",
    # With "no-referrer" a browser hides the origin of our own forms, which we check.
    "Referrer-Policy": "same-origin",
    "Cache-Control": "no-store",
}


def create_app(settings: Settings, mail: socket.socket | None = None) -> web.Application:
    """The application, with its tables made and nothing running yet.

    `mail` is a listening socket on which it takes mail while it runs.
    """
    database = Database(settings.database_url)
    register = Register(database)
    register.create_tables()
    pages = Pages(register)
    app = web.Application(
        client_max_size=MAX_BODY, middlewares=[_log, _headers, _explain_errors(pages)]
    )
    tasks = InterneTaken(database, settings.token)
    Klantinteracties(register, tasks, settings.token).add_routes(app.router)
    tasks.add_routes(app.router)
    pages.add_routes(app.router)
    InterneTakenPage(register, tasks, pages).add_routes(app.router)
    now = clock(settings.now)
    agenda = Agenda(Plan(), database, now)
    Qmatic(agenda, settings.token).add_routes(app.router)
    AgendaPage(agenda, pages).add_routes(app.router)
    app.cleanup_ctx.append(add_zgw(app.router, database, pages, settings, now).open)
    reports = ReportStore(database, now)
    SignalenApi(reports).add_routes(app.router)
    ReportsPage(reports, pages).add_routes(app.router)
    Personen(settings.token).add_routes(app.router)
    places = Locatieserver()
    places.add_routes(app.router)
    Tiles(places).add_routes(app.router)
    Payments(settings.token, pages).add_routes(app.router)
    client = (settings.oidc_client_id, settings.oidc_secret)
    Provider(DIGID, *client, Residents(), pages).add_routes(app.router)
    Provider(STAFF, *client, Members(), pages).add_routes(app.router)
    mailbox = Mailbox(database, now)
    MailPages(mailbox, pages).add_routes(app.router)
    app.router.add_get("/health", _health)

    async def close(_app: web.Application) -> AsyncIterator[None]:
        yield
        database.close()

    app.cleanup_ctx.append(close)
    if mail:
        app.cleanup_ctx.append(mail_server(mailbox, mail))
    return app


def clock(frozen: str) -> Callable[[], datetime]:
    """The time of the machine, or one fixed moment (ISO 8601 with a time zone)."""
    if not frozen:
        return lambda: datetime.now(UTC)
    moment = datetime.fromisoformat(frozen)
    if moment.tzinfo is None:
        raise ValueError("BALIE_NOW needs a time zone, for example +01:00")
    return lambda: moment


async def _health(request: web.Request) -> web.Response:
    return web.json_response({"status": "ok"})


@web.middleware
async def _log(request: web.Request, handler: Handler) -> web.StreamResponse:
    started = time.perf_counter()
    response = await handler(request)
    resource = request.match_info.route.resource
    log.info(
        "request_handled",
        method=request.method,
        # The route and not the address: a filter can hold what a resident wrote.
        route=resource.canonical if resource else None,
        status=response.status,
        ms=round((time.perf_counter() - started) * 1000, 1),
    )
    return response


@web.middleware
async def _headers(request: web.Request, handler: Handler) -> web.StreamResponse:
    response = await handler(request)
    for name, value in _HEADERS.items():
        # A mail is shown with its own style, under a policy of its own.
        response.headers.setdefault(name, value)
    return response


def _explain_errors(pages: Pages) -> Middleware:
    """Every error becomes an error body or a page; none shows what the program looks like."""

    @web.middleware
    async def explain(request: web.Request, handler: Handler) -> web.StreamResponse:
        try:
            return await handler(request)
        except Problem as error:
            problem = error
        except web.HTTPException as error:
            problem = Problem(error.status, _CODES.get(error.status, "error"))
        except Exception:
            log.exception("request_failed", method=request.method)
            problem = Problem(500, "error")
        if request.path.startswith((ROOT, *ROOTS, SIGNALEN)):
            return problem_response(problem, str(request.url.origin()))
        return pages.error(problem.status)

    return explain
