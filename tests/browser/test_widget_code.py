"""The chat on a municipality's site gives a code for another channel."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect

from tests.browser.axe import violations
from tests.browser.chat import ask, log, visit
from tests.browser.conftest import Site
from tests.browser.host import Host

CODE = re.compile(r"Uw code is \d{4} \d{4}\.")


def test_code_is_shown_once_there_is_a_conversation(page: Page, host: Host, site: Site) -> None:
    visit(page, host)
    page.get_by_role("button", name="Opties").click()
    elsewhere = page.get_by_role("button", name="Verder op een ander kanaal")
    elsewhere.click()
    expect(log(page).locator(".message").last).to_contain_text("Stel eerst uw vraag")
    ask(page, "hallo")
    expect(log(page)).to_contain_text("antwoord op: hallo")
    elsewhere.click()
    expect(log(page).locator(".message").last).to_contain_text(CODE)
    assert violations(page) == []
    page.reload()
    expect(log(page)).to_contain_text("antwoord op: hallo")
    expect(log(page)).not_to_contain_text("Uw code is")
