"""`make phone`: call Balie without a telephone. You type what the caller says, or the keys.

Speaks to the running system as Twilio would, signed, and prints what a caller hears. With
`espeak-ng` on this machine you hear it too.
"""

from __future__ import annotations

import argparse
import os
import secrets
import shutil
import subprocess
import sys
import urllib.error
import urllib.parse
import urllib.request
from xml.etree.ElementTree import Element, fromstring

from assistant.settings import get_settings
from connectors.channels.telephone.twilio import PATH
from connectors.channels.twilio_signature import signature

# Numbers that Twilio keeps for tests: they belong to nobody.
CALLER, LINE = "+15005550006", "+15005550001"
KEYS = set("0123456789*#")
QUIT = {"ophangen", "/stop"}


class Phone:
    """One call. `public_url` is what the system believes to be called by Twilio."""

    def __init__(self, url: str, public_url: str, auth_token: str, line: str) -> None:
        self._url = url
        self._public_url = public_url
        self._auth_token = auth_token
        self.call_id = f"CA{secrets.token_hex(16)}"
        self._call = {"CallSid": self.call_id, "From": CALLER, "To": line}

    def report(self, path: str, **fields: str) -> Element:
        """Send one report as Twilio does; what it must do next."""
        form = self._call | {"CallStatus": "in-progress"} | fields
        signed = signature(self._auth_token, f"{self._public_url}{path}", list(form.items()))
        request = urllib.request.Request(  # noqa: S310 - our own address
            f"{self._url}{path}",
            urllib.parse.urlencode(form).encode(),
            {"X-Twilio-Signature": signed},
        )
        with urllib.request.urlopen(request, timeout=30) as response:  # noqa: S310
            # Our own document: nobody else's XML comes here.
            return fromstring(response.read())  # noqa: S314


def main() -> int:
    """Ends when you hang up (`ophangen` or Ctrl-C), or when you are put through."""
    settings = get_settings()
    here = f"http://{settings.host}:{settings.web_port}"
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--url", default=here)
    parser.add_argument("--public-url", default=os.environ.get("BALIE_PUBLIC_URL", here))
    parser.add_argument("--line", default=LINE, help="the number of the municipality")
    arguments = parser.parse_args()
    token = os.environ.get("BALIE_TWILIO_AUTH_TOKEN", "balie-development")
    phone = Phone(arguments.url, arguments.public_url.rstrip("/"), token, arguments.line)
    print("Typ wat de beller zegt of de toetsen; leeg is stilte; 'ophangen' is klaar.\n")
    try:
        return talk(phone)
    except urllib.error.HTTPError as error:
        print(f"{arguments.url}{PATH} antwoordt {error.code}: draait Balie met hetzelfde token?")
    except urllib.error.URLError:
        print(f"Geen antwoord van {arguments.url}: start eerst `make run`.")
    except (KeyboardInterrupt, EOFError):
        print()
        return 0
    return 1


def talk(phone: Phone) -> int:
    """Say and listen, until the call ends."""
    document = phone.report(PATH)
    while True:
        for say in document.iter("Say"):
            speak("".join(say.itertext()))
        number = document.find("Dial/Number")
        if number is not None:
            print(f"[doorverbonden met {number.text}]")
            return 0
        if document.find("Hangup") is not None:
            return 0
        gather = document.find("Gather")
        path = path_of(document)
        if gather is None:
            document = phone.report(path)
            continue
        said = input("> ").strip()
        if said in QUIT:
            return 0
        document = phone.report(path, **_heard(said))


def speak(text: str) -> None:
    """Print, and say where this machine can."""
    print(f"Balie: {text}")
    program = shutil.which("espeak-ng")
    if program:
        subprocess.run([program, "-v", "nl", text], check=False)  # noqa: S603


def _heard(said: str) -> dict[str, str]:
    if not said:
        return {}
    if set(said) <= KEYS:
        return {"Digits": said.rstrip("#")}
    return {"SpeechResult": said, "Confidence": "0.9"}


def path_of(document: Element) -> str:
    """Where the next report goes."""
    redirect = document.findtext("Redirect") or PATH
    parts = urllib.parse.urlsplit(redirect)
    return f"{parts.path}?{parts.query}"


if __name__ == "__main__":
    sys.exit(main())
