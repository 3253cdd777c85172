"""The mailbox for people: what a resident would have found in theirs."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from aiohttp import web

from backoffice.mailbox import Mailbox
from backoffice.pages import PAGE_SIZE, Pages, page_number

_PAGE_CSP = (
    "default-src 'none'; style-src 'self'; frame-src 'self'; frame-ancestors 'none'; "
    "form-action 'none'; base-uri 'none'"
)
# A mail is what somebody else wrote: nothing of it runs or fetches. Its links open a new window,
# as they do in a mail program.
_MAIL_CSP = (
    "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'self'; form-action 'none'; "
    "base-uri 'none'; sandbox allow-popups allow-popups-to-escape-sandbox"
)
_HEAD = re.compile(r"<head\b[^>]*>", re.IGNORECASE)


class MailPages:
    """The list, one mail, and the parts of it."""

    def __init__(self, mailbox: Mailbox, pages: Pages) -> None:
        self._mailbox, self._pages = mailbox, pages

    def add_routes(self, router: web.UrlDispatcher) -> None:
        """The addresses of the mailbox."""
        router.add_get("/postvak", self.mails)
        router.add_get(r"/postvak/{id:\d{1,9}}", self.mail)
        router.add_get(r"/postvak/{id:\d{1,9}}/html", self.html)
        router.add_get(r"/postvak/{id:\d{1,9}}/afspraak.ics", self.ics)

    async def mails(self, request: web.Request) -> web.Response:
        """Newest first; with `?aan=` only what went to that address."""
        to, page = request.query.get("aan", "").strip(), page_number(request)
        if page < 1:
            return self._pages.error(404)
        found = await self._mailbox.find(to, page, PAGE_SIZE)
        if page > 1 and not found.items:
            return self._pages.error(404)
        return self._pages.page(
            "mails.html",
            items=found.items,
            count=found.count,
            to=to,
            page=page,
            pages=max(1, -(-found.count // PAGE_SIZE)),
        )

    async def mail(self, request: web.Request) -> web.Response:
        """One mail: its text, its HTML in a frame of its own, its file for the agenda."""
        mail = await self._mail(request)
        response = self._pages.page("mail.html", mail=mail)
        response.headers["Content-Security-Policy"] = _PAGE_CSP
        return response

    async def html(self, request: web.Request) -> web.Response:
        """The HTML as it came, where it can do no harm."""
        mail = await self._mail(request, "html")
        shown = _HEAD.sub(lambda head: head[0] + '<base target="_blank">', mail["html"], count=1)
        headers = {"Content-Security-Policy": _MAIL_CSP}
        return web.Response(text=shown, content_type="text/html", headers=headers)

    async def ics(self, request: web.Request) -> web.Response:
        """The appointment, to be put into an agenda."""
        mail = await self._mail(request, "ics")
        headers = {"Content-Disposition": 'attachment; filename="afspraak.ics"'}
        return web.Response(text=mail["ics"], content_type="text/calendar", headers=headers)

    async def _mail(self, request: web.Request, part: str = "id") -> Mapping[str, Any]:
        mail = await self._mailbox.get(int(request.match_info["id"]))
        if not mail or not mail[part]:
            raise web.HTTPNotFound
        return mail
