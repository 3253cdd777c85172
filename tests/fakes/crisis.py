"""Knows one word of danger."""

from __future__ import annotations

from assistant.domain.conversation import Outcome, Reply
from assistant.ports.crisis import CrisisPort


class FakeCrisis(CrisisPort):
    def match(self, text: str) -> Reply | None:
        if "zelfmoord" in text:
            return Reply("crisis: bel **113**", Outcome.REFERRAL)
        return None
