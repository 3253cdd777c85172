"""Accessibility rules of axe-core, which comes inside a Python package."""

from __future__ import annotations

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Page


def violations(page: Page) -> list[tuple[str, list[str]]]:
    """Every rule that the page breaks, and where; also the best practices that no law asks for."""
    page.evaluate(AXE_SCRIPT)
    found = page.evaluate("axe.run(document, {resultTypes: ['violations']})")
    return [(v["id"], [str(n["target"]) for n in v["nodes"]]) for v in found["violations"]]
