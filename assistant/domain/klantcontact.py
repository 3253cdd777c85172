"""A contact between a resident and the municipality, as its contact register keeps it.

Names and sizes follow the national Klantinteracties API: a *klantcontact* is "contact tussen een
klant of een vertegenwoordiger van een klant en de gemeente".
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from assistant.domain.callbacks import Callback, Stage
from assistant.domain.conversation import Outcome
from assistant.domain.dutch.agenda_text import DUTCH_TIME
from assistant.domain.handover import Ending, Handover
from assistant.domain.transcript import Author, Message, Stretch

KANAAL_MAX = 50
ONDERWERP_MAX = 200
INHOUD_MAX = 1000


class Reason(StrEnum):
    """Why a conversation is brought to the staff's attention. The values stand in the register."""

    NOT_UNDERSTOOD = "niet_begrepen"
    HUMAN_REQUESTED = "mens_gevraagd"
    APPOINTMENT_UNCERTAIN = "afspraak_onzeker"


# Read by staff in their register, never by residents.
_HELPED = {Outcome.ANSWER, Outcome.FLOW, Outcome.REFERRAL}
_NOT_HELPED = {Outcome.FALLBACK, Outcome.HANDOVER}
_TALKED = "Gesprek met Balie"
_NOT_LATER = "Bel niet later dan"
_PROMISED = "Terugbelverzoek"
_CALLED = "Teruggebeld"
_HANDLED = "Gesprek met een medewerker"
_ONDERWERPEN: Mapping[Reason, str] = {
    Reason.NOT_UNDERSTOOD: "Vraag niet beantwoord door Balie",
    Reason.HUMAN_REQUESTED: "Inwoner vraagt om een medewerker",
    Reason.APPOINTMENT_UNCERTAIN: "Kijk of deze afspraak is gemaakt en vertel het de inwoner",
}


@dataclass(frozen=True)
class Klantcontact:
    """One entry. Holds no personal data: its text was masked when it came in.

    `reference` is ours and unique: the same reference is the same klantcontact.
    `indicatie_contact_gelukt` says whether the resident was helped; None where nobody knows.
    `taal` is an ISO 639-2 code.
    """

    reference: str
    kanaal: str
    onderwerp: str
    inhoud: str
    plaatsgevonden_op: datetime
    indicatie_contact_gelukt: bool | None = None
    taal: str = "nld"
    vertrouwelijk: bool = False
    metadata: Mapping[str, str] = field(default_factory=dict)


def unanswered_klantcontact(
    *,
    reference: str,
    kanaal: str,
    municipality: str,
    reason: Reason,
    questions: Sequence[str],
    topic: str,
    at: datetime,
) -> Klantcontact:
    """The entry for questions that Balie could not answer, or for a resident who wants a human."""
    return _entry(
        reference,
        kanaal,
        (_ONDERWERPEN[reason], topic),
        [question.strip() for question in questions],
        at,
        helped=False,
        metadata={"gemeente": municipality, "reden": reason.value},
    )


def talked_klantcontact(stretch: Stretch, said: Sequence[Message], kanaal: str) -> Klantcontact:
    """The entry for what a resident and Balie said to each other. It helped where there was an
    answer, and did not where there was none or a human was asked for."""
    replies = [one.reply for one in said if one.reply]
    outcomes = {reply.outcome for reply in replies}
    topics = [slug for reply in replies for slug in reply.articles]
    questions = [one.text for one in said if one.author is Author.RESIDENT]
    helped = True if outcomes & _HELPED else (False if outcomes & _NOT_HELPED else None)
    return _entry(
        f"{stretch.conversation.id}:tot:{stretch.last}",
        kanaal,
        (_TALKED, *topics[:1]),
        questions,
        said[0].at,
        helped=helped,
        metadata={"gemeente": stretch.conversation.municipality},
    )


def handled_klantcontact(
    handover: Handover, ending: Ending, kanaal: str, at: datetime
) -> Klantcontact:
    """The entry for a resident with whom a human spoke."""
    packet = handover.packet
    return _entry(
        f"{handover.conversation_id}:{handover.id}",
        kanaal,
        (_HANDLED, packet.article),
        packet.questions,
        handover.accepted_at or at,
        helped=ending in (Ending.SOLVED, Ending.GIVEN_BACK, Ending.REFERRED),
        metadata={
            "gemeente": handover.municipality,
            "reden": packet.why.value,
            "afloop": ending.value,
        },
    )


def promised_klantcontact(callback: Callback) -> Klantcontact:
    """The entry for a promise to call, which a task belongs to."""
    packet = callback.packet
    return _entry(
        f"{callback.conversation_id}:{callback.id}:belofte",
        callback.channel,
        (_PROMISED, packet.article),
        packet.questions,
        callback.asked_at,
        metadata={"gemeente": callback.municipality, "reden": packet.why.value},
    )


def task_explained(callback: Callback) -> str:
    """What who calls must know."""
    return f"{_NOT_LATER} {callback.due.astimezone(DUTCH_TIME):%d-%m-%Y %H:%M}."


def called_klantcontact(
    callback: Callback, stage: Stage, kanaal: str, at: datetime
) -> Klantcontact:
    """The entry for a call that was promised."""
    packet = callback.packet
    return _entry(
        f"{callback.conversation_id}:{callback.id}",
        kanaal,
        (_CALLED, packet.article),
        packet.questions,
        at,
        helped=stage is Stage.DONE,
        metadata={
            "gemeente": callback.municipality,
            "reden": packet.why.value,
            "afloop": stage.value,
        },
    )


def _entry(
    reference: str,
    kanaal: str,
    onderwerp: Sequence[str],
    inhoud: Sequence[str],
    at: datetime,
    *,
    metadata: Mapping[str, str],
    helped: bool | None = None,
) -> Klantcontact:
    """One entry, no longer than the register takes. What is empty is left out."""
    return Klantcontact(
        reference=reference,
        kanaal=shorten(kanaal, KANAAL_MAX),
        onderwerp=shorten(": ".join(filter(None, onderwerp)), ONDERWERP_MAX),
        inhoud=shorten("\n\n".join(filter(None, inhoud)), INHOUD_MAX),
        plaatsgevonden_op=at,
        indicatie_contact_gelukt=helped,
        metadata=metadata,
    )


def shorten(text: str, length: int) -> str:
    """The text, cut with an ellipsis where it is longer than the register takes."""
    return text if len(text) <= length else text[: length - 1].rstrip() + "…"
