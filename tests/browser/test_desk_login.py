"""Staff come back from a provider on another site, in a real browser with its own rules."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator

import pytest
from aiohttp import web
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.axe import violations
from tests.contract.backoffice_process import running_backoffice
from tests.e2e.test_desk_login_provider import Door
from tools.evaluate.stack import free_ports

BUTTON = "Inloggen met uw gemeente-account"


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Its address. To a browser `localhost` is another site than 127.0.0.1."""
    (port,) = free_ports(1)
    address = f"http://127.0.0.1:{port}"
    with running_backoffice(tmp_path_factory.mktemp("backoffice")) as backoffice:
        issuer = f"{backoffice.replace('127.0.0.1', 'localhost')}/medewerkers"
        loop, ready = asyncio.new_event_loop(), threading.Event()

        async def opened() -> web.AppRunner:
            app = Door(issuer, public=address).client.app
            runner = web.AppRunner(app, access_log=None, shutdown_timeout=1)
            await runner.setup()
            await web.TCPSite(runner, "127.0.0.1", port).start()
            return runner

        def serve() -> None:
            asyncio.set_event_loop(loop)
            runner = loop.run_until_complete(opened())
            ready.set()
            loop.run_forever()
            loop.run_until_complete(runner.cleanup())

        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        assert ready.wait(20)
        yield address
        loop.call_soon_threadsafe(loop.stop)
        thread.join(20)


def choose(page: Page, who: str) -> None:
    page.get_by_role("link", name=BUTTON).click()
    expect(page.get_by_role("heading", name="Inloggen voor medewerkers, nagedaan")).to_be_visible()
    assert page.url.startswith("http://localhost:")
    page.get_by_label("Wie bent u?").select_option(value=who)
    page.get_by_role("button", name="Inloggen").click()


def test_the_cookie_of_the_desk_is_sent_after_the_way_back(
    desk: str, context: BrowserContext
) -> None:
    page = context.new_page()
    page.goto(f"{desk}/desk")
    assert violations(page) == []
    choose(page, "bram")
    expect(page.get_by_role("heading", name="In de rij")).to_be_visible()
    expect(page.locator(".who")).to_have_text("Bram")
    assert page.url == f"{desk}/desk"
    (cookie,) = context.cookies(f"{desk}/desk")
    assert (cookie["name"], cookie["sameSite"], cookie["httpOnly"]) == (
        "balie_desk", "Strict", True,
    )  # fmt: skip
    page.reload()
    expect(page.locator(".who")).to_have_text("Bram")


def test_back_by_the_history_signs_nobody_in_again(desk: str, context: BrowserContext) -> None:
    page = context.new_page()
    returned: list[str] = []
    page.on("request", lambda one: returned.append(one.url) if "/terug?" in one.url else None)
    page.goto(f"{desk}/desk")
    choose(page, "fatima")
    expect(page.locator(".who")).to_have_text("Fatima")
    page.get_by_role("button", name="Uitloggen").click()
    page.goto(returned[0])
    expect(page.get_by_role("alert")).to_contain_text("verlopen")
    assert violations(page) == []
    page.goto(f"{desk}/desk")
    expect(page.get_by_role("link", name=BUTTON)).to_be_visible()


def test_the_page_of_who_has_no_role_and_of_who_cancelled(
    desk: str, context: BrowserContext
) -> None:
    page = context.new_page()
    page.set_viewport_size({"width": 320, "height": 700})
    page.goto(f"{desk}/desk")
    choose(page, "gast")
    expect(page.get_by_role("alert")).to_contain_text("geen rol bij Balie")
    assert violations(page) == []
    page.get_by_role("link", name=BUTTON).click()
    page.get_by_role("button", name="Annuleren").click()
    expect(page.get_by_role("alert")).to_contain_text("U bent niet ingelogd")
    assert not page.evaluate("document.documentElement.scrollWidth > innerWidth")
