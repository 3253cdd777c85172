"""A resident asks after a zaak, logs in and reads how it stands: the whole product, in a browser."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.axe import violations
from tools.evaluate.stack import Stack, running
from tools.evaluate.zaken import ZaakRegister

SANNE, WIM = "999993653", "999990019"


@pytest.fixture(scope="module")
def balie() -> Iterator[Stack]:
    with running(now="2026-11-23T10:00:00+01:00") as stack:
        yield stack


@pytest.fixture
def number(balie: Stack) -> str:
    register = ZaakRegister(balie.backoffice_address, "999000007")
    # Playwright has the event loop of this thread.
    with ThreadPoolExecutor(1) as other:
        return other.submit(lambda: asyncio.run(register.zaak(SANNE, "KLACHT"))).result()


@pytest.fixture
def phone(browser: Browser) -> Iterator[Page]:
    """An old telephone."""
    context = browser.new_context(viewport={"width": 320, "height": 640})
    yield context.new_page()
    context.close()


def ask(page: Page, text: str) -> None:
    page.get_by_label("Uw vraag").fill(text)
    page.get_by_label("Uw vraag").press("Enter")


def to_the_broker(page: Page, balie: Stack, number: str) -> None:
    """As far as the page of the broker."""
    page.goto(f"{balie.address}/rotterdam")
    ask(page, f"hoe staat het met {number}")
    page.get_by_role("button", name="Vraag het op").click()
    page.get_by_role("link", name="Inloggen met DigiD").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Inloggen met DigiD")
    assert violations(page) == []
    page.get_by_role("button", name="Verder naar DigiD").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Inloggen, nagedaan")
    assert violations(page) == []
    page.get_by_label("Hoe zeker is dat?").select_option(label="Midden")


def is_narrow(page: Page) -> bool:
    return bool(page.evaluate("document.documentElement.scrollWidth <= innerWidth"))


def test_logs_in_and_the_conversation_goes_on_by_itself(
    phone: Page, balie: Stack, number: str
) -> None:
    to_the_broker(phone, balie, number)
    phone.get_by_label("Wie bent u?").select_option(SANNE)
    assert is_narrow(phone)
    phone.get_by_role("button", name="Inloggen", exact=True).click()
    expect(phone.get_by_text("We onderzoeken uw klacht")).to_be_visible()
    assert violations(phone) == []
    assert SANNE not in phone.content()
    phone.get_by_role("button", name="Wat heeft u bekeken?").click()
    expect(phone.get_by_text("om te vertellen hoe het ermee staat")).to_be_visible()
    phone.get_by_role("button", name="Uitloggen").last.click()
    expect(phone.get_by_text("U bent uitgelogd")).to_be_visible()


def test_somebody_else_does_not_see_it(phone: Page, balie: Stack, number: str) -> None:
    to_the_broker(phone, balie, number)
    phone.get_by_label("Wie bent u?").select_option(WIM)
    phone.get_by_role("button", name="Inloggen", exact=True).click()
    expect(phone.get_by_text(f"Ik vind geen zaak met nummer {number}")).to_be_visible()


def test_changes_his_mind_at_the_broker(phone: Page, balie: Stack, number: str) -> None:
    to_the_broker(phone, balie, number)
    phone.get_by_role("button", name="Annuleren").click()
    expect(phone.get_by_role("heading", level=1)).to_have_text("U bent niet ingelogd")
    assert violations(phone) == []
    assert is_narrow(phone)
    phone.get_by_role("link", name="Terug naar de chat").click()
    phone.get_by_role("button", name="Ik ben ingelogd").click()
    expect(phone.get_by_text("nog niet dat u bent ingelogd")).to_be_visible()


def test_staff_move_a_zaak_and_the_resident_hears_it(
    phone: Page, balie: Stack, number: str
) -> None:
    phone.goto(f"{balie.backoffice_address}/zaken?gemeente=rotterdam&stand=open")
    assert violations(phone) == []
    assert is_narrow(phone)
    phone.get_by_role("link", name=number).click()
    assert violations(phone) == []
    phone.get_by_label("Resultaat").select_option(label="Gegrond")
    phone.get_by_role("button", name="Zet op 'Afgehandeld'").click()
    expect(phone.get_by_text("Gegrond")).to_be_visible()
    to_the_broker(phone, balie, number)
    phone.get_by_label("Wie bent u?").select_option(SANNE)
    phone.get_by_role("button", name="Inloggen", exact=True).click()
    expect(phone.get_by_text("Uitkomst: Gegrond")).to_be_visible()
