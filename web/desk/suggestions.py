"""Answers for what a resident said last: by the model that Balie answers with."""

from __future__ import annotations

from collections.abc import Sequence

from aiohttp import web

from assistant.domain.articles import Article, Kind
from assistant.domain.conversation import Suggestion
from assistant.domain.staff import Role, Staff
from assistant.domain.transcript import Author, Message
from assistant.errors import EngineUnavailable, NotFound
from assistant.ports.engine import EnginePort
from assistant.ports.library import LibraryPort
from assistant.services.desk import DeskService
from connectors.channels.pipeline import Pipeline
from web.desk.bodies import answer
from web.desk.canned import CannedAnswers
from web.desk.guard import Route

MOST = 4
LEAST = 0.1
"""What is less likely than this is not worth the room."""
LOOKED_AT = 3


class SuggestionPages:
    """Where the model is away: by words, as staff look for one themselves."""

    def __init__(
        self,
        desk: DeskService,
        engine: EnginePort,
        library: LibraryPort,
        canned: CannedAnswers,
        pipeline: Pipeline,
    ) -> None:
        self._desk = desk
        self._engine = engine
        self._library = library
        self._canned = canned
        self._pipeline = pipeline

    def routes(self) -> tuple[Route, ...]:
        """The one."""
        path = "/gesprekken/{handover}/voorstellen"
        return (Route("GET", path, Role.AGENT, self.show),)

    async def show(self, request: web.Request, staff: Staff) -> web.StreamResponse:
        """The likeliest answers, each ready to send."""
        handover = await self._desk.see(staff, request.match_info["handover"])
        place = handover.municipality
        said = asked(await self._pipeline.service.transcript(handover.conversation_id))
        shown: list[dict[str, str]] = []
        try:
            for text in said:
                shown = shown or self._shown(await self._engine.suggest(text, place), place)
        except EngineUnavailable:
            shown = self._canned.find(" ".join(said[:1]), place)
        return answer({"answers": shown})

    def _shown(self, found: Sequence[Suggestion], municipality: str) -> list[dict[str, str]]:
        shown = []
        for one in found:
            try:
                article = self._library.article(one.slug, municipality)
            except NotFound:
                continue
            if one.confidence >= LEAST and article.kind in (Kind.FAQ, Kind.REFERRAL):
                shown.append({"slug": one.slug, **_part(article, one.section)})
        return shown[:MOST]


def asked(messages: Sequence[Message]) -> list[str]:
    """What the resident typed last, the last first: "ja" or "een mens graag" has no answer, and
    what came before it has."""
    typed = [one.text for one in messages if one.author is Author.RESIDENT]
    return [text for text in reversed(typed) if text][:LOOKED_AT]


def _part(article: Article, anchor: str) -> dict[str, str]:
    section = article.section(anchor)
    if section is None:
        return {"title": article.title, "text": article.lead}
    return {"title": f"{article.title}: {section.heading}", "text": section.text}
