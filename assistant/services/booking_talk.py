"""What goes into a booking conversation, what is at hand while it is read, and what comes out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from assistant.domain.booking.catalogue import Catalogue
from assistant.domain.booking.draft import Draft, Task
from assistant.domain.booking.facts import Facts
from assistant.domain.conversation import Reply
from assistant.services.booking_choices import Chosen

MOST_FAILURES = 3
"""Answers in a row that do not help before Balie shows another way."""
KEPT_FOR = timedelta(hours=4)
"""How long what a resident told of himself is kept for an appointment that is not made yet."""


@dataclass(frozen=True)
class Said:
    """One message of a resident. `choice` is what a pressed button stands for, or empty; `task`
    what the resident wants to begin, or None; `details_key` where the details are kept that were
    in the message; `contact_id` the verified address that it came from, or empty; `article` what
    was talked about before (a slug), or empty.
    """

    id: str
    conversation_id: str
    municipality: str
    channel: str
    text: str = ""
    choice: str = ""
    task: Task | None = None
    contact_id: str = ""
    details_key: str = ""
    article: str = ""


@dataclass(frozen=True)
class Turn:
    """One message, read. `before` is the draft as it was."""

    said: Said
    before: Draft
    facts: Facts
    pressed: Chosen
    catalogue: Catalogue

    @property
    def place(self) -> str:
        """The municipality."""
        return self.said.municipality

    @property
    def yes(self) -> bool:
        return self.facts.yes or self.pressed.yes

    @property
    def no(self) -> bool:
        return self.facts.no or self.pressed.no

    def key(self, draft: Draft) -> str:
        """Where the details of a draft are kept, and the beginning of the key of its order."""
        return f"{self.said.conversation_id}:{draft.id}"

    def leaves(self, draft: Draft) -> bool:
        """Whether `draft` is what was read back: then a yes is about exactly this."""
        before, facts = self.before, self.facts
        return (
            before.start is not None
            and before.start == draft.start
            and before.products == draft.products
            and before.people == draft.people
            and before.method is draft.method
            and before.location == draft.location
            and not (facts.name or facts.told or facts.birth_date)
        )

    def helped(self, draft: Draft) -> bool:
        """Whether the message brought the draft any further."""
        before = self.before
        changed = (before.products, before.people, before.method, before.location) != (
            draft.products, draft.people, draft.method, draft.location
        )  # fmt: skip
        return bool(
            changed
            or before.wishes != draft.wishes
            or before.start != draft.start
            or before.told != draft.told
            or self.pressed.something
        )


@dataclass(frozen=True)
class Step:
    """What Balie says, and the draft from here on (None: the subject is closed).

    `subject` is the article about what the appointment is for, for questions in between;
    `as_asked` says that the places in it are those that were asked for.
    """

    reply: Reply
    draft: Draft | None = None
    subject: str = ""
    as_asked: bool = False
