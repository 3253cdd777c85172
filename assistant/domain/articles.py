"""The answer library as the rest of Balie sees it: articles, sections and follow-ups."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from assistant.domain.conversation import Source

LEAD = "algemeen"
"""Anchor of the introduction of an article: the questions under it are about the whole subject."""


class Kind(StrEnum):
    """What an article does; also the Rasa retrieval intent its questions train."""

    FAQ = "faq"
    REFERRAL = "referral"
    CRISIS = "crisis"
    LIFE_EVENT = "life_event"


@dataclass(frozen=True)
class Section:
    """One heading of an article with the text below it; readable on its own."""

    anchor: str
    heading: str
    text: str


@dataclass(frozen=True)
class Step:
    """One thing to arrange at a life event. `article` and `section` tell how; `when` is a text."""

    title: str
    text: str
    when: str
    article: str
    section: str = LEAD


@dataclass(frozen=True)
class Article:
    """One answer. `lead` and section texts are Markdown, perhaps with `{{facts}}` still in them.

    Only a life event has `steps`, in the order in which they are best taken.
    """

    slug: str
    kind: Kind
    title: str
    lead: str
    upl: str = ""
    owner: str = ""
    sections: tuple[Section, ...] = ()
    questions: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    terms: tuple[str, ...] = ()
    related: tuple[str, ...] = ()
    actions: tuple[str, ...] = ()
    sources: tuple[Source, ...] = ()
    patterns: tuple[str, ...] = ()
    steps: tuple[Step, ...] = ()
    priority: int = 9
    path: str = ""

    @property
    def intent(self) -> str:
        """Name of the intent in training data, e.g. `faq/paspoort`."""
        return f"{self.kind}/{self.slug}"

    def section(self, anchor: str) -> Section | None:
        """The section with this anchor, or None (also for `algemeen`)."""
        return next((s for s in self.sections if s.anchor == anchor), None)
