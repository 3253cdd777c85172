"""Turns an article of the library into a reply."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from assistant.domain.articles import LEAD, Article, Kind
from assistant.domain.conversation import Choice, Link, Outcome, Reply, Source
from assistant.domain.ediensten.declaration import EDienst
from assistant.domain.municipality import Municipality
from assistant.errors import ArticleNotFound
from assistant.ports.ediensten import EDienstenPort
from assistant.ports.library import LibraryPort
from assistant.ports.municipalities import MunicipalitiesPort
from assistant.ports.texts import TextsPort

MAX_CHOICES = 3
"""More than three buttons is a menu, not an answer."""

MAX_SOURCES = 2

HUMAN_FIRST = "human_first"
"""What an article has among its actions that is about money, debt, care, grief or safety."""

OUTCOMES = {
    Kind.FAQ: Outcome.ANSWER,
    Kind.REFERRAL: Outcome.REFERRAL,
    Kind.CRISIS: Outcome.REFERRAL,
    Kind.LIFE_EVENT: Outcome.ANSWER,
}


@dataclass(frozen=True)
class Question:
    """One recognised question: which article, and which section answers it.

    `also` is a second section to show, where two answer it about as well.
    """

    slug: str
    section: str = LEAD
    also: str = ""


class AnswerService:
    """Answers from the library only; it never writes text of its own."""

    def __init__(
        self,
        library: LibraryPort,
        municipalities: MunicipalitiesPort,
        texts: TextsPort,
        ediensten: EDienstenPort,
    ) -> None:
        self._library = library
        self._municipalities = municipalities
        self._texts = texts
        self._ediensten = ediensten

    def answer(self, question: Question, municipality: str) -> Reply:
        """The article, or the one section that was asked for, with what to ask or do next.

        Raises:
            ArticleNotFound: no such article, or its file is broken.
        """
        article = self._library.article(question.slug, municipality)
        place = self._municipalities.get(municipality)
        shown = {question.section, question.also} - {""}
        text, human = _text(article, shown), HUMAN_FIRST in article.actions
        if human:
            text = f"{self._texts.text('utter_human_first', municipality)}\n\n{text}"
        return Reply(
            text=text,
            outcome=OUTCOMES[article.kind],
            choices=self._follow_ups(article, shown, municipality),
            links=self._links(article, place),
            sources=_sources(article, place),
            articles=(article.slug,),
        )

    def choices(self, slugs: Iterable[str], municipality: str) -> tuple[Choice, ...]:
        """Buttons for articles that the resident may have meant; unknown ones are left out."""
        buttons = []
        for slug in slugs:
            try:
                article = self._library.article(slug, municipality)
            except ArticleNotFound:
                continue
            buttons.append(Choice(article.title, _whole(article)))
        return tuple(buttons[:MAX_CHOICES])

    def title(self, slug: str, municipality: str) -> str:
        """Title of an article, or an empty string when there is none."""
        try:
            return self._library.article(slug, municipality).title
        except ArticleNotFound:
            return ""

    def is_sensitive(self, slug: str, municipality: str) -> bool:
        """Whether a human is offered before the answer."""
        try:
            return HUMAN_FIRST in self._library.article(slug, municipality).actions
        except ArticleNotFound:
            return False

    def begin(self, key: str, municipality: str) -> tuple[Choice, ...]:
        """The button that begins an eDienst; nothing where it cannot be handed in here."""
        edienst = self._ediensten.ediensten(municipality).get(key)
        return (begin_button(self._texts, edienst, municipality),) if edienst else ()

    def _follow_ups(
        self, article: Article, shown: set[str], municipality: str
    ) -> tuple[Choice, ...]:
        if article.kind is Kind.CRISIS:
            return ()
        sections = [s for s in article.sections if s.anchor not in shown]
        buttons = [Choice(s.heading, answer_payload(article.slug, s.anchor)) for s in sections]
        if not _shows_lead(article, shown) and article.sections:
            buttons.insert(0, Choice(article.title, answer_payload(article.slug, LEAD)))
        edienst = self._ediensten.ediensten(municipality).about([article.slug])
        if edienst is not None:
            buttons.insert(0, begin_button(self._texts, edienst, municipality))
        buttons = buttons[:MAX_CHOICES]
        human = Choice(
            self._texts.text("utter_button_request_human", municipality), "/request_human"
        )
        if HUMAN_FIRST in article.actions:
            return (human, *buttons)
        return (*buttons, human) if "request_human" in article.actions else tuple(buttons)

    def _links(self, article: Article, place: Municipality) -> tuple[Link, ...]:
        pages = {
            "make_appointment": place.appointment_page,
            "report_public_space": place.report_page,
            "start_edienst": place.facts.get(f"link_{article.slug.replace('-', '_')}", ""),
        }
        return tuple(
            Link(self._texts.text(f"utter_button_{action}", place.slug), pages[action])
            for action in article.actions
            if pages.get(action)
        )


def begin_button(texts: TextsPort, edienst: EDienst, municipality: str) -> Choice:
    """What begins an eDienst."""
    title = texts.text("utter_button_edienst_begin", municipality)
    return Choice(title, f'/start_edienst{{"choice": "{edienst.key}"}}')


def combine(replies: Sequence[Reply]) -> Reply:
    """Several answers in one reply, each kept whole, with the follow-ups of the first."""
    first = replies[0]
    return Reply(
        text="\n\n".join(reply.text for reply in replies),
        outcome=first.outcome,
        choices=first.choices,
        links=tuple(dict.fromkeys(link for reply in replies for link in reply.links)),
        sources=tuple(dict.fromkeys(source for reply in replies for source in reply.sources)),
        articles=tuple(slug for reply in replies for slug in reply.articles),
    )


def _shows_lead(article: Article, shown: set[str]) -> bool:
    """An anchor that the article does not have stands for its introduction."""
    return any(article.section(anchor) is None for anchor in shown)


def _text(article: Article, shown: set[str]) -> str:
    """The introduction and the sections in `shown`, in the order of the article."""
    parts = [article.lead] if _shows_lead(article, shown) else []
    parts += [f"**{s.heading}**\n\n{s.text}" for s in article.sections if s.anchor in shown]
    return "\n\n".join(parts)


def _sources(article: Article, place: Municipality) -> tuple[Source, ...]:
    """The sources that say most to this resident: the own municipality, then national bodies."""
    if article.kind not in (Kind.FAQ, Kind.LIFE_EVENT):
        return ()

    def distance(source: Source) -> int:
        if place.website and _host(place.website) == _host(source.url):
            return 0
        return 2 if source.title.lower().startswith("gemeente ") else 1

    return tuple(sorted(article.sources, key=distance)[:MAX_SOURCES])


def _host(url: str) -> str:
    return (urlsplit(url).hostname or "").removeprefix("www.")


def _whole(article: Article) -> str:
    """What a button for the whole subject sends: a life event is answered with its checklist."""
    if article.kind is Kind.LIFE_EVENT:
        return f'/life_event{{"article": "{article.slug}"}}'
    return answer_payload(article.slug, LEAD)


def answer_payload(slug: str, section: str) -> str:
    """What a button that gives a section of an article sends."""
    return f'/choose_answer{{"article": "{slug}", "section": "{section}"}}'
