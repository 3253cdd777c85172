"""What a resident says of a conversation with a human afterwards; each thing is asked once."""

from __future__ import annotations

import structlog

from assistant.domain.conversation import Choice, Outcome, Reply
from assistant.domain.handover import Handover, Verdict, Who
from assistant.errors import StorageUnavailable
from assistant.ports.handovers import HandoversPort
from assistant.ports.texts import TextsPort

log = structlog.get_logger(__name__)

SCORES = {"good": 3, "fair": 2, "bad": 1}
REMARK = "remark"
"""The resident presses that he has something to say of it."""
NO_REMARK = "no_remark"
MOST_TEXT = 1000


class VerdictService:
    """Whether it helped, then how it was, then what he has to say of it. Nothing here fails."""

    def __init__(self, handovers: HandoversPort, texts: TextsPort) -> None:
        self._handovers = handovers
        self._texts = texts

    async def hear(self, who: Who, choice: str, text: str = "") -> Reply:
        """`choice` is what was pressed, with the handover that it is about; `text` (masked) what
        was typed where a remark was asked for."""
        place = who.municipality
        said, _, handover_id = choice.partition(":")
        thanks = Reply(self._texts.text("utter_rating_thanks", place), Outcome.HANDOVER)
        try:
            found = await self._handovers.get(handover_id)
            if found is None or found.conversation_id != who.conversation_id:
                return thanks
            if said in SCORES:
                await self._handovers.judge(Verdict(found.id, score=SCORES[said]))
                return self._ask(place, "utter_rating_remark", found, REMARK, NO_REMARK)
            if said == REMARK and text:
                await self._handovers.judge(Verdict(found.id, remark=text[:MOST_TEXT]))
                return thanks
            if said == REMARK:
                return self._ask(place, "utter_rating_remark_ask", found, NO_REMARK)
            if said not in ("solved", "unsolved"):
                return thanks
            await self._handovers.judge(Verdict(found.id, solved=said == "solved"))
        except StorageUnavailable:
            return thanks
        log.info("handover_rated", solved=said == "solved")
        key = "utter_rating_score" if said == "solved" else "utter_rating_score_unsolved"
        return self._ask(place, key, found, *SCORES)

    def _ask(self, place: str, key: str, handover: Handover, *choices: str) -> Reply:
        text = self._texts.text(key, place, naam=handover.staff_name)
        return Reply(text, Outcome.HANDOVER, verdict_buttons(self._texts, handover, *choices))


def verdict_buttons(texts: TextsPort, handover: Handover, *choices: str) -> tuple[Choice, ...]:
    """What can be said of a conversation with a human."""
    return tuple(
        Choice(
            texts.text(f"utter_button_rating_{one}", handover.municipality),
            f'/rate_human{{"choice": "{one}:{handover.id}"}}',
        )
        for one in choices
    )
