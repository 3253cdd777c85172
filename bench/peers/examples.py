"""What every peer gets: the training sentences with their labels, and what articles say."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from rasa.shared.nlu.constants import INTENT, INTENT_RESPONSE_KEY, TEXT
from rasa.shared.nlu.training_data.loading import load_data

from assistant.domain.articles import LEAD, Article
from assistant.settings import ROOT
from nlu.importer import LIBRARY, library_training_data


@dataclass(frozen=True)
class Example:
    """One sentence as it was typed. `label` is an intent or an article (`faq/paspoort`)."""

    text: str
    label: str
    section: str = LEAD


def training_sentences() -> list[Example]:
    """All that the classifier learns from, in the order of the files."""
    data = load_data(str(ROOT / "data" / "nlu"), "nl").merge(library_training_data(LIBRARY))
    return [
        Example(
            str(example.get(TEXT)),
            str(example.get(INTENT_RESPONSE_KEY) or example.get(INTENT)),
            str((example.get("metadata") or {}).get("section", LEAD)),
        )
        for example in data.intent_examples
        if example.get(TEXT)
    ]


def passages(articles: Iterable[Article]) -> list[Example]:
    """The texts of the articles, a section each."""
    return [
        Example(text, article.intent, anchor)
        for article in articles
        for anchor, text in [
            (LEAD, f"{article.title}. {article.lead}"),
            *((s.anchor, f"{article.title}: {s.heading} {s.text}") for s in article.sections),
        ]
    ]
