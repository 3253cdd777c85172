"""What a page audit looks at, beside axe: errors, strangers, weight, jumps, and room for a thumb."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, Request, expect

from tests.browser.chat import log, open_chat
from tests.browser.conftest import Site

MOST_BYTES = 200_000
MOST_JUMPING = 0.1  # cumulative layout shift: above it a page is felt to jump
LEAST_TARGET = 24  # CSS pixels, WCAG 2.2 AA
JUMPS = """
window.jumped = 0;
new PerformanceObserver(list => {
  for (const one of list.getEntries()) if (!one.hadRecentInput) window.jumped += one.value;
}).observe({type: 'layout-shift', buffered: true});
"""
TARGETS = """
() => {
  const roots = [document, ...[...document.querySelectorAll('*')].map(e => e.shadowRoot)];
  const found = roots.filter(Boolean).flatMap(root => [...root.querySelectorAll('button, input, textarea')]);
  return found.filter(e => e.checkVisibility()).map(e => {
    const box = e.getBoundingClientRect();
    return [e.textContent.trim() || e.tagName, Math.min(box.width, box.height)];
  }).filter(([, size]) => size > 1);
}
"""


def own_page(page: Page, site: Site) -> None:
    page.goto(f"{site.url}/rotterdam")


def widget_page(page: Page, site: Site) -> None:
    page.goto(f"{site.url}/rotterdam/widget")
    open_chat(page)


@pytest.mark.parametrize("place", [own_page, widget_page])
def test_page_is_healthy(page: Page, site: Site, place: Callable[[Page, Site], None]) -> None:
    complaints: list[str] = []
    asked: list[Request] = []
    page.on("console", lambda said: complaints.append(said.text) if said.type == "error" else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("request", lambda request: asked.append(request))
    page.add_init_script(JUMPS)
    place(page, site)
    page.get_by_role("textbox").fill("een nieuw document")
    page.get_by_role("textbox").press("Enter")
    expect(log(page)).to_contain_text("Bedoelt u")

    assert complaints == []
    assert {urlsplit(request.url).netloc for request in asked} == {urlsplit(site.url).netloc}
    sizes = [r.sizes()["responseBodySize"] for r in asked if "/events" not in r.url]
    assert 0 < sum(sizes) < MOST_BYTES
    assert page.evaluate("window.jumped") < MOST_JUMPING
    small = [target for target in page.evaluate(TARGETS) if target[1] < LEAST_TARGET]
    assert small == []
    assert page.title() and page.evaluate("document.documentElement.lang") == "nl"
    viewport = page.locator("meta[name=viewport]").get_attribute("content") or ""
    assert "width=device-width" in viewport
    assert "maximum-scale" not in viewport and "user-scalable" not in viewport
    assert page.locator("h1").count() == 1
