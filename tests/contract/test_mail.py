"""What every way to send mail must do, and how ours behaves when the server does not."""

from __future__ import annotations

import re
import socket
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from pathlib import Path

import aiohttp
import pytest
import pytest_asyncio
from structlog.testing import capture_logs

from assistant.errors import BackendUnavailable, MailRefused
from assistant.ports.mail import MailPort
from connectors.backends.mail.adapter import SmtpMail
from tests.contract.backoffice_process import Backoffice, started_backoffice
from tests.contract.letters import event, letter
from tests.contract.mail_servers import Answers, mail_server
from tests.fakes.mail import FakeMail

pytestmark = pytest.mark.asyncio

SENDER = "balie@utrecht.example"
Arrived = Callable[[str], Awaitable[list[str]]]


@pytest.fixture(scope="module")
def backoffice(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Backoffice]:
    with started_backoffice(tmp_path_factory.mktemp("mailbox")) as started:
        yield started


def smtp(port: int, timeout: float = 5) -> SmtpMail:
    return SmtpMail(f"smtp://127.0.0.1:{port}", SENDER, timeout)


async def page(backoffice: Backoffice, path: str) -> tuple[str, aiohttp.ClientResponse]:
    async with (
        aiohttp.ClientSession() as session,
        session.get(backoffice.address + path) as response,
    ):
        return await response.text(), response


@pytest_asyncio.fixture(params=["fake", "smtp"])
async def mail(request: pytest.FixtureRequest) -> AsyncIterator[tuple[MailPort, Arrived]]:
    """A way to send mail, and the subjects of what arrived at an address."""
    if request.param == "fake":
        fake = FakeMail()

        async def in_fake(address: str) -> list[str]:
            return [one.subject for one in fake.letters if one.to == address]

        yield fake, in_fake
        return
    started: Backoffice = request.getfixturevalue("backoffice")

    async def in_mailbox(address: str) -> list[str]:
        html, _ = await page(started, f"/postvak?aan={address}")
        return re.findall(r'<h2[^>]*><a href="/postvak/\d+">(.*?)</a>', html)

    yield smtp(started.mail_port), in_mailbox


class TestContract:
    async def test_send_brings_a_letter(self, mail: tuple[MailPort, Arrived]) -> None:
        port, arrived = mail
        one = letter(event=event())
        await port.send(one)
        assert await arrived(one.to) == [one.subject]

    async def test_send_brings_the_same_letter_once(self, mail: tuple[MailPort, Arrived]) -> None:
        port, arrived = mail
        one = letter()
        for _ in range(3):
            await port.send(one)
        assert await arrived(one.to) == [one.subject]

    async def test_send_brings_two_letters_to_one_resident(
        self, mail: tuple[MailPort, Arrived]
    ) -> None:
        port, arrived = mail
        one = letter()
        other = letter(to=one.to, subject="Morgen heeft u een afspraak")
        await port.send(one)
        await port.send(other)
        assert sorted(await arrived(one.to)) == sorted([one.subject, other.subject])

    @pytest.mark.parametrize(
        "to",
        ["sanne@gemeente.invalid", "geen adres", "", "a@b.example, c@d.example",
         "a@b.example\r\nBcc: c@d.example", "a@b.example\n"],
    )  # fmt: skip
    async def test_send_refuses_an_address_that_cannot_be(
        self, mail: tuple[MailPort, Arrived], to: str
    ) -> None:
        port, _ = mail
        with pytest.raises(MailRefused):
            await port.send(letter(to=to))

    @pytest.mark.parametrize("field", ["subject", "sender_name"])
    @pytest.mark.parametrize("end", ["\n", "\r\n", "\r", "\u2028"])
    async def test_send_refuses_a_header_in_a_header(
        self, mail: tuple[MailPort, Arrived], field: str, end: str
    ) -> None:
        port, arrived = mail
        one = letter(**{field: f"Afspraak{end}Bcc: ander@voorbeeld.example"})
        with pytest.raises(MailRefused):
            await port.send(one)
        assert await arrived(one.to) == await arrived("ander@voorbeeld.example") == []

    async def test_check_passes_when_the_server_answers(
        self, mail: tuple[MailPort, Arrived]
    ) -> None:
        port, _ = mail
        await port.check()


async def test_the_fake_can_be_away_and_lose_its_answer() -> None:
    fake, one = FakeMail(), letter()
    fake.down = True
    with pytest.raises(BackendUnavailable):
        await fake.send(one)
    assert fake.letters == []
    fake.down, fake.unsure = False, 1
    with pytest.raises(BackendUnavailable):
        await fake.send(one)
    await fake.send(one)
    assert fake.letters == [one]


async def test_a_letter_can_be_read_in_the_mailbox(backoffice: Backoffice) -> None:
    one = letter(event=event())
    await smtp(backoffice.mail_port).send(one)
    html, _ = await page(backoffice, f"/postvak?aan={one.to}")
    (path,) = re.findall(r'<h2[^>]*><a href="(/postvak/\d+)">', html)
    shown, response = await page(backoffice, path)
    assert "Beste Zoë Çelik" in shown and "frame-src 'self'" in response.headers[CSP]
    body, response = await page(backoffice, f"{path}/html")
    assert "<strong>donderdag 26 november</strong>" in body and "<script" not in body
    assert "sandbox" in response.headers[CSP] and "script-src" not in response.headers[CSP]
    ics, response = await page(backoffice, f"{path}/afspraak.ics")
    assert ics.startswith("BEGIN:VCALENDAR\r\n") and response.content_type == "text/calendar"


CSP = "Content-Security-Policy"


@pytest.mark.parametrize(
    ("answer", "refused"),
    [
        ("550 5.1.1 <sanne@voorbeeld.example> user unknown", True),
        ("550 no such user", True),
        ("552 5.2.2 mailbox full", True),
        ("450 4.2.0 greylisted", False),
        ("421 too busy", False),
        ("554 5.7.1 <sanne@voorbeeld.example>: relay access denied", False),
        ("530 5.7.0 authentication required", False),
        ("530 authentication required", False),
    ],
)
async def test_only_an_address_that_is_not_there_is_refused_for_good(
    answer: str, refused: bool
) -> None:
    async with mail_server(Answers(recipient=answer)) as server:
        with capture_logs() as logs, pytest.raises(MailRefused if refused else BackendUnavailable):
            await smtp(server.port).send(letter())
    assert [line["event"] for line in logs] == [
        "mail_refused" if refused else "backend_call_failed"
    ]
    assert "voorbeeld" not in str(logs) and logs[0]["reason"].startswith(answer[:3])


@pytest.mark.parametrize(
    "answers",
    [
        Answers(sender="550 5.1.8 we do not know you"),
        Answers(sender="501 no"),
        Answers(content="554 5.7.1 looks like spam"),
        Answers(content="452 4.3.1 disk full"),
        Answers(content="250", hangs=True),
        Answers(recipient="rubbish"),
        Answers(greeting="220 x", recipient="250 OK", closes=True),
        Answers(greeting="554 go away"),
        Answers(greeting="HTTP/1.1 400 Bad Request"),
    ],
    ids=str,
)
async def test_every_other_failure_is_backend_unavailable(answers: Answers) -> None:
    async with mail_server(answers) as server:
        with pytest.raises(BackendUnavailable) as raised:
            await smtp(server.port, timeout=0.3).send(letter())
    assert "voorbeeld" not in str(raised.value)


async def test_a_server_that_is_not_there_is_backend_unavailable() -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = smtp(free.getsockname()[1])
        with pytest.raises(BackendUnavailable, match="mail send"):
            await port.send(letter())
        with pytest.raises(BackendUnavailable, match="mail check"):
            await port.check()


async def test_a_password_is_never_sent_without_encryption() -> None:
    async with mail_server(Answers()) as server:
        port = SmtpMail(f"smtp://balie:geheim%40123@127.0.0.1:{server.port}", SENDER)
        with pytest.raises(BackendUnavailable) as raised:
            await port.check()
        heard = server.heard
    assert heard and not any("AUTH" in line.upper() for line in heard)
    assert "geheim" not in str(raised.value)


async def test_an_answer_that_is_lost_after_the_mail_came_in_is_no_second_mail(
    backoffice: Backoffice, tmp_path: Path
) -> None:
    """The letter is there but we never heard so; what is sent again has the same Message-ID."""
    one = letter()
    async with mail_server(Answers(content="250", hangs=True)) as server:
        with pytest.raises(BackendUnavailable):
            await smtp(server.port, timeout=0.3).send(one)
        first = server.mails[0]
    async with mail_server(Answers()) as server:
        await smtp(server.port).send(one)
        (second,) = server.mails
    ids = [re.findall(rb"(?im)^message-id: (<\S+>)\r$", mail) for mail in (first, second)]
    assert ids[0] == ids[1] and len(ids[0]) == 1


async def test_a_domain_in_other_letters_is_written_as_mail_servers_know_it() -> None:
    async with mail_server(Answers()) as server:
        await smtp(server.port).send(letter(to="zoe@café.example"))
        assert "RCPT TO:<zoe@xn--caf-dma.example>" in server.heard
        with pytest.raises(MailRefused, match="ASCII"):
            await smtp(server.port).send(letter(to="zoë@voorbeeld.example"))
