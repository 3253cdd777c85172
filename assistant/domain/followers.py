"""Who wants to hear what becomes of a zaak."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class Follower:
    """One conversation that follows one zaak, until a moment. `zaak` is its address at the case
    system; `contact_id` is empty where messages are fetched."""

    zaak: str
    conversation_id: str
    municipality: str
    channel: str
    contact_id: str
    until: datetime
