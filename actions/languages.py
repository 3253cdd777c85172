"""Messages in another language: met in that language, answered in Dutch."""

from __future__ import annotations

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import EventType, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.answers import candidates, others, questions_of
from actions.conversation import municipality_of, say, services, tell
from assistant.domain.conversation import Outcome
from assistant.errors import NotFound, TextNotFound
from assistant.services.answers import Question


class TellOtherLanguage(Action):
    """Says in the resident's own language that this chatbot speaks Dutch, with likely answers."""

    def name(self) -> str:
        return "action_tell_other_language"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[EventType]:
        municipality = municipality_of(tracker)
        language = _spoken(str(tracker.latest_message.get("language") or "en"), municipality)
        choices = candidates(tracker, municipality)
        tell(dispatcher, municipality, f"utter_other_language_{language}")
        events: list[EventType] = []
        outcome = Outcome.CHOICE
        for question in questions_of(tracker):
            events += answer_in_dutch(dispatcher, question, municipality, language)
            outcome = Outcome.ANSWER
            choices = others(tracker, municipality, given=question.slug)
        if choices:
            response = f"utter_other_language_topics_{language}"
            tell(dispatcher, municipality, response, outcome, choices)
        return events


def answer_in_dutch(
    dispatcher: CollectingDispatcher, question: Question, municipality: str, language: str
) -> list[EventType]:
    """The answer itself, below a line in the resident's language that says that it is Dutch."""
    try:
        reply = services().answers.answer(question, municipality)
    except NotFound:
        return []
    tell(dispatcher, municipality, f"utter_other_language_answer_{language}", reply.outcome)
    say(dispatcher, reply)
    return [SlotSet("current_article", question.slug)]


def _spoken(language: str, municipality: str) -> str:
    """The language to answer in: English where this one has no text, or was not named."""
    try:
        services().texts.text(f"utter_other_language_{language}", municipality)
    except TextNotFound:
        return "en"
    return language
