"""What a packet tells staff, in words they know. All of it is from the conversation itself."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from assistant.domain.ediensten.answers import shown
from assistant.domain.handover import Packet
from assistant.errors import NotFound
from assistant.ports.clock import ClockPort
from assistant.ports.ediensten import EDienstenPort
from assistant.ports.library import LibraryPort
from assistant.ports.personal_details import PersonalDetailsPort
from web.rendering import Renderer


@dataclass(frozen=True)
class Packets:
    """Titles instead of slugs, and the answers of an open eDienst from where they are sealed."""

    library: LibraryPort
    ediensten: EDienstenPort
    details: PersonalDetailsPort
    renderer: Renderer
    clock: ClockPort

    async def whole(self, packet: Packet, municipality: str) -> dict[str, Any]:
        """All of it.

        Raises:
            StorageUnavailable: nobody knows what was filled in.
        """
        edienst = self.ediensten.ediensten(municipality).get(packet.edienst)
        filled: list[dict[str, str]] = []
        if edienst and packet.form:
            now = self.clock.now()
            told = await self.details.get(packet.form, now)
            filled = [
                {"label": field.label, "value": shown(field, told[field.key], now.date())}
                for field in edienst.fields
                if field.key in told
            ]
        return {
            "summary": self.renderer.page(
                "desk_summary.html",
                packet=packet,
                about=self.title(packet.article, municipality),
                edienst=edienst,
                filled=len(filled),
            ),
            "questions": list(packet.questions),
            "shown": [self.title(slug, municipality) for slug in packet.shown],
            "edienst": edienst.title if edienst else "",
            "filled": filled,
            "appointment": packet.appointment,
            "zaken": list(packet.zaken),
            "guesses": packet.guesses,
            "mood": list(packet.mood),
            "language": packet.language,
            "login": packet.login,
        }

    def title(self, slug: str, municipality: str) -> str:
        """Of an article, as its residents read it."""
        try:
            return self.library.article(slug, municipality).title if slug else ""
        except NotFound:
            return slug
