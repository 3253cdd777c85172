"""`python -m web`: the public process."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

from aiohttp import web

from assistant.bootstrap import Gateway, gateway
from assistant.services.conversation_register import ConversationRegister
from assistant.settings import Settings, get_settings
from connectors.channels.messenger import Messenger
from connectors.channels.sms.cm import CmConfig
from connectors.channels.sms.twilio import TwilioConfig
from connectors.channels.whatsapp.settings import Template, WhatsAppSettings
from web.app import PIPELINE, make_app
from web.appointments import AppointmentParts
from web.channels import Channels, ChannelSettings
from web.chatwoot import ChatwootPages
from web.desk.app import Desk, keep_watch
from web.desk.external import External
from web.desk.notes import Notes
from web.desk.packets import Packets
from web.desk.pages import DeskParts
from web.lookups import LookupPages
from web.notifications import NotificationPages
from web.rendering import Renderer
from web.spots import SpotParts
from web.uploads import UploadParts
from web.video.pages import VideoSettings


async def application() -> web.Application:
    """The application on the real collaborators, which end with it."""
    settings = get_settings()
    parts = gateway(settings)
    other = channels(settings, parts)
    app = make_app(
        store=parts.store,
        engine=parts.engine,
        clock=parts.clock,
        texts=parts.texts,
        crisis=parts.crisis,
        municipalities=parts.municipalities,
        feedback=parts.feedback,
        details=parts.appointments.details,
        appointments=AppointmentParts(
            parts.appointments.appointments,
            parts.appointments.book,
            parts.appointments.letters,
            parts.appointments.links,
        ),
        channels=other,
        codes=parts.codes if other.configured else None,
        identity=parts.zaken.identity,
        lookups=LookupPages(
            parts.zaken.lookup_links, parts.zaken.lookups, parts.texts, parts.clock
        ),
        payments=parts.zaken.payment_links,
        spots=SpotParts(
            parts.zaken.spot_links, parts.zaken.addresses, settings.map_tiles, settings.map_credit
        ),
        uploads=UploadParts(parts.zaken.upload_links, parts.zaken.uploads, parts.zaken.scanner),
        video=VideoSettings(settings.ice_servers or "[]", settings.jitsi_url),
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

    messenger = Messenger(
        app[PIPELINE], parts.outgoing, parts.clock, other.sms_line_of, settings.session_secret
    )
    notices = parts.zaken.status_notices(messenger)
    NotificationPages(_notifications_auth(settings), notices.changed).mount(app)
    service = parts.desk.service(messenger, parts.klantcontacten, parts.library)
    jobs = parts.appointments.jobs
    calls = parts.desk.calls(messenger, parts.klantcontacten, jobs)
    desk = DeskParts(
        service=service,
        calls=calls,
        staff=parts.desk.staff,
        library=parts.library,
        ediensten=parts.zaken.handed_in(parts.library),
        details=parts.appointments.details,
        places=parts.places,
        appointments=parts.appointments.at_the_desk(messenger, parts.desk.staff),
        catalogues=parts.library,
        engine=parts.engine,
        clock=parts.clock,
    )
    login = parts.desk.elsewhere(settings, parts.municipalities)
    external = (
        External(login, settings.public_url, settings.session_secret, parts.clock)
        if login
        else None
    )
    Desk(desk, parts.desk.signing_in, app[PIPELINE], Renderer(), external).mount(app)
    slugs = parts.municipalities.slugs()
    elsewhere = [slug for slug in slugs if parts.desk.is_elsewhere(slug)]
    own = [slug for slug in slugs if slug not in elsewhere]
    packets = Packets(desk.library, desk.ediensten, desk.details, Renderer(), parts.clock)
    notes = Notes(packets, parts.store, Renderer())
    chatwoot = parts.desk.other(parts.store, service, notes.of)
    if chatwoot:
        app[PIPELINE].also_tell(chatwoot.changed)
        ChatwootPages(chatwoot, settings.chatwoot_secret, parts.clock).mount(app)
    promises = parts.desk.call_watch(parts.call_tasks, messenger)
    runner = parts.appointments.runner(messenger, parts.desk.jobs(parts.call_tasks))

    async def work(_app: web.Application) -> AsyncIterator[None]:
        """Confirmations, reminders and what a crash left open."""
        working = asyncio.create_task(runner.run_forever())
        yield
        working.cancel()
        await asyncio.gather(working, return_exceptions=True)

    async def watch(_app: web.Application) -> AsyncIterator[None]:
        """Nobody stays with somebody who is gone, in line for nobody, or waits for a call that
        was made already or is too late."""
        watching = [
            asyncio.create_task(keep_watch(service, own)),
            asyncio.create_task(promises.run_forever(slugs)),
        ]
        if chatwoot:
            watching.append(asyncio.create_task(chatwoot.run_forever(elsewhere)))
            watching.append(asyncio.create_task(keep_watch(chatwoot, elsewhere)))
        yield
        for one in watching:
            one.cancel()
        await asyncio.gather(*watching, return_exceptions=True)

    async def erase(_app: web.Application) -> AsyncIterator[None]:
        """What is over goes."""
        erasing = asyncio.create_task(parts.erasing.run_forever())
        yield
        erasing.cancel()
        await asyncio.gather(erasing, return_exceptions=True)

    every = ConversationRegister(parts.store, parts.klantcontacten, parts.clock)

    async def register(_app: web.Application) -> AsyncIterator[None]:
        """Conversations that are over, in the contact register."""
        registering = asyncio.create_task(every.run_forever())
        yield
        registering.cancel()
        await asyncio.gather(registering, return_exceptions=True)

    if settings.klantinteracties_conversations:
        app.cleanup_ctx.append(register)
    app.cleanup_ctx.append(deliver)
    app.cleanup_ctx.append(work)
    app.cleanup_ctx.append(erase)
    app.cleanup_ctx.append(watch)
    app.on_cleanup.append(close)
    return app


def _notifications_auth(settings: Settings) -> str:
    """What stands in the source proves nothing: with that one this machine only is believed."""
    known = settings.notifications_auth == Settings.model_fields["notifications_auth"].default
    local = settings.host in ("127.0.0.1", "localhost", "::1")
    return "" if known and not local else settings.notifications_auth


def channels(settings: Settings, parts: Gateway) -> Channels:
    """The channels for which there are secrets.

    A secret that stands in the source proves nothing, so with that one a channel is open to this
    machine only.
    """
    whatsapp = twilio = cm = None

    def secret(name: str) -> str:
        value = str(getattr(settings, name))
        known = value == Settings.model_fields[name].default
        return "" if known and settings.host not in ("127.0.0.1", "localhost", "::1") else value

    if secret("whatsapp_app_secret") and secret("whatsapp_verify_token"):
        named, notice = settings.whatsapp_template, settings.whatsapp_notice_template
        whatsapp = WhatsAppSettings(
            token=settings.whatsapp_token,
            app_secret=settings.whatsapp_app_secret,
            verify_token=settings.whatsapp_verify_token,
            lines=settings.whatsapp_lines,
            base_url=settings.whatsapp_url,
            template=Template(named) if named else None,
            notice_template=Template(notice) if notice else None,
        )
    if secret("twilio_auth_token"):
        twilio = TwilioConfig(
            account_sid=settings.twilio_account_sid,
            auth_token=settings.twilio_auth_token,
            public_url=settings.public_url,
            api_url=settings.twilio_url,
        )
    if settings.cm_product_token and settings.cm_secret:
        cm = CmConfig(settings.cm_product_token, settings.cm_secret, settings.cm_url)
    chosen = ChannelSettings(whatsapp, twilio, cm, secret("audiocodes_token"), settings.phone_lines)
    return Channels(
        chosen,
        parts.outgoing,
        parts.codes,
        parts.clock,
        parts.texts,
        parts.municipalities,
        parts.places,
        settings.session_secret,
    )


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
