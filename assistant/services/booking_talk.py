"""What goes into a booking conversation and what comes out of it."""

from __future__ import annotations

from dataclasses import dataclass

from assistant.domain.booking.draft import Draft, Task
from assistant.domain.conversation import Reply


@dataclass(frozen=True)
class Said:
    """One message of a resident. `choice` is what a pressed button stands for, or empty; `task`
    what the resident wants to begin, or None; `details_key` where the details are kept that were
    in the message; `contact_id` the verified address that it came from, or empty.
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
