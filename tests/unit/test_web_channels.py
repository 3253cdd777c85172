"""Which channels are open, by their secrets."""

from __future__ import annotations

from pathlib import Path

import pytest
from aiohttp import web

from assistant import bootstrap
from assistant.settings import Settings
from web.__main__ import channels

ALL = {"/channels/whatsapp", "/sms/twilio/messages", "/telephone/twilio", "/telephone/audiocodes"}


def settings(tmp_path: Path, **values: object) -> Settings:
    return Settings.model_construct(database_url=f"sqlite:///{tmp_path / 'b.db'}", **values)


async def routes(made: Settings) -> set[str]:
    """What can be posted to."""
    from assistant.services.conversations import ConversationsService
    from connectors.channels.pipeline import Pipeline

    parts = bootstrap.gateway(made)
    try:
        service = ConversationsService(
            parts.store,
            parts.engine,
            parts.texts,
            parts.crisis,
            parts.clock,
            parts.appointments.details,
        )
        app = web.Application()
        found = channels(made, parts)
        found.mount(app, Pipeline(service))
        await found.outbox.stop()
        return {str(r.resource.canonical) for r in app.router.routes() if r.resource}
    finally:
        await parts.close()


@pytest.mark.asyncio
async def test_out_of_the_box_all_channels_are_open_to_this_machine(tmp_path: Path) -> None:
    found = await routes(settings(tmp_path))
    assert {path for path in ALL if not any(one.startswith(path) for one in found)} == set()
    assert not any("/sms/cm" in path for path in found)


@pytest.mark.asyncio
async def test_a_secret_from_the_source_opens_nothing_to_the_world(tmp_path: Path) -> None:
    assert await routes(settings(tmp_path, host="0.0.0.0")) == set()


@pytest.mark.asyncio
async def test_each_channel_opens_with_its_own_secret(tmp_path: Path) -> None:
    made = settings(tmp_path, host="0.0.0.0", twilio_auth_token="x" * 32)
    found = await routes(made)
    assert {path.split("/")[1] for path in found} == {"sms", "telephone"}
    assert not any("audiocodes" in path for path in found)
    cm = settings(tmp_path, host="0.0.0.0", cm_product_token="t", cm_secret="s" * 20)
    assert {path.split("/")[2] for path in await routes(cm)} == {"cm"}
