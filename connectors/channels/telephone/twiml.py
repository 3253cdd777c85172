"""Speech as TwiML: what Twilio does with a call until it reports again."""

from __future__ import annotations

from xml.etree.ElementTree import Element, SubElement, tostring

from assistant.services.conversations import clean
from connectors.channels.telephone.hearing import hearing
from connectors.channels.telephone.speaking import Next, Speech

LANGUAGE = "nl-NL"
_SLOW = "80%"
_MOST_HINTS = 500
# Seconds. After silence Twilio reports too, so no call hangs; people look for papers meanwhile.
_SILENCE = "7"
_RINGING = "30"


def twiml(speech: Speech, action: str, voice: str = "") -> bytes:
    """The document for one event; Twilio reports what follows to `action`."""
    response = Element("Response")
    if speech.next is Next.LISTEN:
        # Speaking interrupts what stands in the Gather: nobody talks through who Balie is.
        outside, inside = (speech.lines, ()) if speech.first else ((), speech.lines)
        _say(response, speech, outside, voice)
        _say(_gather(response, speech, action), speech, inside, voice)
    else:
        _say(response, speech, speech.lines, voice)
    if speech.next is Next.TRANSFER:
        dial = SubElement(response, "Dial", action=action, method="POST", timeout=_RINGING)
        SubElement(dial, "Number").text = speech.number
    else:
        SubElement(response, "Redirect", method="POST").text = action
    return _document(response)


def hangup() -> bytes:
    """For when a human and the caller are done with each other."""
    response = Element("Response")
    SubElement(response, "Hangup")
    return _document(response)


def _gather(response: Element, speech: Speech, action: str) -> Element:
    attributes = {
        "input": "speech dtmf",
        "language": LANGUAGE,
        "hints": ",".join(hearing().terms[:_MOST_HINTS]),
        "action": action,
        "method": "POST",
        "actionOnEmptyResult": "true",
        "timeout": _SILENCE,
        "speechTimeout": "auto",
    }
    attributes |= {"numDigits": "1"} if speech.one_key else {"finishOnKey": "#"}
    return SubElement(response, "Gather", attributes)


def _say(parent: Element, speech: Speech, lines: tuple[str, ...], voice: str) -> None:
    for line in lines:
        say = SubElement(
            parent, "Say", {"language": LANGUAGE} | ({"voice": voice} if voice else {})
        )
        # What XML cannot hold, no voice can say.
        target = SubElement(say, "prosody", rate=_SLOW) if speech.slow else say
        target.text = clean(line)


def _document(response: Element) -> bytes:
    document: bytes = tostring(response, encoding="utf-8", xml_declaration=True)
    return document
