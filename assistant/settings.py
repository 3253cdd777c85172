"""Every setting of every process, with its meaning. Read from the environment, prefix `BALIE_`."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Literal

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict

ROOT = Path(__file__).resolve().parent.parent


class Settings(BaseSettings):
    """One instance per process, made by `bootstrap`; services receive values, never this object."""

    model_config = SettingsConfigDict(env_prefix="BALIE_", frozen=True)

    database_url: str = Field(
        default=f"sqlite:///{ROOT / 'var' / 'balie.db'}",
        description="Conversations and trackers: any SQLAlchemy URL (SQLite or PostgreSQL).",
    )
    host: str = Field(default="127.0.0.1", description="Address on which the processes listen.")
    web_port: int = Field(default=8080, description="The only public process.")
    engine_port: int = Field(default=5005, description="Rasa, never public.")
    actions_port: int = Field(default=5055, description="Action server, never public.")
    backoffice_port: int = Field(default=8090, description="The municipality in a box.")
    backoffice_mail_port: int = Field(
        default=8025, description="Where the mailbox of the back office takes mail."
    )
    engine_url: str = Field(
        default="http://127.0.0.1:5005", description="Where the gateway finds Rasa."
    )
    klantinteracties_url: str = Field(
        default="http://127.0.0.1:8090/klantinteracties/api/v1",
        description="Klantinteracties API: our back office, or Open Klant.",
    )
    klantinteracties_token: str = Field(
        default="balie-development", description="Token for the Klantinteracties API."
    )
    klantinteracties_conversations: bool = Field(
        default=False,
        description="Whether every conversation becomes a klantcontact, also one without a human.",
    )
    klantinteracties_actor: str = Field(
        default="Klantcontactcentrum",
        description="Organisatorische eenheid there that tasks to call residents are for.",
    )
    engine_secret: str = Field(
        default="balie-development", description="Shared secret between gateway and Rasa."
    )
    session_secret: str = Field(
        default="balie-development-session", description="Signs the residents' session cookies."
    )
    kb_path: Path = Field(default=ROOT / "kb", description="The answer library.")
    responses_path: Path = Field(
        default=ROOT / "data" / "responses", description="Texts that are not articles."
    )
    default_municipality: str = Field(
        default="rotterdam", description="Used where a message names none, as in `rasa shell`."
    )
    engine_timeout: float = Field(
        default=15.0, description="Seconds the gateway waits for one answer of the engine."
    )
    max_message_length: int = Field(
        default=2000, description="Longest message of a resident, in characters."
    )
    messages_per_minute: int = Field(
        default=20, description="Messages that one conversation may send in a minute."
    )
    public_url: str = Field(
        default="http://127.0.0.1:8080",
        description="How the outside world finds web; providers sign this address.",
    )
    phone_lines: dict[str, str] = Field(
        default={"+15005550006": "rotterdam"},
        description="Numbers for SMS and telephone, each with its municipality (JSON). "
        "On a number that is not named the default municipality answers.",
    )
    whatsapp_lines: dict[str, str] = Field(
        default={"100000000000001": "rotterdam"},
        description="Phone number ids at Meta, each with its municipality (JSON); no others.",
    )
    whatsapp_token: str = Field(
        default="balie-development", description="Access token for the WhatsApp Business Cloud API."
    )
    whatsapp_app_secret: str = Field(
        default="balie-development", description="Signs what Meta sends. Empty: no WhatsApp."
    )
    whatsapp_verify_token: str = Field(
        default="balie-development", description="Meta shows it once, when the webhook is entered."
    )
    whatsapp_url: str = Field(
        default="http://127.0.0.1:8091",
        description="The Graph API; out of the box where `make simulate` listens.",
    )
    whatsapp_template: str = Field(
        default="", description="Template that invites to go on after 24 hours; empty: none."
    )
    whatsapp_notice_template: str = Field(
        default="",
        description="Template with one variable, for reminders after 24 hours; empty: none.",
    )
    twilio_account_sid: str = Field(
        default="balie-development", description="Account at Twilio, for SMS."
    )
    twilio_auth_token: str = Field(
        default="balie-development",
        description="Signs what Twilio sends (SMS and telephone). Empty: no Twilio.",
    )
    twilio_url: str = Field(
        default="http://127.0.0.1:8092",
        description="Twilio's API; out of the box where `make simulate` listens.",
    )
    cm_product_token: str = Field(
        default="", description="Token of CM.com for SMS. With it SMS goes by CM.com, not Twilio."
    )
    cm_secret: str = Field(
        default="", description="Secret part of the address that CM.com posts to. Empty: no CM.com."
    )
    cm_url: str = Field(
        default="https://gw.messaging.cm.com", description="CM.com's gateway for messages."
    )
    audiocodes_token: str = Field(
        default="balie-development",
        description="Token of AudioCodes VoiceAI Connect. Empty: no AudioCodes.",
    )
    appointments_system: Literal["qmatic", "jcc"] = Field(
        default="qmatic", description="Which kind of appointment system `appointments_url` is."
    )
    appointments_url: str = Field(
        default="http://127.0.0.1:8090/qmatic/{gemeente}/calendar-backend/public/api",
        description="The appointment system; `{gemeente}` becomes the municipality's name.",
    )
    appointments_key: str = Field(
        default="balie-development",
        description="API key for Qmatic, or `client-id:secret` for JCC.",
    )
    zgw_url: str = Field(
        default="http://127.0.0.1:8090",
        description="The ZGW server (Open Zaak): `/zaken/api/v1` and `/catalogi/api/v1` follow it.",
    )
    zgw_client_id: str = Field(default="balie", description="Client at the ZGW server.")
    zgw_secret: str = Field(
        default="balie-development-zaken-catalogi", description="Secret of that client."
    )
    zgw_organisations: dict[str, str] = Field(
        default={"rotterdam": "999000007", "tilburg": "999000019", "utrecht": "999000020"},
        description="RSIN of each municipality at the ZGW server (JSON). Of one that is not named "
        "Balie looks up no zaken.",
    )
    zgw_confidentiality: str = Field(
        default="zaakvertrouwelijk",
        description="Zaken that are more confidential are not shown (vertrouwelijkheidaanduiding).",
    )
    reports_url: str = Field(
        default="http://127.0.0.1:8090/signals",
        description="Signalen, for reports about public space; `{gemeente}` becomes the "
        "municipality's name. Empty: none.",
    )
    reports_source: str = Field(
        default="Virtuele assistent", description="How Balie is called in the sources of Signalen."
    )
    persons_url: str = Field(
        default="http://127.0.0.1:8090/haalcentraal/api/brp",
        description="Haal Centraal BRP Personen bevragen 2: what eDiensten may look up, after "
        "consent and DigiD. Empty: residents tell everything themselves.",
    )
    persons_key: str = Field(default="balie-development", description="Its API key (X-API-KEY).")
    persons_headers: dict[str, str] = Field(
        default={},
        description="Headers that its gateway wants (JSON), such as x-doelbinding; `{doel}` "
        "becomes what is looked up.",
    )
    addresses_url: str = Field(
        default="http://127.0.0.1:8090/pdok/search/v3_1",
        description="PDOK Locatieserver v3.1, which finds addresses and streets.",
    )
    map_tiles: str = Field(
        default="http://127.0.0.1:8090/tiles/{z}/{x}/{y}.svg",
        description="The map on which residents show a spot, in Web Mercator, as that of PDOK "
        "(https://service.pdok.nl/brt/achtergrondkaart/wmts/v2_0/standaard/EPSG:3857/"
        "{z}/{x}/{y}.png). Their browsers fetch it there. Empty: no map.",
    )
    map_credit: str = Field(
        default="Verzonnen kaart",
        description='Whose map it is, shown below it: of PDOK "Kaartgegevens: Kadaster".',
    )
    clamav_host: str = Field(
        default="", description="A ClamAV daemon that looks at what residents send. Empty: none."
    )
    clamav_port: int = Field(default=3310, description="Its port.")
    payments_url: str = Field(
        default="http://127.0.0.1:8090/mollie/v2",
        description="Mollie, for iDEAL (https://api.mollie.com/v2). Empty: nothing is paid here.",
    )
    payments_key: str = Field(default="balie-development", description="API key at Mollie.")
    notifications_auth: str = Field(
        default="balie-development",
        description="What the case system sends as Authorization when something changed (`auth` of "
        "our abonnement at Open Notificaties). Empty: nothing is taken.",
    )
    oidc_issuer: str = Field(
        default="http://127.0.0.1:8090/digid",
        description="Broker for DigiD (OpenID Connect): its issuer, below which it is discovered.",
    )
    oidc_client_id: str = Field(default="balie", description="Client at the broker.")
    oidc_secret: str = Field(default="balie-development", description="Secret of that client.")
    oidc_bsn_claim: str = Field(
        default="bsn", description="Claim of the broker that holds the BSN of who logged in."
    )
    oidc_mandate_claim: str = Field(
        default="bsn_vertegenwoordigde",
        description="Claim that holds the BSN of whom he acts for (DigiD Machtigen).",
    )
    chatwoot_url: str = Field(
        default="",
        description="Chatwoot, where staff speak with residents. Empty: at our own desk.",
    )
    chatwoot_account: str = Field(default="1", description="Its account.")
    chatwoot_inbox: str = Field(default="", description="Its inbox, of the kind API.")
    chatwoot_token: str = Field(default="", description="Token of somebody who may write there.")
    chatwoot_secret: str = Field(default="", description="Secret with which its webhook is signed.")
    chatwoot_municipalities: str = Field(
        default="", description="Who works there, separated by commas. Empty: all."
    )
    staff_oidc_issuer: str = Field(
        default="",
        description="Identity provider of staff (OpenID Connect): its issuer. Empty: staff have a "
        "password of Balie only.",
    )
    staff_oidc_client_id: str = Field(default="balie", description="Client there.")
    staff_oidc_secret: str = Field(
        default="balie-development", description="Secret of that client."
    )
    staff_oidc_roles_claim: str = Field(
        default="roles", description="Claim with our roles: agent, editor, analyst, admin."
    )
    staff_oidc_teams_claim: str = Field(
        default="teams", description="Claim with teams at the desk."
    )
    staff_oidc_municipality_claim: str = Field(
        default="", description="Claim with the municipality. Empty: the default one."
    )
    details_key: str = Field(
        default="balie-development-details",
        description="Encrypts names, mail addresses and numbers at rest. Change it: they are lost.",
    )
    mail_url: str = Field(
        default="smtp://127.0.0.1:8025",
        description="SMTP server: smtp://user:password@host:port, smtps:// for TLS from the start.",
    )
    mail_from: str = Field(
        default="balie@localhost", description="Address that mail to residents comes from."
    )
    ice_servers: str = Field(
        default="",
        description="STUN and TURN servers for video appointments, as browsers take them (JSON).",
    )
    jitsi_url: str = Field(
        default="", description="A Jitsi server for video appointments instead of our own."
    )
    now: str = Field(
        default="", description="Freezes the clock of every process (ISO 8601), for tests."
    )


@lru_cache
def get_settings() -> Settings:
    """Read the environment once per process."""
    return Settings()
