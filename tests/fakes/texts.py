"""Texts that are their own key, so that tests assert no prose."""

from __future__ import annotations

from assistant.ports.texts import TextsPort


class FakeTexts(TextsPort):
    def text(self, key: str, municipality: str, **values: str) -> str:
        return f"{key} ({municipality})"
