"""Residents to whom answers are brought: by WhatsApp and SMS nobody fetches them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from assistant.domain.transcript import Message


@dataclass(frozen=True)
class Contact:
    """One address of a resident on one line of a municipality.

    `id` follows from both and tells neither. `conversation_id` is the conversation that this
    resident is in now. `stopped`: asked to hear nothing more.
    """

    id: str
    channel: str
    line: str
    address: str
    municipality: str
    conversation_id: str
    heard_at: datetime
    stopped: bool = False


@dataclass(frozen=True)
class Outgoing:
    """A message of Balie on its way to a contact. `attempts` counts this one too, from 1."""

    id: int
    contact: Contact
    message: Message
    attempts: int
