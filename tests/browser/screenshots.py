"""Pictures of the widget for the documents: `python -m tests.browser.screenshots`."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

from playwright.sync_api import sync_playwright

from assistant.settings import ROOT
from tests.browser.chat import ask, open_chat
from tests.browser.conftest import Site
from tests.fakes.engine import FakeEngine

IMAGES = ROOT / "docs" / "images"


def main() -> None:
    path = shutil.which("chromium")
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as play:
        site = Site(f"sqlite:///{Path(folder) / 'balie.db'}", FakeEngine())
        site.start()
        browser = play.chromium.launch(executable_path=path, args=["--no-sandbox"])
        for name, width, height, scale in (
            ("begin", 1000, 760, 1),
            ("small", 320, 640, 2),
            ("contrast", 1000, 760, 1),
        ):
            context = browser.new_context(
                viewport={"width": width, "height": height}, device_scale_factor=scale
            )
            page = context.new_page()
            page.goto(f"{site.url}/rotterdam/widget")
            open_chat(page)
            if name == "contrast":
                page.get_by_role("button", name="Opties").click()
                page.get_by_role("button", name="Grotere letters").click()
                page.get_by_role("button", name="Meer contrast").click()
            if name != "begin":
                ask(page, "wat kost een paspoort")
                page.get_by_role("log").get_by_text("gecontroleerd op").wait_for()
            page.mouse.move(0, 0)
            page.wait_for_timeout(600)  # the log scrolls
            page.screenshot(path=IMAGES / f"widget-{name}.png")
            context.close()
        browser.close()
        site.stop()


if __name__ == "__main__":
    main()
