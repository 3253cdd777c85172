"""Is a text for residents at language level B1? The one place that says so.

No formula knows whether a text is clear. So there are two measures: `problems` names sentences
that an editor can change, and `score` is one number to compare texts and to see a trend.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from kb.plain_text import NAME, flesch_douma, plain, sentences, syllables, words
from kb.sentence_rules import RULES, Problem
from kb.word_lists import residents_words, word_lists

__all__ = ["B1", "HARD", "Problem", "problems", "score", "score_problem"]

B1 = 60.0
"""Flesch-Douma: 60 to 70 is 'normal' in the norms of Douma, what most adults read with ease."""
HARD = 45.0
"""Flesch-Douma: below this it is 'hard' in the norms of Douma."""
MIN_WORDS = 30
"""In fewer words the score is chance: one `gehandicaptenparkeerkaart` and a good text fails."""
MIN_SENTENCE = 6
MAX_LETTERS = 19
LONG_LETTERS = 16
_ABBREVIATION = re.compile(r"\b[A-Z]{2,6}[a-z]?\b")


def problems(text: str, explained_in: str = "") -> Iterator[Problem]:
    """Say what makes `text` (Markdown) harder than B1.

    `explained_in` is more text in which an abbreviation or a hard word may be explained,
    such as the rest of the article.
    """
    read = plain(text)
    around = f"{read}\n{plain(explained_in)}"
    for sentence in sentences(read):
        for rule in RULES:
            yield from rule(sentence)
        yield from _difficult_words(sentence, around)
        yield from _long_words(sentence, around)
    yield from _abbreviations(read, around)


def score(texts: Iterable[str]) -> float | None:
    """Flesch-Douma of these texts (Markdown) together; None when they are too short to say."""
    read = [word_lists().any_name.sub(NAME, plain(text)) for text in texts]
    if sum(len(words(text)) for text in read) < MIN_WORDS:
        return None
    return flesch_douma(read)


def score_problem(texts: Iterable[str], limit: float = B1) -> Problem | None:
    """The problem that these texts together score below `limit`, and what weighs most."""
    read = list(texts)
    value = score(read)
    if value is None or value >= limit:
        return None
    names = word_lists().any_name
    every = [sentence for text in read for sentence in sentences(plain(text))]
    # One long word alone is no sentence that can be written differently.
    whole = [sentence for sentence in every if len(words(sentence)) >= MIN_SENTENCE] or every
    hardest = min(whole, key=lambda sentence: flesch_douma([names.sub(NAME, sentence)]) or 0.0)
    found = {word.lower() for sentence in every for word in words(names.sub(NAME, sentence))}
    long = sorted(sorted(found), key=syllables, reverse=True)[:4]
    return Problem(
        hardest,
        f"leesbaarheid {value:.0f} (B1 is {B1:.0f} of meer)",
        f"Schrijf kortere zinnen, en waar het kan iets anders dan {', '.join(long)}.",
    )


def _difficult_words(sentence: str, around: str) -> Iterator[Problem]:
    lists = word_lists()
    open_text = lists.any_name.sub(NAME, sentence)
    for match in lists.any_blocked.finditer(open_text):
        easy = lists.blocked[match[0].lower()]
        yield Problem(sentence, f"moeilijk woord '{match[0]}'", f"Schrijf '{easy}'.")
    for match in lists.any_advised.finditer(open_text):
        if not _is_explained(match[0], around):
            easy = lists.advised[match[0].lower()]
            yield Problem(
                sentence,
                f"moeilijk woord '{match[0]}'",
                f"Schrijf '{easy}', of leg het uit.",
                blocks=False,
            )


def _abbreviations(here: str, around: str) -> Iterator[Problem]:
    known = word_lists().abbreviations
    first: dict[str, str] = {}
    for sentence in sentences(here):
        for short in _ABBREVIATION.findall(sentence) if not sentence.isupper() else ():
            first.setdefault(short, sentence)
    for short, sentence in first.items():
        if short in known or _is_explained(short, here):
            continue
        elsewhere = _is_explained(short, around)
        yield Problem(
            sentence,
            f"afkorting '{short}' {'alleen elders' if elsewhere else 'niet'} uitgelegd",
            f"Schrijf het voluit, met '({short})' erachter.",
            blocks=not elsewhere,
        )


def _long_words(sentence: str, around: str) -> Iterator[Problem]:
    allowed = word_lists().long_words
    for word in words(word_lists().any_name.sub(NAME, sentence)):
        for part in word.lower().split("-"):
            if len(part) < LONG_LETTERS or part in allowed or part in residents_words():
                continue
            if not _is_explained(part, around):
                yield Problem(
                    sentence,
                    f"lang woord '{word}' ({len(part)} letters)",
                    "Knip het in gewone woorden, of leg het uit: 'lang woord: wat het is'.",
                    blocks=len(part) > MAX_LETTERS,
                )


def _is_explained(term: str, text: str) -> bool:
    """`term (uitleg)`, `uitleg (term)`, `term: uitleg`, `een term is ...`, `dat heet een term`."""
    word = rf"(?<!\w){re.escape(term)}(?!\w)"
    return bool(
        re.search(
            rf"{word} ?\([^)]+ |\([^)]*{word}[^)]*\)|{word}:"
            rf"|{word},? (?:dat )?(?:betekent|staat voor)\b"
            rf"|{word},? (?:dat )?(?:is|zijn) (?:een|de|het|uw|alle|iets|dat|wat|wie)\b"
            rf"|\b(?:heet|heten|noemen|noemt)\b[^.]{{0,40}}{word}|{word} (?:heet|betekent)\b",
            text,
            re.IGNORECASE,
        )
    )
