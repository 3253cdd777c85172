"""The widget by the rules of axe-core: closed, open, in both themes, also where it fills the screen."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.browser.axe import violations
from tests.browser.conftest import Site


@pytest.mark.parametrize("language", ["nl", "en"])
def test_axe_finds_nothing_on_a_page_with_the_chat_closed(
    page: Page, site: Site, language: str
) -> None:
    page.goto(f"{site.url}/rotterdam/widget?lang={language}")
    expect(page.locator("balie-chat").get_by_role("button")).to_be_visible()
    assert violations(page) == []


@pytest.mark.parametrize("contrast", [False, True], ids=["own colours", "more contrast"])
@pytest.mark.parametrize("width", [900, 320])
@pytest.mark.parametrize("place", ["rotterdam", "tilburg"])
def test_axe_finds_nothing_in_an_open_conversation(
    page: Page, site: Site, place: str, width: int, contrast: bool
) -> None:
    page.set_viewport_size({"width": width, "height": 800})
    page.goto(f"{site.url}/{place}/widget")
    page.get_by_role("button", name="Stel uw vraag").click()
    page.get_by_role("button", name="Opties").click()
    if contrast:
        page.get_by_role("button", name="Meer contrast").click()
    entry = page.get_by_label("Uw vraag")
    entry.fill("mijn bsn is 999990019 en ik wil een document")
    entry.press("Enter")
    page.get_by_role("button", name="Paspoort aanvragen").click()
    page.get_by_role("button", name="Ja, dit antwoord helpt").click()
    page.route("**/messages", lambda route: route.abort())
    entry.fill("en nog iets")
    entry.press("Enter")
    expect(page.get_by_role("log").get_by_text("Nog niet verstuurd")).to_be_visible()
    assert violations(page) == []


def test_axe_finds_what_is_wrong(page: Page, site: Site) -> None:
    page.goto(f"{site.url}/rotterdam/widget")
    launcher = page.locator("balie-chat .launcher")
    launcher.evaluate("button => button.replaceChildren()")
    assert [name for name, _ in violations(page)] == ["button-name"]
