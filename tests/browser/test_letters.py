"""Letters as residents see them, and the mailbox in which they are kept, in a real browser."""

from __future__ import annotations

import smtplib
from collections.abc import Iterator
from pathlib import Path
from typing import Literal

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from connectors.backends.mail.message import compose, read_address
from tests.browser.axe import violations
from tests.contract.backoffice_process import started_backoffice
from tests.contract.letters import event, letter, part, read

# A letter stands inside the page of a mail program, which has the landmarks.
OF_WHOLE_PAGES = {"region", "landmark-one-main"}
CONTENT = compose(letter(event=event()), read_address("balie@utrecht.example")).as_bytes()
NARROW = {"width": 320, "height": 640}


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A back office with one letter in its mailbox."""
    folder: Path = tmp_path_factory.mktemp("mailbox")
    with started_backoffice(folder) as backoffice:
        with smtplib.SMTP("127.0.0.1", backoffice.mail_port, local_hostname="test") as server:
            server.sendmail("balie@utrecht.example", ["sanne@voorbeeld.example"], CONTENT)
        yield backoffice.address


@pytest.fixture
def tab(context: BrowserContext) -> Page:
    return context.new_page()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_letter_is_accessible_by_day_and_by_night(
    tab: Page, scheme: Literal["light", "dark"]
) -> None:
    tab.emulate_media(color_scheme=scheme)
    tab.set_content(part(read(CONTENT), "text/html"))
    assert [v for v in violations(tab) if v[0] not in OF_WHOLE_PAGES] == []
    sizes = tab.evaluate(
        "[...document.querySelectorAll('p, li, a, h1')]"
        ".map(e => parseFloat(getComputedStyle(e).fontSize))"
    )
    assert min(sizes) >= 16


def test_a_letter_fits_a_narrow_screen_and_has_a_button_for_a_thumb(tab: Page) -> None:
    tab.set_viewport_size(NARROW)  # type: ignore[arg-type]
    tab.set_content(part(read(CONTENT), "text/html"))
    assert tab.evaluate("document.documentElement.scrollWidth") <= NARROW["width"]
    box = tab.get_by_role("link", name="Afspraak verzetten of afzeggen").bounding_box()
    assert box is not None and box["height"] >= 44


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("path", ["/postvak", "/postvak/1", "/postvak?aan=niemand@x.example"])
def test_the_mailbox_is_accessible(
    tab: Page, address: str, path: str, scheme: Literal["light", "dark"]
) -> None:
    tab.emulate_media(color_scheme=scheme)
    tab.goto(address + path)
    assert violations(tab) == []
    tab.set_viewport_size(NARROW)  # type: ignore[arg-type]
    assert tab.evaluate("document.documentElement.scrollWidth") <= NARROW["width"]


def test_the_letter_shows_in_the_mailbox_and_its_button_opens_a_window(
    tab: Page, address: str
) -> None:
    wrong: list[str] = []
    tab.on("console", lambda said: wrong.append(said.text) if said.type == "error" else None)
    tab.goto(f"{address}/postvak")
    tab.get_by_role("link", name="Uw afspraak is bevestigd").click()
    frame = tab.frame_locator("iframe")
    expect(frame.get_by_role("heading", level=1)).to_contain_text("Uw afspraak is bevestigd")
    button = frame.get_by_role("link", name="Afspraak verzetten of afzeggen")
    # With its own style: the policy lets that through, and nothing else.
    expect(button).to_have_css("background-color", "rgb(20, 80, 125)")
    tab.context.route("https://balie.utrecht.example/**", lambda r: r.fulfill(body="open"))
    with tab.expect_popup() as opened:
        button.click()
    expect(opened.value.locator("body")).to_have_text("open")
    with tab.expect_download() as download:
        tab.get_by_role("link", name="bestand voor de agenda").click()
    assert download.value.suggested_filename == "afspraak.ics"
    assert Path(download.value.path()).read_bytes().startswith(b"BEGIN:VCALENDAR\r\n")
    assert wrong == []
