"""`make simulate CHANNEL=... [TEXT=...]`: a message of a resident to the running Balie.

Plays the provider: calls our webhook with a signed message, takes what Balie sends, shows it, and
stops when the answer is there. Exit code 1 when there is none.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import sys
from collections.abc import Callable
from ipaddress import ip_address
from typing import Any
from urllib.parse import urlsplit

import aiohttp

from assistant.settings import Settings, get_settings
from connectors.channels.whatsapp import webhook as whatsapp_webhook
from tools.simulate.provider import Provider
from tools.simulate.sms_cm import CmSmsProvider
from tools.simulate.sms_twilio import TwilioSmsProvider
from tools.simulate.whatsapp import WhatsAppProvider

TEXT = "Hoe vraag ik een paspoort aan?"


class NotHere(Exception):
    """This Balie sends to the real provider, or is not connected to this channel."""


def whatsapp(settings: Settings) -> tuple[Provider, str]:
    """The provider, and the address at which Balie looks for it."""
    values = _values(settings, "whatsapp_lines", "whatsapp_app_secret", "whatsapp_url")
    line = next(iter(values["whatsapp_lines"]), "")
    address = f"http://{settings.host}:{settings.web_port}{whatsapp_webhook.PATH}"
    return WhatsAppProvider(values["whatsapp_app_secret"], address, line), values["whatsapp_url"]


def sms(settings: Settings) -> tuple[Provider, str]:
    """The same for text messages: CM.com where Balie has a token for it, or else Twilio."""
    web = f"http://{settings.host}:{settings.web_port}"
    if settings.cm_product_token:
        values = _values(settings, "cm_secret", "cm_url")
        return CmSmsProvider(values["cm_secret"], web), values["cm_url"]
    values = _values(settings, "twilio_auth_token", "public_url", "twilio_url")
    provider = TwilioSmsProvider(values["twilio_auth_token"], values["public_url"], web)
    return provider, values["twilio_url"]


CHANNELS: dict[str, Callable[[Settings], tuple[Provider, str]]] = {
    "whatsapp": whatsapp,
    "sms": sms,
}


def main() -> int:
    """See the module."""
    parser = argparse.ArgumentParser(prog="make simulate", description=__doc__)
    parser.add_argument("channel", choices=sorted(CHANNELS))
    parser.add_argument("text", nargs="?", default=TEXT)
    parser.add_argument("--seconds", type=float, default=30, help="how long to wait for an answer")
    arguments = parser.parse_args()
    try:
        provider, url = CHANNELS[arguments.channel](get_settings())
        return asyncio.run(simulate(provider, url, arguments.text, arguments.seconds))
    except (NotHere, OSError, aiohttp.ClientError) as error:
        print(f"{type(error).__name__}: {error}", file=sys.stderr)
        return 1


async def simulate(
    provider: Provider, url: str, text: str, seconds: float, quiet: float = 3.0
) -> int:
    """Send one message; print what comes back, until nothing came for `quiet` seconds.

    Raises:
        NotHere: the answer would go to another machine.
    """
    host, port = _loopback(url)
    await provider.start(host, port)
    try:
        print(f"> {text}")
        status = await provider.call(provider.message(text))
        if status != 200:
            print(f"the webhook answered {status}", file=sys.stderr)
            return 1
        answers = 0
        while True:
            try:
                async with asyncio.timeout(quiet if answers else seconds):
                    shown = await provider.shown.get()
            except TimeoutError:
                break
            answers += 1
            print("\n".join(f"< {line}" for line in shown.splitlines()))
        if not answers:
            print(f"no answer within {seconds:.0f} seconds", file=sys.stderr)
        return 0 if answers else 1
    finally:
        await provider.stop()


def _loopback(url: str) -> tuple[str, int]:
    """Host and port to listen on, which must be of this machine."""
    parts = urlsplit(url)
    host = "127.0.0.1" if parts.hostname == "localhost" else parts.hostname or ""
    try:
        here = ip_address(host).is_loopback
    except ValueError:
        here = False
    if not here or parts.port is None:
        raise NotHere(f"Balie sends to {url}, which is not a provider on this machine")
    return host, parts.port


def _values(settings: Settings, *names: str) -> dict[str, Any]:
    values = settings.model_dump()
    missing = [f"BALIE_{name.upper()}" for name in names if not values.get(name)]
    if missing:
        raise NotHere(f"not set: {json.dumps(missing)}")
    return values


if __name__ == "__main__":
    sys.exit(main())
