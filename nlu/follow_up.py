"""When a message is read with the subject before it: "en voor mijn kind?" after a passport."""

from __future__ import annotations

from collections.abc import Collection, Sequence

import numpy as np

from assistant.domain.articles import Kind
from nlu.model import Probabilities

SMALL_TALK = frozenset({"greet", "thank", "goodbye", "affirm", "deny", "stop", "repeat"})
STEPS = frozenset({"mark_step_done", "ask_next_step"})
"""What is only said of a checklist that was shown."""
VAGUE = frozenset(
    {"start_edienst", "ask_zaak_status", "ask_capabilities", "ask_appointment", "ask_wellbeing",
     "make_appointment", "submit_document", "correct", "wait", "out_of_scope"}
)  # fmt: skip
"""What a question that leaves out its subject is mistaken for: "kan dat online?" """
SURE_WISH, SURE_ALONE, SURE_LEANING = 0.9, 0.95, 0.995
"""From here on a text is read without the subject before it: one that wants something done, one
that asks something, and one whose form leans on what came before. Measured on follow-ups and on
changes of subject: a keyword after another answer must not be taken for a follow-up."""
SURE_TALK, SURE_TALK_LEANING = 0.5, 0.8
"""The same for small talk: "dat is goed" is an answer, "wie mag dat doen" is not."""
RELATED, RELATED_LEANING = 0.4, 0.2
"""Least probability for the subject and its relatives before a follow-up is read in context."""
UNRELATED = 0.15
"""How much readings outside the subject still count in a follow-up."""


def stands_alone(labels: Sequence[str], scores: Probabilities, leans: bool) -> bool:
    """Whether a reading needs no subject from before. `leans`: its form says that it does."""
    best = int(scores.argmax())
    whole = np.array([_needs_no_subject(label) for label in labels])
    if scores[whole].sum() >= (SURE_TALK_LEANING if leans else SURE_TALK):
        return True
    if "/" in labels[best]:
        return bool(scores[best] >= (SURE_LEANING if leans else SURE_ALONE))
    return labels[best] not in VAGUE and bool(scores[best] >= SURE_WISH)


def with_subject(
    labels: Sequence[str],
    together: Probabilities,
    article: str,
    family: Collection[str],
    leans: bool,
) -> Probabilities | None:
    """What a text says after the subject `article`, from its reading `together` with it.

    None where the text has nothing to do with the subject or its `family`.
    """
    # From a checklist one goes on to one of its steps, not to the checklist again.
    again = np.array([label == f"{Kind.LIFE_EVENT}/{article}" for label in labels])
    scores = np.where(again, 0.0, together) / max(float(together[~again].sum()), 1e-9)
    related = np.array([label.partition("/")[2] in family for label in labels])
    if scores[related].sum() <= (RELATED_LEANING if leans else RELATED):
        return None
    scores = scores * np.where(related, 1.0, UNRELATED)
    return (scores / scores.sum()).astype(np.float32)


def _needs_no_subject(label: str) -> bool:
    """Whether a short text with this meaning needs no subject: "bedankt", "volgende stap"."""
    return label in SMALL_TALK | STEPS or label.startswith(f"{Kind.LIFE_EVENT}/")
