"""What a call says by itself, and the ladders for who gets no further.

Once: say it differently. Twice: with a key. From then on: a human, or when one can be reached.
There is no step at which Balie hangs up.
"""

from __future__ import annotations

from collections.abc import Sequence

from assistant.domain.conversation import Choice, Outcome, Reply
from assistant.domain.masking import mask
from assistant.domain.transcript import Kind, Said
from assistant.ports.texts import TextsPort
from assistant.services.conversations import clean
from connectors.channels.telephone.ear import Ear, place_of
from connectors.channels.telephone.exchanges import Exchange, Notice, asked, failures, notice_of

_TEXT = {
    Notice.MOMENT: "utter_phone_moment",
    Notice.BACK: "utter_phone_back",
    Notice.STILL: "utter_phone_still",
    Notice.SILENCE: "utter_phone_silence",
    Notice.UNCLEAR: "utter_phone_unclear",
    Notice.DENIED: "utter_phone_denied",
    Notice.NO_CHOICE: "utter_phone_no_choice",
    Notice.REPEAT: "utter_phone_repeat",
    Notice.SLOWER: "utter_phone_slower",
    Notice.OFFER: "utter_phone_offer",
    Notice.SENT: "utter_phone_sent",
    Notice.DECLINED: "utter_phone_declined",
    Notice.TRANSFER: "utter_phone_transfer",
    Notice.NOT_TRANSFERRED: "utter_phone_not_transferred",
    Notice.JOINED: "utter_phone_joined",
    Notice.CODE_WRONG: "utter_phone_code_wrong",
}
_CONFIRM = "utter_phone_confirm"
_PLACE = {Notice.PLACE: "utter_phone_place", Notice.NOT_SENT: "utter_phone_not_sent"}
_SILENCE_ASKED = "utter_phone_silence_asked"
_KEYPAD = "utter_phone_keypad"
_TOPICS = "utter_phone_topics"
_MASKED = "utter_masked"
_AFTERWARDS = {Notice.TRANSFER, Notice.NO_MATCH, Notice.OFFER, Notice.PLACE}
_HUMAN = {True: "utter_phone_human_open", False: "utter_phone_human_closed"}

TEXTS = (*_TEXT.values(), _SILENCE_ASKED, _KEYPAD, _TOPICS, _MASKED, *_HUMAN.values())


class Ladders:
    """Makes messages; who calls it has them kept."""

    def __init__(self, texts: TextsPort) -> None:
        self._texts = texts

    def notice(self, municipality: str, event: str, notice: Notice) -> list[Said]:
        """One of our fixed texts."""
        return [_said(event, notice, reply(self._texts.text(_TEXT[notice], municipality)))]

    def confirm(self, municipality: str, event: str, heard: str) -> list[Said]:
        """Ask whether this was said. A yes is the choice of it, so its title says it again."""
        masked = mask(clean(heard))
        text = self._texts.text(_CONFIRM, municipality, gehoord=masked.text)
        asking = _said(event, Notice.CONFIRM, Reply(text, choices=(Choice(masked.text, ""),)))
        if not masked.kinds:
            return [asking]
        notice = reply(self._texts.text(_MASKED, municipality))
        return [Said(f"{event}:masked", notice, Kind.NOTICE, event), asking]

    def place(self, municipality: str, event: str, notice: Notice, url: str) -> list[Said]:
        """Name the place of a web address."""
        text = self._texts.text(_PLACE[notice], municipality, plek=place_of(url))
        return [_said(event, notice, reply(text))]

    def step(
        self,
        municipality: str,
        event: str,
        notice: Notice,
        said: Sequence[Exchange],
        *,
        is_open: bool,
    ) -> list[Said]:
        """The next step for a caller who got no further, for the reason that `notice` names."""
        number = failures(said) + 1
        if number == 1:
            return [_said(event, notice, self._first(municipality, notice, said))]
        return [_said(event, notice, self._later(municipality, number, said, is_open=is_open))]

    def afterwards(
        self, municipality: str, said: Sequence[Exchange], *, is_open: bool, can_send: bool
    ) -> list[Said]:
        """What belongs behind the last exchange: a transfer, a step of the ladder, or the link."""
        last = said[-1]
        replies = [m.reply for m in last.spoken if m.kind is Kind.REPLY and m.reply]
        if not replies or last.paused or last.notices & _AFTERWARDS:
            return []
        if is_open and any(r.outcome is Outcome.HANDOVER and not r.choices for r in replies):
            return self.notice(municipality, last.event, Notice.TRANSFER)
        number = failures(said)
        if number > 1:
            step = self._later(municipality, number, said, is_open=is_open)
            return [_said(last.event, Notice.NO_MATCH, step)]
        urls = links(last)
        if asked(said) is not None or not urls:
            return []
        declined = any(Notice.DECLINED in exchange.notices for exchange in said)
        if can_send and not declined:
            return self.notice(municipality, last.event, Notice.OFFER)
        return self.place(municipality, last.event, Notice.PLACE, urls[0])

    def _first(self, municipality: str, notice: Notice, said: Sequence[Exchange]) -> Reply:
        question = asked(said)
        if notice is not Notice.SILENCE or question is None or question.reply is None:
            return reply(self._texts.text(_TEXT[notice], municipality))
        text = self._texts.text(_SILENCE_ASKED, municipality)
        if notice_of(question) in (Notice.CONFIRM, Notice.OFFER):
            return reply(f"{text}\n\n{question.text}")
        return Reply(text, choices=question.reply.choices)

    def _later(
        self, municipality: str, number: int, said: Sequence[Exchange], *, is_open: bool
    ) -> Reply:
        if number > 2:
            return reply(self._texts.text(_HUMAN[is_open], municipality))
        question = asked(said)
        offered = question.reply.choices if question is not None and question.reply else ()
        if not offered or (question is not None and notice_of(question) is Notice.CONFIRM):
            # Without a payload the title is what the caller would have said.
            topics = Ear("").text(self._texts.text(_TOPICS, municipality))
            offered = tuple(Choice(topic.rstrip("."), "") for topic in topics)
        return Reply(self._texts.text(_KEYPAD, municipality), choices=offered)


def reply(text: str) -> Reply:
    """A reply that is about the conversation only."""
    return Reply(text, Outcome.SMALLTALK)


def _said(event: str, notice: Notice, what: Reply) -> Said:
    return Said(f"{event}:{notice.value}", what, Kind.NOTICE, event)


def links(exchange: Exchange) -> tuple[str, ...]:
    """Where more can be read about what was answered."""
    replies = [m.reply for m in exchange.spoken if m.kind is Kind.REPLY and m.reply]
    told = [r for r in replies if r.outcome in (Outcome.ANSWER, Outcome.REFERRAL)]
    return tuple(url for one in told for url in Ear("").reply(one).links)
