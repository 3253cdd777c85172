"""The pages for staff: what they show, in which order, and that they are safe to open."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from html.parser import HTMLParser
from typing import Any

import pytest
from aiohttp.test_utils import TestClient

from backoffice.__main__ import main
from backoffice.pages import dutch_moment
from tests.unit.backoffice.test_klantinteracties import post

Client = TestClient[Any, Any]
ATTACK = "<script>alert(1)</script>"


class Page(HTMLParser):
    """What a screen reader would find: elements, headings, links."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.feed(html)
        self.headings = re.findall(r"<h2[^>]*>(.*?)</h2>", html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def all(self, tag: str) -> list[dict[str, str | None]]:
        return [attrs for name, attrs in self.tags if name == tag]


async def show(client: Client, url: str, status: int = 200) -> tuple[Page, str]:
    response = await client.get(url)
    assert (response.status, response.content_type) == (status, "text/html")
    html = await response.text()
    return Page(html), html


@pytest.mark.asyncio
@pytest.mark.parametrize("url", ["/", "/klantcontacten", "/taken", "/bestaat-niet"])
async def test_every_page_is_dutch_titled_and_has_one_heading(client: Client, url: str) -> None:
    page, _ = await show(client, url, 404 if url == "/bestaat-niet" else 200)
    assert page.all("html") == [{"lang": "nl"}]
    assert len(page.all("h1")) == len(page.all("main")) == len(page.all("title")) == 1
    assert page.all("a")[0]["href"] == "#inhoud"
    assert not page.all("script")
    response = await client.get(url)
    assert "default-src 'none'" in response.headers["Content-Security-Policy"]
    assert response.headers["X-Content-Type-Options"] == "nosniff"


@pytest.mark.asyncio
async def test_klantcontacten_shows_the_newest_moment_first(client: Client) -> None:
    await post(client, onderwerp="nieuw", plaatsgevondenOp="2026-11-23T01:00:00Z")
    await post(client, onderwerp="oud", plaatsgevondenOp="2026-11-21T01:00:00Z")
    page, html = await show(client, "/klantcontacten")
    assert page.headings == ["nieuw", "oud"]
    assert "maandag 23 november 2026, 2.00 uur" in html


@pytest.mark.asyncio
async def test_klantcontacten_escapes_everything_that_came_from_outside(
    client: Client,
) -> None:
    outside: dict[str, Any] = dict.fromkeys(("kanaal", "onderwerp", "inhoud", "reactie"), ATTACK)
    await post(client, **outside, metadata={"gemeente": ATTACK})
    page, html = await show(client, "/klantcontacten")
    assert not page.all("script") and "<script" not in html.casefold()
    assert html.casefold().count("&lt;script&gt;") == 5


@pytest.mark.asyncio
async def test_klantcontacten_can_leave_out_what_is_answered(client: Client) -> None:
    await post(client, onderwerp="open")
    await post(client, onderwerp="klaar", indicatieContactGelukt=True)
    await post(client, onderwerp="onbekend", indicatieContactGelukt=None)
    page, _ = await show(client, "/klantcontacten?status=niet-beantwoord")
    assert page.headings == ["open"]
    current = [a["href"] for a in page.all("a") if a.get("aria-current")]
    assert current == ["/klantcontacten?status=niet-beantwoord"]


@pytest.mark.asyncio
async def test_klantcontacten_has_pages_that_keep_the_filter(client: Client) -> None:
    for number in range(27):
        await post(client, onderwerp=f"Vraag {number}")
    page, html = await show(client, "/klantcontacten?status=niet-beantwoord")
    assert len(page.headings) == 25 and "27 klantcontacten, pagina 1 van 2" in html
    (older,) = [str(a["href"]) for a in page.all("a") if a.get("rel") == "next"]
    second, _ = await show(client, older)
    assert second.headings == ["Vraag 1", "Vraag 0"]
    assert [a["href"] for a in second.all("a") if a.get("rel") == "prev"] == [
        "/klantcontacten?status=niet-beantwoord"
    ]
    for query in ("pagina=3", "pagina=0", "pagina=x", "pagina=" + "9" * 99, "status=weg"):
        await show(client, f"/klantcontacten?{query}", 404)


@pytest.mark.asyncio
async def test_the_smallest_klantcontact_can_be_shown(client: Client) -> None:
    await post(client, inhoud="", metadata={}, plaatsgevondenOp="0001-01-01T00:00:00Z")
    await post(client, inhoud="", metadata={}, plaatsgevondenOp="9999-12-31T23:59:59Z")
    page, html = await show(client, "/klantcontacten")
    assert len(page.headings) == 2 and "De inwoner typte geen vraag." in html


@pytest.mark.asyncio
async def test_style_and_health_are_there(client: Client) -> None:
    style = await client.get("/static/style.css")
    assert (style.status, style.content_type) == (200, "text/css")
    health = await client.get("/health")
    assert (health.status, await health.json()) == (200, {"status": "ok"})


def test_dutch_moment_is_the_time_on_the_clock_here_in_summer_and_winter() -> None:
    assert dutch_moment(datetime(2026, 7, 1, 22, 5, tzinfo=UTC)) == (
        "donderdag 2 juli 2026, 0.05 uur"
    )
    assert dutch_moment(datetime(2026, 11, 22, 22, 14, tzinfo=UTC)) == (
        "zondag 22 november 2026, 23.14 uur"
    )


def test_it_refuses_to_be_open_to_others_with_the_development_token(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("structlog.configure", lambda **_: None)
    monkeypatch.setenv("BALIE_BACKOFFICE_HOST", "0.0.0.0")
    monkeypatch.delenv("BALIE_BACKOFFICE_TOKEN", raising=False)
    assert main() == 2
