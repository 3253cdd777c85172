"""`python -m backoffice`: serve until stopped."""

from __future__ import annotations

import socket
import sys

import structlog
from aiohttp import web

from backoffice.app import create_app
from backoffice.mail_server import LOOPBACK
from backoffice.settings import DEVELOPMENT_SECRET, DEVELOPMENT_TOKEN, Settings

log = structlog.get_logger("backoffice")


def main() -> int:
    """Listen, say where, and stop cleanly on SIGINT or SIGTERM."""
    # The default draws tracebacks with the values of all variables: what residents wrote.
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso"),
            structlog.dev.ConsoleRenderer(
                colors=False, exception_formatter=structlog.dev.plain_traceback
            ),
        ]
    )
    settings = Settings()
    secrets = {
        "TOKEN": settings.token,
        "ZGW_SECRET": settings.zgw_secret,
        "OIDC_SECRET": settings.oidc_secret,
    }
    for name, secret in secrets.items():
        if secret in (DEVELOPMENT_TOKEN, DEVELOPMENT_SECRET) and not settings.is_local:
            log.error("backoffice_refused_to_start", reason=f"BALIE_BACKOFFICE_{name} is not set")
            return 2
    try:
        wanted = settings.port
        listener = socket.create_server((settings.host, wanted))
        wanted = settings.mail_port
        mail = socket.create_server((LOOPBACK, wanted))
    except OSError as error:
        log.error("backoffice_refused_to_start", reason=str(error), port=wanted)
        return 1
    app = create_app(settings, mail)
    log.info("mailbox_started", host=LOOPBACK, port=mail.getsockname()[1])
    log.info("backoffice_started", host=settings.host, port=listener.getsockname()[1])
    web.run_app(app, sock=listener, access_log=None, print=None)
    log.info("backoffice_stopped")
    return 0


if __name__ == "__main__":
    sys.exit(main())
