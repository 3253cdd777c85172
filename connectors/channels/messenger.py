"""Tells residents something, through the conversation record and its outbox."""

from __future__ import annotations

import secrets
from collections.abc import Callable

import phonenumbers

from assistant.domain.appointments import Record
from assistant.domain.contacts import Contact
from assistant.domain.conversation import Reply
from assistant.domain.transcript import Conversation, Kind, Said
from assistant.ports.clock import ClockPort
from assistant.ports.messenger import Addressee, MessengerPort
from assistant.ports.outbox import OutboxPort
from connectors.channels.pipeline import Pipeline
from connectors.channels.receiving import identity_of

SMS = "sms"
FETCHED = {"webchat"}
"""Channels on which a resident comes and looks."""
_MOBILE = {
    phonenumbers.PhoneNumberType.MOBILE,
    phonenumbers.PhoneNumberType.FIXED_LINE_OR_MOBILE,
}


class Messenger(MessengerPort):
    """`sms_line_of` gives the number that text messages of a municipality come from, or nothing
    where none are sent; `secret` makes the same contact ids as for who writes to us."""

    def __init__(
        self,
        pipeline: Pipeline,
        contacts: OutboxPort,
        clock: ClockPort,
        sms_line_of: Callable[[str], str],
        secret: str,
    ) -> None:
        self._pipeline = pipeline
        self._contacts = contacts
        self._clock = clock
        self._sms_line_of = sms_line_of
        self._secret = secret

    async def tell(self, to: Addressee, key: str, reply: Reply) -> bool:
        contact = await self._contacts.contact(to.contact_id) if to.contact_id else None
        if contact is not None:
            if contact.stopped:
                return False
            await self._say(_conversation(contact), key, reply)
            return True
        if to.channel not in FETCHED:
            return False
        await self._say(Conversation(to.conversation_id, to.municipality, to.channel), key, reply)
        return True

    async def text(self, record: Record, key: str, reply: Reply) -> str:
        line, address = self._sms_line_of(record.municipality), record.order.customer.phone
        if not line or not is_mobile(address):
            return ""
        identity = identity_of(self._secret, SMS, line, address)
        contact = await self._contacts.contact(identity)
        if contact is None:
            contact = Contact(
                id=identity,
                channel=SMS,
                line=line,
                address=address,
                municipality=record.municipality,
                conversation_id=secrets.token_urlsafe(18),
                heard_at=self._clock.now(),
            )
            await self._contacts.keep(contact)
        if contact.stopped:
            return ""
        await self._say(_conversation(contact), key, reply)
        return identity

    async def _say(self, conversation: Conversation, key: str, reply: Reply) -> None:
        await self._pipeline.say(conversation, [Said(key, reply, Kind.NOTICE)])


def is_mobile(number: str) -> bool:
    """Whether a number in international notation can get text messages."""
    try:
        return phonenumbers.number_type(phonenumbers.parse(number)) in _MOBILE
    except phonenumbers.NumberParseException:
        return False


def _conversation(contact: Contact) -> Conversation:
    return Conversation(contact.conversation_id, contact.municipality, contact.channel, contact.id)
