"""The mailbox: what comes in by SMTP is kept, once, and can be looked at without danger."""

from __future__ import annotations

import random
import re
import socket
from collections.abc import AsyncIterator
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import aiosmtplib
import pytest
import pytest_asyncio
from aiohttp.test_utils import TestClient, TestServer
from structlog.testing import capture_logs

from backoffice.__main__ import main
from backoffice.app import create_app
from backoffice.mail_server import LOOPBACK, MAX_MAIL
from backoffice.mailbox import read_mail
from backoffice.settings import Settings
from tests.unit.backoffice.test_pages import ATTACK, show


class Box:
    """A back office with an open mail port."""

    def __init__(self, client: TestClient[Any, Any], port: int) -> None:
        self.client, self.port = client, port

    async def send(self, content: bytes, *to: str) -> None:
        await aiosmtplib.send(
            content, sender="balie@utrecht.example", recipients=list(to or ("sanne@x.example",)),
            hostname=LOOPBACK, port=self.port, local_hostname="test",
        )  # fmt: skip

    async def subjects(self, query: str = "") -> list[str]:
        page, _ = await show(self.client, f"/postvak{query}")
        return [re.sub(r"<.*?>", "", heading) for heading in page.headings]


@pytest_asyncio.fixture
async def box(tmp_path: Path) -> AsyncIterator[Box]:
    settings = Settings(database_url=f"sqlite:///{tmp_path / 'b.db'}")
    listener = socket.create_server((LOOPBACK, 0))
    async with TestClient(TestServer(create_app(settings, listener))) as client:
        yield Box(client, listener.getsockname()[1])


def mail(subject: str = "Uw afspraak", html: str = "", ics: str = "", **headers: str) -> bytes:
    message = EmailMessage()
    message["From"], message["Subject"] = "Gemeente <balie@utrecht.example>", subject
    for name, value in headers.items():
        message[name.replace("_", "-")] = value
    message.set_content("Beste Zoë, zie https://utrecht.example/afspraak")
    if html:
        message.add_alternative(html, subtype="html")
    if ics:
        message.add_attachment(ics, subtype="calendar", filename="x.ics")
    return bytes(message)


@pytest.mark.asyncio
async def test_the_newest_mail_stands_first(box: Box) -> None:
    for subject in ("eerste", "tweede"):
        await box.send(mail(subject))
    assert await box.subjects() == ["tweede", "eerste"]


@pytest.mark.asyncio
async def test_each_recipient_has_it_and_sees_only_their_own(box: Box) -> None:
    await box.send(mail("samen"), "Sanne@x.example", "jan+1@x.example")
    await box.send(mail("alleen"), "jan+1@x.example")
    assert await box.subjects("?aan=sanne@X.example") == ["samen"]
    page, _ = await show(box.client, "/postvak")
    links = [str(a["href"]) for a in page.all("a") if "aan=" in str(a.get("href"))]
    assert await box.subjects(links[0].removeprefix("/postvak")) == ["alleen", "samen"]
    assert await box.subjects("?aan=niemand@x.example") == []


@pytest.mark.asyncio
async def test_the_same_message_id_is_kept_once_for_each_address(box: Box) -> None:
    for _ in range(3):
        await box.send(mail("een", Message_ID="<1@x.example>"))
    await box.send(mail("twee", Message_ID="<1@x.example>"), "jan@x.example")
    assert await box.subjects() == ["twee", "een"]
    for _ in range(2):
        await box.send(mail("zonder"))
    assert (await box.subjects()).count("zonder") == 2


@pytest.mark.asyncio
async def test_a_mail_shows_its_text_its_html_in_a_frame_and_its_file(box: Box) -> None:
    await box.send(mail(html="<html><head></head><b>Hallo</b></html>", ics="BEGIN:VCALENDAR\r\n"))
    page, html = await show(box.client, "/postvak/1")
    assert "Beste Zoë" in html and 'href="https://utrecht.example/afspraak"' in html
    (frame,) = page.all("iframe")
    assert "allow-scripts" not in str(frame["sandbox"]) and frame["title"]
    assert "allow-same-origin" not in str(frame["sandbox"])
    response = await box.client.get(str(frame["src"]))
    policy = response.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy and "sandbox" in policy and "script" not in policy
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert '<head><base target="_blank"></head><b>Hallo</b>' in await response.text()
    file = await box.client.get("/postvak/1/afspraak.ics")
    assert (file.content_type, file.charset) == ("text/calendar", "utf-8")
    assert file.headers["Content-Disposition"].startswith("attachment")
    assert (await file.text()).strip() == "BEGIN:VCALENDAR"


@pytest.mark.asyncio
async def test_what_is_not_there_is_a_page_that_says_so(box: Box) -> None:
    await box.send(mail())
    for path in ("1/html", "1/afspraak.ics", "2", "2/html", "x", "9" * 30):
        await show(box.client, f"/postvak/{path}", 404)
    for query in ("pagina=2", "pagina=0", "pagina=x"):
        await show(box.client, f"/postvak?{query}", 404)


@pytest.mark.asyncio
async def test_the_pages_escape_everything_that_came_from_outside(box: Box) -> None:
    await box.send(mail(ATTACK), f'"{ATTACK}"@x.example')
    for path in ("/postvak", "/postvak/1", f"/postvak?aan={ATTACK}"):
        page, html = await show(box.client, path)
        assert not page.all("script") and "<script" not in html.casefold()


@pytest.mark.asyncio
async def test_the_mailbox_has_pages_that_keep_the_address(box: Box) -> None:
    for number in range(27):
        await box.send(mail(f"nummer {number}"), "a&b@x.example")
    page, html = await show(box.client, "/postvak?aan=a%26b@x.example")
    assert len(page.headings) == 25 and "27 e-mails, pagina 1 van 2" in html
    (older,) = [str(a["href"]) for a in page.all("a") if a.get("rel") == "next"]
    assert await box.subjects(older.removeprefix("/postvak")) == ["nummer 1", "nummer 0"]


@pytest.mark.asyncio
async def test_a_mail_that_is_too_large_is_refused(box: Box) -> None:
    with pytest.raises(aiosmtplib.SMTPResponseException) as raised:
        await box.send(mail() + b"\r\nregel" * (MAX_MAIL // 6))
    assert raised.value.code == 552
    assert await box.subjects() == []


@pytest.mark.asyncio
@pytest.mark.parametrize("address", ["wie@bestaat.invalid", "Wie@bestaat.INVALID"])
async def test_an_address_that_exists_nowhere_is_refused(box: Box, address: str) -> None:
    with pytest.raises(aiosmtplib.SMTPRecipientsRefused) as raised:
        await box.send(mail(), address)
    assert raised.value.recipients[0].code == 550


@pytest.mark.asyncio
async def test_a_mailbox_that_cannot_keep_it_says_try_again(
    box: Box, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def full(*_: Any) -> None:
        raise OSError("disk full: sanne@x.example")

    monkeypatch.setattr("backoffice.mailbox.Mailbox.add", full)
    with capture_logs() as logs, pytest.raises(aiosmtplib.SMTPResponseException) as raised:
        await box.send(mail())
    assert raised.value.code == 451
    assert [line["event"] for line in logs] == ["mail_not_kept"] and "sanne" not in str(logs)


NONSENSE = [
    b"",
    b"\r\n",
    b"\xff\xfe\x00\x01",
    b"Subject: =?utf-8?b?!!!?=\r\nFrom: <<<>>>\r\n\r\nx",
    b"Content-Type: text/html; charset=bestaat-niet\r\n\r\n<b>x</b>\xff",
    b"Content-Type: multipart/mixed; boundary=x\r\n\r\n--x\r\n--x\r\nContent-Type: multipart/mixed",
    b"Content-Type: text/plain\r\nContent-Transfer-Encoding: base64\r\n\r\n@@@",
    b"Message-ID: " + b"<" + b"a" * 900 + b"@x>\r\n\r\nx",
    b"Subject: a\x00b\r\n\r\nc\x00d",
    b"From: \"a\r\n\r\nx",
    b"Subject: \xed\xa0\x80\r\n\r\n\xed\xa0\x80",
]  # fmt: skip


@pytest.mark.asyncio
@pytest.mark.parametrize("content", NONSENSE, ids=lambda content: repr(content[:30]))
async def test_nonsense_is_kept_and_can_be_shown(box: Box, content: bytes) -> None:
    await box.send(content)
    page, _ = await show(box.client, "/postvak/1")
    assert len(page.all("h1")) == 1
    assert len(await box.subjects()) == 1


@pytest.mark.asyncio
async def test_no_bytes_at_all_are_too_strange_to_read() -> None:
    some = random.Random(8)
    whole = mail("Zoë", html="<p>x</p>", ics="BEGIN:VCALENDAR", Message_ID="<1@x.example>")
    for _ in range(500):
        broken = bytearray(whole)
        for _ in range(some.randint(1, 30)):
            broken[some.randrange(len(broken))] = some.randrange(256)
        found = read_mail(bytes(broken[: some.randint(1, len(broken))]))
        assert found.message_id
        "".join((found.van, found.onderwerp, found.tekst, found.html, found.ics)).encode()


@pytest.mark.asyncio
async def test_the_log_names_no_resident(box: Box) -> None:
    with capture_logs() as logs:
        await box.send(mail("Paspoort van Sanne", Message_ID="<1@x.example>"))
        await box.send(mail("Paspoort van Sanne", Message_ID="<1@x.example>"))
        await box.subjects("?aan=sanne@x.example")
    assert logs and "anne" not in str(logs)


def test_a_taken_mail_port_is_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr("structlog.configure", lambda **_: None)
    with socket.create_server((LOOPBACK, 0)) as taken, capture_logs() as logs:
        port = taken.getsockname()[1]
        monkeypatch.setenv("BALIE_BACKOFFICE_PORT", "0")
        monkeypatch.setenv("BALIE_BACKOFFICE_MAIL_PORT", str(port))
        monkeypatch.setenv("BALIE_BACKOFFICE_DATABASE_URL", f"sqlite:///{tmp_path / 'b.db'}")
        assert main() == 1
    assert (logs[0]["event"], logs[0]["port"]) == ("backoffice_refused_to_start", port)
