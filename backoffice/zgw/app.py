"""Puts the ZGW APIs and their pages together."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from aiohttp import web

from backoffice.database import Database
from backoffice.pages import Pages
from backoffice.settings import Settings
from backoffice.zgw.catalogi_api import CatalogiApi
from backoffice.zgw.catalogue import Catalogue
from backoffice.zgw.documenten_api import DocumentenApi
from backoffice.zgw.documents import DocumentStore
from backoffice.zgw.notifications import Notifier
from backoffice.zgw.page import ZakenPage
from backoffice.zgw.shapes import CATALOGI, DOCUMENTEN, ZAKEN
from backoffice.zgw.store import ZaakStore
from backoffice.zgw.tokens import Tokens
from backoffice.zgw.zaken_api import ZakenApi

ROOTS = (ZAKEN, CATALOGI, DOCUMENTEN)
DESCRIPTION = Path(__file__).parent / "openapi.yaml"
DOCUMENTS = Path(__file__).parent / "documenten.yaml"


def add_zgw(
    router: web.UrlDispatcher,
    database: Database,
    pages: Pages,
    settings: Settings,
    now: Callable[[], datetime],
) -> Notifier:
    """Serve zaken, under the addresses of Open Zaak and as pages for staff; what comes back has to
    be opened."""
    catalogue = Catalogue()
    notifier = Notifier(settings.notify_url, settings.notify_auth)
    store = ZaakStore(database, catalogue, now)
    # A token is of this very moment, also where the clock of everything else stands still.
    tokens = Tokens(settings.zgw_client_id, settings.zgw_secret, lambda: datetime.now(UTC))
    ZakenApi(store, catalogue, tokens, notifier).add_routes(router)
    CatalogiApi(catalogue, tokens).add_routes(router)
    documents = DocumentStore(database)
    DocumentenApi(documents, store, catalogue, tokens).add_routes(router)
    for root in (ZAKEN, CATALOGI):
        router.add_get(f"{root}/openapi.yaml", _description)
    router.add_get(f"{DOCUMENTEN}/openapi.yaml", _documents)
    ZakenPage(store, documents, catalogue, pages, notifier).add_routes(router)
    return notifier


async def _description(request: web.Request) -> web.StreamResponse:
    """Both APIs in OpenAPI 3; for anybody."""
    return web.FileResponse(DESCRIPTION, headers={"Content-Type": "application/yaml"})


async def _documents(request: web.Request) -> web.StreamResponse:
    """The API for documents, likewise."""
    return web.FileResponse(DOCUMENTS, headers={"Content-Type": "application/yaml"})
