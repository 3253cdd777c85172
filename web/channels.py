"""The channels beside the web chat: what is configured of them, on one inbox and one outbox."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from aiohttp import web

from assistant.ports.clock import ClockPort
from assistant.ports.municipalities import MunicipalitiesPort
from assistant.ports.outbox import OutboxPort
from assistant.ports.texts import TextsPort
from assistant.services.channel_codes import ChannelCodes
from assistant.services.municipalities import MunicipalityService
from connectors.channels.outbox import Outbox
from connectors.channels.pipeline import Pipeline
from connectors.channels.receiving import TEXTS as RECEIVING_TEXTS
from connectors.channels.receiving import Receiving
from connectors.channels.sender import Sender
from connectors.channels.sms.cm import CmConfig, CmWebhook
from connectors.channels.sms.cm_sender import CmSender
from connectors.channels.sms.rendering import SmsRenderer
from connectors.channels.sms.twilio import TwilioConfig, TwilioWebhook
from connectors.channels.sms.twilio_sender import TwilioSender
from connectors.channels.telephone.audiocodes import AudioCodesVoice
from connectors.channels.telephone.call import TEXTS as CALL_TEXTS
from connectors.channels.telephone.call import Calls
from connectors.channels.telephone.links import Links
from connectors.channels.telephone.twilio import TwilioVoice
from connectors.channels.whatsapp.sender import WhatsAppSender
from connectors.channels.whatsapp.settings import WhatsAppSettings
from connectors.channels.whatsapp.webhook import WhatsApp


@dataclass(frozen=True)
class ChannelSettings:
    """What is used of each provider; None or empty is not used."""

    whatsapp: WhatsAppSettings | None = None
    twilio: TwilioConfig | None = None
    cm: CmConfig | None = None
    audiocodes_token: str = ""
    phone_lines: Mapping[str, str] = field(default_factory=dict)


class Channels:
    """Made before the pipeline, which tells it of everything that was said."""

    def __init__(
        self,
        settings: ChannelSettings,
        outgoing: OutboxPort,
        codes: ChannelCodes,
        clock: ClockPort,
        texts: TextsPort,
        municipalities: MunicipalitiesPort,
        places: MunicipalityService,
        secret: str,
    ) -> None:
        """Raises:
        TextNotFound: a text that residents may need is missing.
        """
        for slug in municipalities.slugs():
            for key in (*RECEIVING_TEXTS, *CALL_TEXTS):
                texts.text(key, slug)
        self._settings = settings
        self._outgoing = outgoing
        self._codes = codes
        self._clock = clock
        self._texts = texts
        self._municipalities = municipalities
        self._places = places
        self._secret = secret
        self._whatsapp = WhatsAppSender(settings.whatsapp, texts) if settings.whatsapp else None
        self._sms = self._sms_sender()
        senders = {"whatsapp": self._whatsapp, "sms": self._sms}
        self.outbox = Outbox(outgoing, {name: one for name, one in senders.items() if one})

    def mount(self, app: web.Application, pipeline: Pipeline) -> None:
        """Add the routes of all channels that are configured."""
        receiving = Receiving(
            pipeline, self.outbox, self._outgoing, self._codes, self.municipality_of, self._secret
        )
        settings, clock = self._settings, self._clock
        if settings.whatsapp and self._whatsapp:
            WhatsApp(settings.whatsapp, receiving, self._whatsapp, clock).mount(app)
        if settings.twilio:
            TwilioWebhook(settings.twilio, receiving, clock).mount(app)
        if settings.cm:
            CmWebhook(settings.cm, receiving, clock).mount(app)
        calls = Calls(
            pipeline,
            self._texts,
            self._places,
            self.municipality_of,
            Links(self._texts, clock, self._sms),
            self._codes,
            self._secret,
        )
        if settings.twilio:
            TwilioVoice(calls, settings.twilio.auth_token, settings.twilio.public_url).mount(app)
        if settings.audiocodes_token:
            AudioCodesVoice(calls, settings.audiocodes_token).mount(app)

    @property
    def configured(self) -> bool:
        """Whether there is another channel than the web chat."""
        chosen = self._settings
        named = (chosen.whatsapp, chosen.twilio, chosen.cm, chosen.audiocodes_token)
        return any(one for one in named)

    def sms_line_of(self, municipality: str) -> str:
        """The number that its text messages come from; empty where none are sent."""
        if self._sms is None:
            return ""
        lines = self._settings.phone_lines.items()
        return next((line for line, slug in lines if slug == municipality), "")

    def municipality_of(self, line: str) -> str:
        """Whose line this is; the default municipality's where nobody says."""
        whatsapp = self._settings.whatsapp.lines if self._settings.whatsapp else {}
        named = self._settings.phone_lines.get(line) or whatsapp.get(line)
        return self._places.resolve(named)

    def _sms_sender(self) -> Sender | None:
        renderer = SmsRenderer(self._texts, self._municipalities, self.municipality_of)
        if self._settings.cm:
            return CmSender(self._settings.cm, renderer)
        if self._settings.twilio:
            return TwilioSender(self._settings.twilio, renderer)
        return None
