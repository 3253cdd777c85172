"""What a resident does with the chat on a municipality's page."""

from __future__ import annotations

from playwright.sync_api import Locator, Page

from tests.browser.host import Host

QUESTION = "Uw vraag"


def open_chat(page: Page, name: str = "Stel uw vraag") -> None:
    page.get_by_role("button", name=name).click()


def visit(page: Page, host: Host, path: str = "/") -> None:
    page.goto(f"{host.url}{path}")
    open_chat(page)


def ask(page: Page, text: str) -> None:
    page.get_by_label(QUESTION).fill(text)
    page.get_by_label(QUESTION).press("Enter")


def log(page: Page) -> Locator:
    return page.get_by_role("log")


def own(page: Page) -> Locator:
    return log(page).locator(".said")
