"""Mail servers that ask for a password: it goes over an encrypted line, to the right server only."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.smtp import SMTP, AuthResult, LoginPassword
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from structlog.testing import capture_logs

from assistant.errors import BackendUnavailable
from connectors.backends.mail.adapter import SmtpMail
from tests.contract.letters import letter

pytestmark = pytest.mark.asyncio

USER, PASSWORD = "balie@utrecht.example", "ge:heim/1"
IN_URL = "balie%40utrecht.example:ge%3Aheim%2F1"


class Intake:
    def __init__(self) -> None:
        self.mails: list[bytes] = []

    async def handle_DATA(  # noqa: N802 - the name that aiosmtpd looks for
        self, server: Any, session: Any, envelope: Any
    ) -> str:
        self.mails.append(envelope.content)
        return "250 OK"


def certificate(folder: Path) -> Path:
    """One file with the key and a certificate that this test alone trusts."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "mail.example")])
    now = datetime.now(UTC)
    address = x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))])
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(address, critical=False)
        .sign(key, hashes.SHA256())
    )
    pem = serialization.Encoding.PEM
    private = key.private_bytes(
        pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    path = folder / "server.pem"
    path.write_bytes(private + made.public_bytes(pem))
    return path


@asynccontextmanager
async def mail_server(path: Path, tls: bool) -> AsyncIterator[tuple[int, Intake]]:
    """Takes mail after the right password only; `tls`: encrypted from the start, or by STARTTLS."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(path)
    intake = Intake()

    def knows(_server: Any, _session: Any, _envelope: Any, _how: str, given: Any) -> AuthResult:
        right = LoginPassword(USER.encode(), PASSWORD.encode())
        return AuthResult(success=given == right, handled=False)

    def protocol() -> SMTP:
        return SMTP(
            intake, hostname="localhost", tls_context=None if tls else context,
            auth_required=True, auth_require_tls=not tls, authenticator=knows,
        )  # fmt: skip

    server = await asyncio.get_running_loop().create_server(
        protocol, "127.0.0.1", 0, ssl=context if tls else None
    )
    yield server.sockets[0].getsockname()[1], intake
    server.close()


@pytest.mark.filterwarnings("ignore:Requiring AUTH")
@pytest.mark.parametrize("scheme", ["smtp", "smtps"])
class TestLogin:
    async def test_with_the_password_the_letter_goes(
        self, scheme: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        path = certificate(tmp_path)
        monkeypatch.setenv("SSL_CERT_FILE", str(path))
        async with mail_server(path, scheme == "smtps") as (port, intake):
            mail = SmtpMail(f"{scheme}://{IN_URL}@127.0.0.1:{port}", "balie@utrecht.example")
            await mail.check()
            await mail.send(letter())
        assert len(intake.mails) == 1

    async def test_a_wrong_password_is_no_refusal_of_the_letter(
        self, scheme: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        path = certificate(tmp_path)
        monkeypatch.setenv("SSL_CERT_FILE", str(path))
        async with mail_server(path, scheme == "smtps") as (port, intake):
            mail = SmtpMail(f"{scheme}://balie:verkeerd@127.0.0.1:{port}", "balie@utrecht.example")
            with capture_logs() as logs, pytest.raises(BackendUnavailable, match="535") as raised:
                await mail.send(letter())
        assert intake.mails == [] and "verkeerd" not in f"{logs} {raised.value}"

    async def test_a_server_that_cannot_show_who_it_is_gets_nothing(
        self, scheme: str, tmp_path: Path
    ) -> None:
        async with mail_server(certificate(tmp_path), scheme == "smtps") as (port, intake):
            mail = SmtpMail(f"{scheme}://{IN_URL}@127.0.0.1:{port}", "balie@utrecht.example")
            with pytest.raises(BackendUnavailable):
                await mail.send(letter())
        assert intake.mails == []
