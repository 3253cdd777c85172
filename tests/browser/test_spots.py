"""A resident points out a spot on the map, with the keyboard, on an old telephone."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.axe import violations
from tools.evaluate.stack import Stack, running


@pytest.fixture(scope="module")
def balie() -> Iterator[Stack]:
    with running(now="2026-11-23T10:00:00+01:00") as stack:
        yield stack


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": 320, "height": 640})
    yield context.new_page()
    context.close()


def test_a_spot_is_pointed_out_on_the_map(balie: Stack, page: Page) -> None:
    problems: list[str] = []
    page.on("console", lambda line: problems.append(line.text) if line.type == "error" else None)
    page.goto(f"{balie.address}/rotterdam")
    for text, answer in (
        ("ik wil een melding doen", "Wat is er aan de hand?"),
        ("er ligt een berg afval in het plantsoen", "Waar is het"),
    ):
        page.get_by_label("Uw vraag").fill(text)
        page.get_by_label("Uw vraag").press("Enter")
        expect(page.get_by_text(answer)).to_be_visible(timeout=20_000)
    link = page.get_by_role("link", name="Wijs de plek aan").last
    page.goto(str(link.get_attribute("href")))
    canvas = page.get_by_label("Kaart van Rotterdam")
    expect(canvas).to_be_visible()
    expect(page.locator(".leaflet-tile-loaded").first).to_be_attached()
    page.wait_for_timeout(500)  # the squares fade in
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    canvas.focus()
    before = page.evaluate("document.querySelector('.leaflet-map-pane').style.transform")
    canvas.press("ArrowRight")
    expect(page.locator(".leaflet-map-pane")).not_to_have_css("transform", before)
    page.wait_for_timeout(500)
    page.get_by_role("button", name="Dit is de plek").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("De plek is doorgegeven")
    page.get_by_role("link", name="Terug naar de chat").click()
    # What the map of the back office has near the middle of the city.
    expect(page.get_by_text("Waar gaat het over?")).to_be_visible(timeout=20_000)
    assert problems == []
