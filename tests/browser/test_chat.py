"""What a resident meets: the page in a browser, with and without JavaScript."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect

from tests.browser.axe import violations
from tests.browser.conftest import Site


def ask(page: Page, text: str) -> None:
    page.get_by_label("Uw vraag").fill(text)
    page.get_by_label("Uw vraag").press("Enter")


def log(page: Page) -> Locator:
    return page.get_by_role("log")


def test_resident_asks_and_gets_an_answer_with_source(page: Page, site: Site) -> None:
    page.goto(f"{site.url}/")
    page.get_by_role("link", name="Gemeente Rotterdam").click()
    expect(log(page)).to_contain_text("chatbot")
    ask(page, "wat kost een paspoort")
    expect(log(page)).to_contain_text("gecontroleerd op 22 november 2026")
    expect(page.get_by_role("link", name="Afspraak maken")).to_be_visible()
    expect(page.get_by_label("Uw vraag")).to_be_focused()
    expect(page.get_by_label("Uw vraag")).to_have_value("")


def test_shift_enter_is_a_new_line(page: Page, site: Site) -> None:
    page.goto(f"{site.url}/rotterdam")
    entry = page.get_by_label("Uw vraag")
    entry.fill("regel een")
    entry.press("Shift+Enter")
    entry.press_sequentially("regel twee")
    expect(entry).to_have_value("regel een\nregel twee")
    page.get_by_role("button", name="Versturen").click()
    expect(log(page).locator(".own-text").last).to_have_text("regel een\nregel twee")


def test_choice_is_a_button(page: Page, site: Site) -> None:
    page.goto(f"{site.url}/rotterdam")
    ask(page, "een nieuw document")
    page.get_by_role("button", name="Paspoort aanvragen").click()
    expect(log(page)).to_contain_text("gecontroleerd op")
    assert site.engine.asked[1].payload.startswith("/faq")


def test_human_is_always_one_click_away(page: Page, site: Site) -> None:
    page.goto(f"{site.url}/rotterdam")
    human = page.get_by_role("button", name="Praat met een medewerker")
    expect(human).to_be_in_viewport()
    human.click()
    expect(log(page)).to_contain_text("14 010")
    assert site.engine.asked[0].payload == "/request_human"


def test_number_disappears_from_the_page_too(page: Page, site: Site) -> None:
    page.goto(f"{site.url}/rotterdam")
    ask(page, "mijn bsn is 123456782")
    expect(log(page)).to_contain_text("mijn bsn is [BSN]")
    expect(log(page)).not_to_contain_text("123456782")


def test_reload_and_second_tab_show_everything_once(
    page: Page, context: BrowserContext, site: Site
) -> None:
    page.goto(f"{site.url}/rotterdam")
    ask(page, "een")
    expect(log(page)).to_contain_text("antwoord op: een")
    second = context.new_page()
    second.goto(f"{site.url}/rotterdam")
    ask(second, "twee")
    for tab in (page, second):
        expect(log(tab)).to_contain_text("antwoord op: twee")
        expect(log(tab).locator(".message")).to_have_count(5)
    page.reload()
    expect(log(page).locator(".message")).to_have_count(5)
    second.close()


def test_server_restart_loses_nothing(page: Page, site: Site) -> None:
    page.goto(f"{site.url}/rotterdam")
    ask(page, "een")
    expect(log(page)).to_contain_text("antwoord op: een")
    site.engine.slow = 60
    ask(page, "twee")
    expect(page.get_by_role("status")).to_contain_text("zoekt het antwoord")
    page.wait_for_timeout(300)
    site.stop()
    expect(page.get_by_role("status")).to_contain_text("verbinding")
    ask(page, "drie")
    expect(page.get_by_role("button", name="Opnieuw versturen")).to_be_visible()
    site.engine.slow = 0
    site.start()
    expect(log(page)).to_contain_text("antwoord op: twee", timeout=15000)
    page.get_by_role("button", name="Opnieuw versturen").click()
    expect(log(page)).to_contain_text("antwoord op: drie")
    page.reload()
    own = log(page).locator(".own-text")
    expect(own).to_have_text(["een", "twee", "drie"])


def test_engine_away_is_told_and_answer_follows(page: Page, site: Site) -> None:
    site.engine.away = True
    page.goto(f"{site.url}/rotterdam")
    ask(page, "hallo")
    expect(log(page).locator(".message--assistant")).to_have_count(2)
    expect(log(page)).to_contain_text("14 010")
    site.engine.away = False
    expect(log(page)).to_contain_text("antwoord op: hallo")


def test_message_of_one_megabyte_is_answered_in_the_chat(page: Page, site: Site) -> None:
    page.goto(f"{site.url}/rotterdam")
    page.get_by_label("Uw vraag").evaluate("e => e.value = 'woord '.repeat(175000)")
    page.get_by_role("button", name="Versturen").click()
    expect(log(page)).to_contain_text("te lang")
    expect(page.get_by_role("status")).to_be_empty()
    ask(page, "kort")
    expect(log(page).locator(".message").last).to_contain_text("antwoord op: kort")


def test_markup_of_a_resident_is_text(page: Page, site: Site) -> None:
    page.goto(f"{site.url}/rotterdam")
    ask(page, "<img src=x onerror=alert(1)> **vet**")
    expect(log(page)).to_contain_text("antwoord op: <img src=x onerror=alert(1)>")
    assert page.locator(".log img").count() == 0


def test_works_without_javascript(browser: Browser, site: Site) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{site.url}/tilburg")
    page.get_by_label("Uw vraag").fill("een document")
    page.get_by_role("button", name="Versturen").click()
    page.get_by_role("button", name="Paspoort aanvragen").click()
    expect(log(page)).to_contain_text("gecontroleerd op")
    page.reload()
    expect(log(page).locator(".message--resident")).to_have_count(2)
    page.get_by_role("button", name="Praat met een medewerker").click()
    expect(log(page)).to_contain_text("U kunt ons bellen")
    context.close()


CODE = re.compile(r"Uw code is \d{4} \d{4}\. Stuur deze code")


def test_code_for_another_channel_is_shown_with_what_to_do(page: Page, site: Site) -> None:
    page.goto(f"{site.url}/rotterdam")
    elsewhere = page.get_by_role("button", name="Verder op een ander kanaal")
    elsewhere.click()
    expect(log(page).locator(".message").last).to_contain_text("Stel eerst uw vraag")
    ask(page, "hallo")
    expect(log(page)).to_contain_text("antwoord op: hallo")
    elsewhere.click()
    expect(log(page).locator(".message").last).to_contain_text(CODE)
    assert violations(page) == []
    page.reload()  # it was shown to this resident, and is kept nowhere
    expect(log(page)).to_contain_text("antwoord op: hallo")
    expect(log(page)).not_to_contain_text("Uw code is")


def test_code_for_another_channel_works_without_javascript(browser: Browser, site: Site) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{site.url}/rotterdam")
    page.get_by_label("Uw vraag").fill("hallo")
    page.get_by_role("button", name="Versturen").click()
    page.get_by_role("button", name="Verder op een ander kanaal").click()
    expect(log(page).locator(".message").last).to_contain_text(CODE)
    expect(log(page)).to_contain_text("antwoord op: hallo")
    context.close()


@pytest.mark.parametrize(("width", "height"), [(320, 640), (450, 400), (256, 480)])
def test_narrow_or_zoomed_needs_no_sideways_scrolling(
    page: Page, site: Site, width: int, height: int
) -> None:
    page.set_viewport_size({"width": width, "height": height})
    page.goto(f"{site.url}/rotterdam")
    ask(page, "wat kost een paspoort " + "x" * 120)
    expect(log(page)).to_contain_text("gecontroleerd op")
    ask(page, "zie https://www.voorbeeld.example/" + "a" * 80)
    expect(log(page)).to_contain_text("antwoord op: zie")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    for bubble in page.locator(".bubble").all():
        box = bubble.bounding_box()
        assert box is not None
        assert box["x"] + box["width"] <= width
    expect(page.get_by_role("button", name="Praat met een medewerker")).to_be_visible()


def test_keyboard_alone_is_enough(page: Page, site: Site) -> None:
    page.goto(f"{site.url}/rotterdam")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Direct naar het invoerveld")).to_be_focused()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.type("een document")
    page.keyboard.press("Enter")
    choice = page.get_by_role("button", name="Rijbewijs verlengen")
    expect(choice).to_be_visible()
    page.keyboard.press("Shift+Tab")
    expect(choice).to_be_focused()
    page.keyboard.press("Enter")
    expect(log(page)).to_contain_text("gecontroleerd op")


@pytest.mark.parametrize("place", ["rotterdam", "tilburg", "", "nergens"])
@pytest.mark.parametrize("width", [900, 320])
def test_axe_finds_nothing(page: Page, site: Site, place: str, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 800})
    page.goto(f"{site.url}/{place}")
    if place in ("rotterdam", "tilburg"):
        ask(page, "mijn bsn is 123456782 en ik wil een document")
        page.get_by_role("button", name="Paspoort aanvragen").click()
        expect(log(page)).to_contain_text("gecontroleerd op")
    assert violations(page) == []
