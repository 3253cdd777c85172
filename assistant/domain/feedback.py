"""What a resident thought of one answer."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class Feedback:
    """A thumb up (`helpful`) or down for the message with this number, and why, already masked.

    A resident may change it: there is one for each message, the last one.
    """

    conversation_id: str
    sequence: int
    helpful: bool
    text: str
    at: datetime
