"""Pages to send a photo or a document for what is being filled in.

A GET of a link changes nothing: mail programs open addresses to look for viruses.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from aiohttp import BodyPartReader, web

from assistant.domain.municipality import Municipality
from assistant.domain.transcript import Conversation
from assistant.domain.uploads import MOST_BYTES, MOST_FILES, Upload, upload_of
from assistant.errors import BackendUnavailable, BalieError
from assistant.ports.clock import ClockPort
from assistant.ports.scanner import ScannerPort
from assistant.ports.uploads import UploadsPort
from assistant.services.upload_links import PATH, UploadLink, UploadLinks
from connectors.channels.pipeline import Pipeline
from connectors.channels.sessions import CHANNEL, is_same_origin
from web.municipal import MunicipalPages

KEPT_FOR = timedelta(hours=4)
WAITS_SECONDS = 8.0


class Refused(Exception):
    """These files are not taken: `kind` says why, and is the part of the page that is shown."""

    def __init__(self, kind: str, status: int) -> None:
        super().__init__(kind)
        self.kind = kind
        self.status = status


@dataclass(frozen=True)
class UploadParts:
    """What the pages work with."""

    links: UploadLinks
    uploads: UploadsPort
    scanner: ScannerPort


class UploadPages:
    """`/bijlage/<token>`: who has the address can send something, once, and sees nothing."""

    def __init__(
        self,
        parts: UploadParts,
        pipeline: Pipeline,
        pages: MunicipalPages,
        clock: ClockPort,
    ) -> None:
        self._links = parts.links
        self._uploads = parts.uploads
        self._scanner = parts.scanner
        self._pipeline = pipeline
        self._pages = pages
        self._clock = clock

    def mount(self, app: web.Application) -> None:
        """Add the routes."""
        app.router.add_get(f"/{PATH}/{{token}}", self.show)
        app.router.add_post(f"/{PATH}/{{token}}", self.take)

    async def show(self, request: web.Request) -> web.Response:
        """The form."""
        link, place = self._link(request)
        try:
            used = await self._uploads.used(link.id)
        except BackendUnavailable:
            return self._page(request, place, link, "down", 503)
        return self._page(request, place, link, "used" if used else "ask", 410 if used else 200)

    async def take(self, request: web.Request) -> web.Response:
        """The files."""
        link, place = self._link(request)
        if not is_same_origin(request):
            return self._page(request, place, link, "ask", 403)
        try:
            if await self._uploads.used(link.id):
                return self._page(request, place, link, "used", 410)
            files = await self._files(request)
            now = self._clock.now()
            if not await self._uploads.add(link.id, link.key, files, now, now + KEPT_FOR):
                return self._page(request, place, link, "used", 410)
        except Refused as refused:
            return self._page(request, place, link, refused.kind, refused.status)
        except BackendUnavailable:
            return self._page(request, place, link, "down", 503)
        conversation = Conversation(link.conversation_id, place.slug, link.channel)
        try:
            await self._pipeline.accept(conversation, f"upload-{link.id}", choice="uploaded")
            await self._pipeline.settled(conversation.id, WAITS_SECONDS)
        except BalieError:
            # It is here all the same, and there is a word for it in the conversation.
            return self._page(request, place, link, "done")
        return self._page(request, place, link, "done")

    async def _files(self, request: web.Request) -> list[Upload]:
        if request.content_type != "multipart/form-data":
            raise Refused("kind", 415)
        files: list[Upload] = []
        try:
            reader = await request.multipart()
            while (part := await reader.next()) is not None:
                if isinstance(part, BodyPartReader) and part.name == "files":
                    content = await _content(part)
                    if content:
                        files.append(await self._checked(content, len(files) + 1))
        except ValueError:
            raise Refused("kind", 400) from None
        if not files:
            raise Refused("none", 400)
        return files

    async def _checked(self, content: bytes, number: int) -> Upload:
        if number > MOST_FILES:
            raise Refused("many", 413)
        file = upload_of(content, number)
        if file is None:
            raise Refused("kind", 415)
        if not await self._scanner.is_clean(content):
            raise Refused("malware", 422)
        return file

    def _link(self, request: web.Request) -> tuple[UploadLink, Municipality]:
        link = self._links.read(request.match_info["token"], self._clock.now())
        if link is None:
            raise web.HTTPNotFound
        return link, self._pages.place(link.municipality)

    def _page(
        self,
        request: web.Request,
        place: Municipality,
        link: UploadLink,
        kind: str,
        status: int = 200,
    ) -> web.Response:
        return self._pages.page(
            request,
            "upload.html",
            place,
            status,
            kind=kind,
            own=link.channel == CHANNEL,
            most_files=MOST_FILES,
            most_megabytes=MOST_BYTES // (1024 * 1024),
        )


async def _content(part: BodyPartReader) -> bytes:
    content = bytearray()
    while piece := await part.read_chunk():
        content += piece
        if len(content) > MOST_BYTES:
            raise Refused("big", 413)
    return bytes(content)
