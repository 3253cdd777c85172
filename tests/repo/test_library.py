"""The answer library as promised. What one file must hold is for `make check-content`."""

from __future__ import annotations

import re

from assistant.domain.articles import Kind
from tests.repo.sources import ROOT, articles, domain, files, library, read_yaml, shown
from tests.repo.test_training_data import FROM_THE_LIBRARY, MADE_BY_THE_CLASSIFIER

MUNICIPALITIES = {"rotterdam", "utrecht", "tilburg"}
# A default that anyone can set differently, the measurements that name their subject, and the
# spelling alphabet, in which a city stands for U.
MAY_NAME_ONE = {
    "assistant/settings.py",
    "tools/evaluate/__main__.py",
    "assistant/domain/dutch/letters.py",
}


def test_there_are_enough_articles_over_enough_products() -> None:
    answers = [article for article in articles() if article.kind is Kind.FAQ]
    assert len(answers) >= 80
    assert len({article.upl for article in answers} - {"geen"}) >= 40


def test_every_file_of_the_library_can_be_read() -> None:
    assert [str(error) for error in library().broken] == []


def test_every_article_and_intent_belongs_to_a_topic_that_we_measure() -> None:
    topics = read_yaml(ROOT / "tests" / "nlu" / "topics.yml")
    mapped = {label for labels in topics.values() for label in labels}
    intents = set(domain()["intents"]) - FROM_THE_LIBRARY - MADE_BY_THE_CLASSIFIER
    assert mapped == {article.slug for article in articles()} | intents


def test_every_article_names_a_source_and_the_day_it_was_checked() -> None:
    without = [a.slug for a in articles() if not all(s.checked_on and s.url for s in a.sources)]
    assert without == []
    assert [a.slug for a in articles() if not a.sources] == []


def test_the_three_municipalities_are_there() -> None:
    assert set(library().slugs()) >= MUNICIPALITIES


def test_a_municipality_is_configuration_only() -> None:
    folder = ROOT / "kb" / "municipalities"
    kinds = {path.suffix for path in folder.rglob("*") if path.is_file()}
    assert kinds <= {".yml", ".md", ".txt"}
    names = re.compile("|".join(MUNICIPALITIES), re.IGNORECASE)
    code = files(suffixes={".py", ".js", ".html", ".css"})
    # NL Design System has a library that is called after a municipality.
    tokens = re.compile(r"--utrecht-[a-z-]+")
    texts = {shown(path): tokens.sub("", path.read_text(encoding="utf-8")) for path in code}
    naming = {path for path, text in texts.items() if names.search(text)}
    naming = {path for path in naming if not path.startswith(("tests/", "bench/"))}
    assert naming <= MAY_NAME_ONE


def test_no_national_text_names_a_municipality_that_uses_balie() -> None:
    names = re.compile(rf"\b(?:{'|'.join(MUNICIPALITIES)})\b", re.IGNORECASE)
    naming = {
        shown(path): found[0]
        for path in files(
            "kb/articles", "kb/referrals", "kb/crisis", "kb/life_events", "data/responses"
        )
        # Sources are named as they are; only what a resident reads must fit everywhere.
        if (found := names.findall(path.read_text(encoding="utf-8").split("\n---\n", 1)[-1]))
    }
    assert naming == {}
