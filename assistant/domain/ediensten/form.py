"""An eDienst that is being filled in: where it is. The answers themselves are kept elsewhere."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

MOST_SECONDS = 4 * 3600.0
"""After so long a silence it is over: so long the answers are kept."""
LONGEST_KEY = 40


class Stage(StrEnum):
    """What is asked now."""

    FIELD = "field"
    OFFER = "offer"
    """Whether its answer may be looked up."""
    LOOK_UP = "look_up"
    """The resident said yes to that; logging in is waited for."""
    CONFIRM = "confirm"
    """All was read back."""
    CHANGE = "change"
    """Which answer is to be changed."""
    HAND_IN = "hand_in"
    """The resident said yes; logging in, or the case system, is waited for."""

    @property
    def waits_for_login(self) -> bool:
        """Whether it goes on when somebody logged in."""
        return self in (Stage.LOOK_UP, Stage.HAND_IN)


@dataclass(frozen=True)
class Form:
    """`ask` is the key of the field that was asked, `failures` how often its answer was none. It
    holds nothing that the resident told, so it may be in a slot."""

    id: str
    edienst: str
    stage: Stage = Stage.FIELD
    ask: str = ""
    failures: int = 0

    def key(self, conversation_id: str) -> str:
        """Where its answers are kept."""
        return f"{conversation_id}:{self.id}"

    def zaak_key(self, conversation_id: str) -> str:
        """By which its zaak is found back: the same form makes one zaak."""
        digest = hashlib.sha256(f"edienst:{self.key(conversation_id)}".encode())
        return digest.hexdigest()[:LONGEST_KEY]

    def to_json(self) -> dict[str, Any]:
        """For a slot."""
        return {
            "id": self.id, "edienst": self.edienst, "stage": self.stage.value, "ask": self.ask,
            "failures": self.failures,
        }  # fmt: skip

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> Form:
        """The way back of `to_json`."""
        return cls(
            str(data["id"]), str(data["edienst"]), Stage(data["stage"]), str(data["ask"]),
            int(data["failures"]),
        )  # fmt: skip
