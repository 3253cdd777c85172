"""The public application: pages, web chat and health, made from the collaborators it is given."""

from __future__ import annotations

from collections.abc import AsyncIterator

from aiohttp import web

from assistant.ports.clock import ClockPort
from assistant.ports.conversations import ConversationsPort
from assistant.ports.crisis import CrisisPort
from assistant.ports.engine import EnginePort
from assistant.ports.feedback import FeedbackPort
from assistant.ports.municipalities import MunicipalitiesPort
from assistant.ports.personal_details import PersonalDetailsPort
from assistant.ports.texts import TextsPort
from assistant.services.channel_codes import ChannelCodes
from assistant.services.conversations import TEXTS, ConversationsService
from assistant.services.feedback import FeedbackService
from assistant.services.identity import IdentityService
from assistant.services.payment_links import PaymentLinks
from connectors.channels import problems
from connectors.channels.answering import Patience
from connectors.channels.code_desk import TEXTS as CODE_TEXTS
from connectors.channels.code_desk import CodeDesk
from connectors.channels.pipeline import Pipeline
from connectors.channels.sessions import Sessions
from connectors.channels.webchat import Webchat
from web.appointments import AppointmentPages, AppointmentParts
from web.channels import Channels
from web.embedding import Embedding
from web.login import LoginPages
from web.lookups import LookupPages
from web.municipal import MunicipalPages
from web.pages import Pages
from web.payments import PaymentPages
from web.rendering import STATIC, Renderer
from web.security import add_headers, guard
from web.spots import SpotPages, SpotParts
from web.uploads import UploadPages, UploadParts
from web.video.pages import VideoPages, VideoSettings

PIPELINE = web.AppKey("pipeline", Pipeline)


def make_app(
    *,
    store: ConversationsPort,
    engine: EnginePort,
    clock: ClockPort,
    texts: TextsPort,
    crisis: CrisisPort,
    municipalities: MunicipalitiesPort,
    feedback: FeedbackPort,
    details: PersonalDetailsPort,
    session_secret: str,
    max_message_length: int = 2000,
    messages_per_minute: int = 20,
    patience: Patience | None = None,
    channels: Channels | None = None,
    codes: ChannelCodes | None = None,
    appointments: AppointmentParts | None = None,
    video: VideoSettings | None = None,
    identity: IdentityService | None = None,
    lookups: LookupPages | None = None,
    uploads: UploadParts | None = None,
    payments: PaymentLinks | None = None,
    spots: SpotParts | None = None,
) -> web.Application:
    """Put the application together. Who calls it opens and closes what it passes.

    Without `channels` there is the web chat only; without `codes` no way from there to them.

    Raises:
        TextNotFound: a text that residents may need is missing; better now than tonight.
    """
    for slug in municipalities.slugs():
        for key in (*TEXTS, *problems.TEXTS):
            texts.text(key, slug)
        for key, values in CODE_TEXTS.items():
            texts.text(key, slug, **values)
    service = ConversationsService(store, engine, texts, crisis, clock, details, max_message_length)
    pipeline = Pipeline(service, messages_per_minute, patience)
    if channels:
        pipeline.also_tell(channels.outbox.ring)
    sessions = Sessions(session_secret)
    renderer = Renderer()
    desk = CodeDesk(codes, pipeline, texts) if codes else None
    municipal = MunicipalPages(municipalities, renderer)
    pages = Pages(pipeline, sessions, municipalities, texts, renderer, desk)
    webchat = Webchat(
        pipeline,
        sessions,
        municipalities,
        problems.Problems(texts),
        renderer.message,
        FeedbackService(feedback, store, clock),
        desk,
    )
    embedding = Embedding(
        municipalities, service.greeting, renderer, max_message_length, codes=desk is not None
    )

    async def health(_request: web.Request) -> web.Response:
        """Ready when messages can be kept; without the engine residents still get an answer."""
        stored = await store.ready()
        answering = await engine.ready()
        body = {
            "status": "ok" if stored else "down",
            "storage": "ok" if stored else "down",
            "engine": "ok" if answering else "down",
        }
        return web.json_response(body, status=200 if stored else 503)

    async def run(_app: web.Application) -> AsyncIterator[None]:
        await pipeline.start()
        if channels:
            await channels.outbox.start()
        yield
        if channels:
            await channels.outbox.stop()
        await pipeline.stop()

    app = web.Application(middlewares=[guard(pages.listing)])
    app[PIPELINE] = pipeline
    app.on_response_prepare.append(add_headers)
    app.cleanup_ctx.append(run)
    app.router.add_get("/health", health)
    app.router.add_get("/static/{name}", _static)
    if channels:
        channels.mount(app, pipeline)
    webchat.mount(app)
    if appointments:
        VideoPages(
            appointments.book,
            appointments.letters,
            appointments.links,
            municipalities,
            renderer,
            clock,
            video or VideoSettings(),
        ).mount(app)
        AppointmentPages(appointments, pipeline, sessions, municipal, texts, clock).mount(app)
    if identity:
        LoginPages(identity, pipeline, sessions, municipal).mount(app)
    if spots:
        SpotPages(spots, pipeline, municipal, clock).mount(app)
    if payments:
        PaymentPages(payments, pipeline, municipal, clock).mount(app)
    if uploads:
        UploadPages(uploads, pipeline, municipal, clock).mount(app)
    if lookups:
        lookups.mount(app)
    embedding.mount(app)
    pages.mount(app)
    return app


async def _static(request: web.Request) -> web.StreamResponse:
    """Our few files. Browsers keep those whose address changes with their content (`asset`), and
    ask again for a part that another file imports."""
    path = STATIC / request.match_info["name"]
    if path.parent != STATIC or not path.is_file():
        raise web.HTTPNotFound
    keep = "public, max-age=31536000, immutable" if "v" in request.query else "no-cache"
    return web.FileResponse(path, headers={"Cache-Control": keep})
