"""From the answers of an eDienst to what the system of the municipality gets."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from assistant.domain.ediensten.answer import NO
from assistant.domain.ediensten.answers import handed_in
from assistant.domain.ediensten.declaration import EDienst, Kind
from assistant.domain.places import Spot
from assistant.domain.zaken import NewZaak

SUMMARY_LENGTH, EXPLANATION_LENGTH = 80, 1000


def new_zaak(
    edienst: EDienst, answers: Mapping[str, str], key: str, at: datetime, channel: str
) -> NewZaak:
    """What was told. Who hands it in, what was sent along and what was paid is added to it."""
    given = {f: handed_in(f, answers[f.key]) for f in edienst.fields if f.key in answers}
    told = "\n".join(f"{field.label}: {value}" for field, value in given.items())
    spots = [Spot.from_text(answers[field.key]) for field in given if field.kind is Kind.SPOT]
    return NewZaak(
        key=key,
        zaaktype=edienst.zaaktype,
        at=at,
        summary=edienst.title[:SUMMARY_LENGTH],
        explanation=told[:EXPLANATION_LENGTH],
        channel=channel,
        properties={field.property: value for field, value in given.items() if field.property},
        spot=spots[0] if spots else None,
    )


def sends_files(edienst: EDienst, answers: Mapping[str, str]) -> bool:
    """Whether files come along."""
    return any(
        answers.get(field.key, NO) != NO for field in edienst.fields if field.kind is Kind.UPLOAD
    )
