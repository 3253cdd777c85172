"""One line per question: what was answered, and which topic that is. Judging comes after."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import yaml

from tools.evaluate.drive import Exchange
from tools.evaluate.judge import NO_ECHO, repeats_number

MAX_TOPICS = 3
CHOOSE = "choose_answer"
# Intents that say how a message was read, not what it is about.
READINGS = {"", "faq", "referral", "crisis", "life_event", "several_questions", CHOOSE,
            "nlu_fallback"}  # fmt: skip
OPENS_ARTICLE = {CHOOSE, "life_event"}
# "None of these" under "Bedoelt u ...?" offers nothing.
NO_OFFER = {"deny"}
OTHER_LANGUAGE = "speak_other_language"


class Topics:
    """Which topic an article or an intent belongs to."""

    def __init__(self, table: Mapping[str, Iterable[str]]) -> None:
        self._topic = {str(name): topic for topic, names in table.items() for name in names}

    @classmethod
    def load(cls, path: Path) -> Topics:
        """From `tests/nlu/topics.yml`."""
        return cls(yaml.safe_load(path.read_text(encoding="utf-8")))

    def of(self, names: Iterable[str]) -> list[str]:
        """Their topics in order, each once; names without a topic are left out."""
        return list(dict.fromkeys(self._topic[name] for name in names if name in self._topic))


def result_line(
    item: Mapping[str, Any],
    exchange: Exchange,
    answer: Mapping[str, Any] | None,
    topics: Topics,
    log: str = "",
) -> dict[str, Any]:
    """`answer` is what the engine kept of the turn; None where the engine was not asked."""
    understanding = (answer or {}).get("understanding") or {}
    intent = str(understanding.get("intent") or "").partition("/")[0]
    final = [said for said in exchange.said if said.final]
    outcome = outcome_of([said.outcome for said in final])
    # What stands behind the buttons of a choice was offered, not answered.
    answered = [said for said in final if said.outcome != "choice"]
    articles = list(dict.fromkeys(slug for said in answered for slug in said.articles))
    payloads = [
        choice["payload"]
        for reply in (answer or {}).get("replies") or ()
        for choice in reply.get("choices") or ()
    ]
    line = {
        "id": item["id"],
        "replies": [said.text for said in exchange.said],
        "buttons": [title for said in final for _, title in said.choices],
        "intent": intent,
        "articles": articles,
        "outcome": outcome,
        "topics": topics.of(subjects(outcome, intent, articles, payloads))[:MAX_TOPICS],
        "confidence": round(float(understanding.get("confidence") or 0.0), 4),
        "ms": exchange.ms,
    }
    if exchange.error:
        line["error"] = exchange.error
    if item.get("expect") in NO_ECHO:
        line["number_in_log"] = bool(repeats_number(str(item["text"]), log))
    return line


def outcome_of(outcomes: Sequence[str]) -> str:
    """Of a turn with several replies the first that did something; nothing said is a fallback."""
    if not outcomes:
        return "fallback"
    return next((outcome for outcome in outcomes if outcome != "smalltalk"), "smalltalk")


def subjects(
    outcome: str, intent: str, articles: Sequence[str], payloads: Sequence[str]
) -> list[str]:
    """The articles and intents that were really given, then those offered as choices, best first.

    Below an answer the sections of the same article and the way to a human are follow-ups, no
    other readings; what remains there is "Of gaat uw vraag hierover?".
    """
    offered = [name for name in map(payload_subject, payloads) if name and name not in NO_OFFER]
    if outcome == "choice" or (intent == OTHER_LANGUAGE and offered and not articles):
        return offered[:MAX_TOPICS]
    if outcome == "fallback":
        return []
    given = [*articles, *([] if intent in READINGS else [intent])]
    return [*given, *(name for name in offered if name not in {*given, "request_human"})]


def payload_subject(payload: str) -> str:
    """What a button stands for: the slug of its article, else its intent.

    Empty for "Nu regelen" below an answer: that is about what was answered, and no other reading.
    """
    name, brace, rest = payload.removeprefix("/").partition("{")
    if name == "start_edienst" and "choice" in rest:
        return ""
    if name not in OPENS_ARTICLE or not brace:
        return name
    return str(json.loads(brace + rest).get("article", ""))
