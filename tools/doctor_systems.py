"""How the doctor asks the systems behind reports, addresses, payments and scanning."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from typing import Any

from assistant.bootstrap.desk import staff_provider
from assistant.domain.places import Wanted
from assistant.settings import Settings
from connectors.backends.addresses.pdok import PdokAddresses
from connectors.backends.livechat.chatwoot import ChatwootDesk
from connectors.backends.payments.mollie import MolliePayments
from connectors.backends.persons.haalcentraal import HaalCentraalPersons
from connectors.backends.reports.signalen import SignalenReports
from connectors.backends.scanner.clamav import ClamavScanner
from web.desk.external import BACK

Ask = Callable[[Settings, str, str], Coroutine[Any, Any, str]]
"""Settings, address and the name of a municipality; what there is to tell. Raises
`BackendUnavailable` where it does not answer as it should."""


async def _reports(settings: Settings, url: str, _: str) -> str:
    reports = SignalenReports(url, settings.reports_source)
    try:
        return f"{await reports.check()} categories"
    finally:
        await reports.close()


async def _addresses(_settings: Settings, url: str, municipality: str) -> str:
    places = PdokAddresses(url)
    try:
        await places.find(Wanted(municipality), municipality)
        return ""
    finally:
        await places.close()


async def _persons(settings: Settings, url: str, _: str) -> str:
    persons = HaalCentraalPersons(url, settings.persons_key, settings.persons_headers)
    try:
        await persons.check()
        return ""
    finally:
        await persons.close()


async def _payments(settings: Settings, url: str, _: str) -> str:
    payments = MolliePayments(url, settings.payments_key)
    try:
        await payments.check()
        return ""
    finally:
        await payments.close()


async def _scanner(settings: Settings, host: str, _: str) -> str:
    await ClamavScanner(host, settings.clamav_port).is_clean(b"Balie")
    return ""


async def _staff(settings: Settings, _url: str, _: str) -> str:
    back = f"{settings.public_url.rstrip('/')}{BACK}"
    await staff_provider(settings).depart(back)
    return f"must know {back}"


async def _chatwoot(settings: Settings, url: str, municipality: str) -> str:
    desk = ChatwootDesk(
        url, settings.chatwoot_account, settings.chatwoot_inbox, settings.chatwoot_token
    )
    try:
        return f"{await desk.people(municipality)} people online"
    finally:
        await desk.disconnect()


SYSTEMS: tuple[tuple[str, Callable[[Settings], str], Ask], ...] = (
    ("reports", lambda settings: settings.reports_url, _reports),
    ("addresses", lambda settings: settings.addresses_url, _addresses),
    ("persons", lambda settings: settings.persons_url, _persons),
    ("payments", lambda settings: settings.payments_url, _payments),
    ("scanner", lambda settings: settings.clamav_host, _scanner),
    ("staff", lambda settings: settings.staff_oidc_issuer, _staff),
    ("chatwoot", lambda settings: settings.chatwoot_url, _chatwoot),
)
"""What it is called, where it is (empty: none), and how it is asked."""
