"""Teams at the desk: what each knows, and when it is there."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from assistant.domain.articles import Article


@dataclass(frozen=True)
class Team:
    """`name` is what residents and colleagues read. `knows` are subjects: slugs of articles, or the
    owner that stands in them. `hours` maps ISO weekday names to ranges, as those of a municipality;
    empty: whenever somebody of it is there."""

    key: str
    name: str
    knows: frozenset[str] = frozenset()
    hours: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def understands(self, article: Article) -> bool:
        """Whether this is its subject."""
        return article.slug in self.knows or article.owner in self.knows
