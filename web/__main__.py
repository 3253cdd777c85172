"""`python -m web`: the public process."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

from aiohttp import web

from assistant.bootstrap import gateway
from assistant.settings import get_settings
from web.app import make_app


async def application() -> web.Application:
    """The application on the real collaborators, which end with it."""
    settings = get_settings()
    parts = gateway(settings)
    app = make_app(
        store=parts.store,
        engine=parts.engine,
        clock=parts.clock,
        texts=parts.texts,
        crisis=parts.crisis,
        municipalities=parts.municipalities,
        session_secret=settings.session_secret,
        max_message_length=settings.max_message_length,
        messages_per_minute=settings.messages_per_minute,
    )

    async def close(_app: web.Application) -> None:
        await parts.close()

    async def deliver(_app: web.Application) -> AsyncIterator[None]:
        """Bring klantcontacten that wait in the outbox to the register, again and again."""
        delivering = asyncio.create_task(parts.klantcontacten.keep_delivering(every=10))
        yield
        delivering.cancel()
        await asyncio.gather(delivering, return_exceptions=True)

    app.cleanup_ctx.append(deliver)
    app.on_cleanup.append(close)
    return app


def main() -> None:
    """Serve until told to stop."""
    settings = get_settings()
    # Access logs would hold addresses of residents; what happened is in our own events.
    web.run_app(
        application(),
        host=settings.host,
        port=settings.web_port,
        access_log=None,
        shutdown_timeout=5,
    )


if __name__ == "__main__":
    main()
