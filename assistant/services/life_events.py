"""Checklists at life events: what is to be done, what is done, and what comes next."""

from __future__ import annotations

from collections.abc import Iterable

from assistant.domain.articles import Kind, Step
from assistant.domain.life_events import Checklist, Item
from assistant.errors import ArticleNotFound
from assistant.ports.library import LibraryPort


class LifeEventService:
    """Reads the steps of a life event from the library; what is done is told to it each time."""

    def __init__(self, library: LibraryPort) -> None:
        self._library = library

    def checklist(self, slug: str, municipality: str, done: Iterable[str] = ()) -> Checklist:
        """The steps of one life event; those of which the id is in `done` are done.

        Raises:
            ArticleNotFound: there is no such life event, or its file is broken.
        """
        article = self._library.article(slug, municipality)
        if article.kind is not Kind.LIFE_EVENT:
            raise ArticleNotFound(slug)
        ids = set(done)
        return Checklist(
            slug,
            article.title,
            tuple(
                Item(step_id(slug, step), number, step, step_id(slug, step) in ids)
                for number, step in enumerate(article.steps, 1)
            ),
        )

    def titles(self, municipality: str) -> tuple[str, ...]:
        """Titles of all life events that have a checklist, as this municipality shows them."""
        slugs = [a.slug for a in self._library.articles() if a.kind is Kind.LIFE_EVENT]
        return tuple(self._library.article(slug, municipality).title for slug in slugs)


def step_id(slug: str, step: Step) -> str:
    """A step is known by what it links to, so that an editor may move or rewrite it."""
    return f"{slug}/{step.article}/{step.section}"


def done_payload(item: Item) -> str:
    """What a button that marks this step as done sends."""
    return f'/mark_step_done{{"step": "{item.id}"}}'
