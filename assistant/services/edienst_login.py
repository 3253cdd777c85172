"""Logging in while an eDienst is filled in: to hand it in, or to have something looked up."""

from __future__ import annotations

from assistant.domain.conversation import Reply
from assistant.domain.ediensten.talk import Said
from assistant.domain.identity import Level, Login
from assistant.services.edienst_answers import NO_LINKS
from assistant.services.ediensten_speech import EDienstSpeech
from assistant.services.identity import IdentityService

CODE_DIGITS = 6
_ASKS = {
    (False, False): "utter_edienst_log_in",
    (False, True): "utter_edienst_log_in_by_telephone",
    (True, False): "utter_edienst_log_in_first",
    (True, True): "utter_edienst_log_in_first_by_telephone",
}
"""By whether something is looked up after it, and whether it is said in a call."""


class EDienstLogin:
    """Asks who a resident is, once that matters."""

    def __init__(self, identity: IdentityService, speech: EDienstSpeech) -> None:
        self._identity = identity
        self._speech = speech

    async def who(self, said: Said, level: Level, looks_up: bool = False) -> Login | Reply:
        """Who is logged in, on this level or a higher one; or what is said to get there.

        Raises:
            StorageUnavailable: nobody knows.
        """
        place, conversation = said.municipality, said.conversation_id
        login = await self._identity.current(conversation)
        if login is None and await self._identity.awaits_code(conversation):
            digits = "".join(character for character in said.text if character.isdigit())
            if len(digits) != CODE_DIGITS:
                return self._speech.say(place, "utter_login_ask_code")
            if await self._identity.confirm(conversation, digits):
                login = await self._identity.current(conversation)
            elif await self._identity.awaits_code(conversation):
                return self._speech.say(place, "utter_login_code_wrong")
        if login is not None and login.identity.level >= level:
            return login
        url = await self._identity.ask(conversation, place, said.channel, said.contact_id, level)
        key = _ASKS[looks_up, said.channel == NO_LINKS]
        buttons = ("logged_in", "self") if looks_up else ("logged_in",)
        return self._speech.say(place, key, *buttons, url=url)
