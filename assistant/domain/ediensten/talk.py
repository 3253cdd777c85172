"""What goes in and what comes out of the conversation about an eDienst."""

from __future__ import annotations

from dataclasses import dataclass

from assistant.domain.conversation import Reply
from assistant.domain.ediensten.form import Form


@dataclass(frozen=True)
class Said:
    """One message. `article` is the slug of what it is about, where it names something; `pressed`
    what a button stands for; `begins`: the resident wants to begin an eDienst; `logged_in`: the
    browser came back from logging in."""

    id: str
    conversation_id: str
    municipality: str
    channel: str
    contact_id: str = ""
    text: str = ""
    article: str = ""
    pressed: str = ""
    begins: bool = False
    logged_in: bool = False


@dataclass(frozen=True)
class Step:
    """What Balie says, and the form from here on (None: over). No reply: there is no such eDienst
    here, and the resident is told where to go."""

    reply: Reply | None = None
    form: Form | None = None
