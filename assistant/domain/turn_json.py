"""Replies as plain JSON values: the one shape used on the wire and in the transcript."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from assistant.domain.conversation import Choice, Link, Outcome, Reply, Source, Turn, Understanding


def reply_to_json(reply: Reply) -> dict[str, Any]:
    """Without the fields that are empty."""
    data: dict[str, Any] = {"text": reply.text, "outcome": reply.outcome.value}
    if reply.choices:
        data["choices"] = [{"title": c.title, "payload": c.payload} for c in reply.choices]
    if reply.links:
        data["links"] = [{"title": link.title, "url": link.url} for link in reply.links]
    if reply.sources:
        data["sources"] = [
            {"title": s.title, "url": s.url, "checked_on": s.checked_on} for s in reply.sources
        ]
    if reply.articles:
        data["articles"] = list(reply.articles)
    if reply.speaker:
        data["speaker"] = reply.speaker
    return data


def reply_from_json(data: Mapping[str, Any]) -> Reply:
    """Raises KeyError, TypeError or ValueError where the shape is another."""
    return Reply(
        text=str(data["text"]),
        outcome=Outcome(data.get("outcome") or Outcome.SMALLTALK),
        choices=tuple(
            Choice(title=str(c["title"]), payload=str(c["payload"]))
            for c in data.get("choices") or ()
        ),
        links=tuple(
            Link(title=str(link["title"]), url=str(link["url"])) for link in data.get("links") or ()
        ),
        sources=tuple(
            Source(
                title=str(s["title"]), url=str(s["url"]), checked_on=str(s.get("checked_on") or "")
            )
            for s in data.get("sources") or ()
        ),
        articles=tuple(str(slug) for slug in data.get("articles") or ()),
        speaker=str(data.get("speaker") or ""),
    )


def turn_from_json(data: Mapping[str, Any]) -> Turn:
    """Raises KeyError, TypeError or ValueError where the shape is another, or nothing is said."""
    replies = tuple(reply_from_json(item) for item in data["replies"])
    if not replies:
        raise ValueError("a turn without replies")
    read = data.get("understanding") or {}
    return Turn(
        replies=replies,
        understanding=Understanding(
            intent=str(read.get("intent") or ""),
            confidence=float(read.get("confidence") or 0.0),
            ranking=tuple((str(name), float(value)) for name, value in read.get("ranking") or ()),
        ),
    )
