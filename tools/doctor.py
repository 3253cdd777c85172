"""`make doctor`: what is configured, what is reachable, and what is really in use.

Exit code 1 when something is wrong. Prints no secrets and no personal data.
"""

from __future__ import annotations

import asyncio
import importlib.metadata
import importlib.util
import json
import re
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import Enum
from urllib.parse import urlsplit

import yaml
from sqlalchemy import inspect
from sqlalchemy.engine import make_url

from assistant.domain.appointments import Product
from assistant.domain.identity import Level
from assistant.errors import BackendUnavailable
from assistant.settings import ROOT, Settings, get_settings
from connectors.backends.appointments import open_appointments
from connectors.backends.identity.oidc import OidcIdentity
from connectors.backends.mail.adapter import SmtpMail
from connectors.backends.zgw.client import CATALOGI, SKEW_SECONDS, ZgwClient
from connectors.storage.database import open_engine
from connectors.storage.schema import newest, revision
from kb.library import Library
from nlu.e5.weights import WeightsUnreadable, find_weights
from tools.doctor_systems import SYSTEMS
from tools.processes import health, services
from tools.train import model_path

TOKEN_LIVES_SECONDS = 3600
TRACKER_STORE = "BalieTrackerStore"
SECRETS = (
    "engine_secret", "session_secret", "klantinteracties_token", "whatsapp_app_secret",
    "whatsapp_verify_token", "twilio_auth_token", "audiocodes_token", "appointments_key",
    "details_key", "zgw_secret", "oidc_secret", "staff_oidc_secret",
    "payments_key", "persons_key", "notifications_auth",
)  # fmt: skip


class Verdict(Enum):
    """How much a finding matters."""

    GOOD = "ok"
    NOTE = "note"
    WRONG = "WRONG"


@dataclass(frozen=True)
class Finding:
    """One line of the report."""

    subject: str
    verdict: Verdict
    detail: str


def _good(subject: str, detail: str) -> Finding:
    return Finding(subject, Verdict.GOOD, detail)


def _note(subject: str, detail: str) -> Finding:
    return Finding(subject, Verdict.NOTE, detail)


def _wrong(subject: str, detail: str) -> Finding:
    return Finding(subject, Verdict.WRONG, detail)


def check_python(_: Settings) -> Iterator[Finding]:
    """The interpreter is one we test on, and it is the one of this checkout."""
    version = ".".join(map(str, sys.version_info[:3]))
    good = sys.version_info[:2] in ((3, 11), (3, 12))
    yield _good("Python", version) if good else _wrong("Python", f"{version}; need 3.11 or 3.12")
    if not sys.prefix.startswith(str(ROOT)):
        yield _note("environment", "not the .venv of this checkout")


def check_lock(_: Settings) -> Iterator[Finding]:
    """What is installed is what requirements.lock says."""
    lock = (ROOT / "requirements.lock").read_text()
    wanted = re.findall(r"^([A-Za-z0-9._-]+)==([^\s;\\]+)", lock, re.M)
    other = [
        f"{name} {have or 'absent'}, locked {version}"
        for name, version in wanted
        if (have := _installed(name)) != version
    ]
    if other:
        yield _wrong("packages", "; ".join(other[:5]) + " (run: make setup)")
    else:
        yield _good("packages", f"{len(wanted)} as locked")


def _installed(name: str) -> str | None:
    try:
        return importlib.metadata.version(name)
    except importlib.metadata.PackageNotFoundError:
        return None


def check_engine_room(_: Settings) -> Iterator[Finding]:
    """The stand-ins and patches are active in this environment."""
    spec = importlib.util.find_spec("tensorflow")
    if spec is None:
        yield _wrong(
            "engine room", "not active: no balie.pth in this environment (run: make setup)"
        )
    elif spec.origin == "engine_room":
        yield _good("engine room", "active; TensorFlow is a stand-in")
    else:
        yield _note("engine room", "a real TensorFlow is installed and used")


def check_model(_: Settings) -> Iterator[Finding]:
    """The trained model belongs to the present sources."""
    path = model_path()
    if path.exists():
        yield _good("model", f"{path.name}, {path.stat().st_size / 1e6:.1f} MB, up to date")
    else:
        yield _wrong("model", f"{path.name} is not there: sources changed (run: make train)")


def check_tracker_store(settings: Settings) -> Iterator[Finding]:
    """The class that Rasa really makes of endpoints.yml; asked of Rasa itself if it is running."""
    engine = services(settings)[1]
    up, said = health(engine, settings.host)
    if up:
        used, how = json.loads(said).get("tracker_store", "?"), "in use by the running engine"
    else:
        used, how = _configured_tracker_store(), "as Rasa would load it; the engine is not running"
    make = _good if used == TRACKER_STORE else _wrong
    yield make("tracker store", f"{used} ({how})")


def _configured_tracker_store() -> str:
    from rasa.core.tracker_store import TrackerStore
    from rasa.utils.endpoints import EndpointConfig

    config = yaml.safe_load((ROOT / "endpoints.yml").read_text()).get("tracker_store")
    return type(TrackerStore.create(EndpointConfig.from_dict(config) if config else None)).__name__


def check_database(settings: Settings) -> Iterator[Finding]:
    """The database answers, where it is, and how far its migrations are."""
    shown = make_url(settings.database_url).render_as_string(hide_password=True)
    engine = open_engine(settings.database_url)
    try:
        tables = inspect(engine).get_table_names()
        found, known = revision(engine), newest()
    finally:
        engine.dispose()
    yield _good("database", f"{shown}, {len(tables)} tables")
    if found == known:
        yield _good("migrations", f"{found}, the newest")
    elif found > known:
        yield _wrong("migrations", f"{found}, but this version knows {known}: it is older")
    else:
        yield _note("migrations", f"{found or 'none'}; the next start brings it to {known}")


def check_understanding(_: Settings) -> Iterator[Finding]:
    """The sentence encoder and the Dutch language model."""
    try:
        weights = find_weights()
        yield _good("encoder", f"{weights.stem}, onnxruntime {_installed('onnxruntime')}")
    except WeightsUnreadable as error:
        yield _wrong("encoder", str(error))
    if importlib.util.find_spec("nl_core_news_sm"):
        yield _good("spaCy", f"nl_core_news_sm {_installed('nl_core_news_sm')}")
    else:
        yield _good("spaCy", "our own Dutch pipeline (nl_core_news_sm is not installed)")


def check_processes(settings: Settings) -> Iterator[Finding]:
    """Which of the four processes answer. None at all is no problem: then nothing was started."""
    found = {service: health(service, settings.host) for service in services(settings)}
    if not any(up for up, _ in found.values()):
        yield _note("processes", "not running (start them with: make run)")
        return
    for service, (up, said) in found.items():
        make = _good if up else _wrong
        answer = (
            service.address(settings.host) if up else f"{service.address(settings.host)}: {said}"
        )
        yield make(service.name, answer)


def check_appointments(settings: Settings) -> Iterator[Finding]:
    """The appointment system of each municipality answers and has what residents may book."""
    library = Library(settings.kb_path)
    for slug in library.slugs():
        url = settings.appointments_url.replace("{gemeente}", slug)
        try:
            products = asyncio.run(_products(settings, url))
        except BackendUnavailable as error:
            yield _note("appointments", f"{slug}: {error} ({settings.appointments_system})")
            continue
        catalogue = library.catalogue(slug)
        known = [product for product in products if catalogue.by_system_name(product.name)]
        make = _good if known else _wrong
        yield make("appointments", f"{slug}: {len(known)} of {len(products)} are known")


async def _products(settings: Settings, url: str) -> tuple[Product, ...]:
    system = open_appointments(settings.appointments_system, url, settings.appointments_key)
    try:
        return await system.products()
    finally:
        await system.close()


def check_zaken(settings: Settings) -> Iterator[Finding]:
    """The case system knows each municipality, lets us read, and tells the same time."""
    try:
        ahead, found = asyncio.run(_zaken(settings))
    except BackendUnavailable as error:
        yield _note("zaken", str(error))
        return
    if ahead < -SKEW_SECONDS or ahead > TOKEN_LIVES_SECONDS:
        yield _wrong("zaken", f"its clock differs {ahead:.0f} s from ours: it refuses our tokens")
    for municipality, zaaktypen in found.items():
        make = _good if zaaktypen else _wrong
        yield make("zaken", f"{municipality}: {zaaktypen} zaaktypen")


async def _zaken(settings: Settings) -> tuple[float, dict[str, int]]:
    """How far its clock is ahead, and how many zaaktypen each municipality has. Reads no zaak: it
    looks for a number that no zaak has."""
    client = ZgwClient(settings.zgw_url, settings.zgw_client_id, settings.zgw_secret)
    try:
        ahead = await client.clock_ahead()
        nothing = {"identificatie": "BALIE-DOCTOR-00000000"}
        await client.search(nothing, {"pageSize": "1"})
        found = {}
        for municipality, rsin in settings.zgw_organisations.items():
            owned = (await client.get(f"{CATALOGI}/catalogussen", {"rsin": rsin}))["results"]
            counts = [
                (await client.get(f"{CATALOGI}/zaaktypen", {"catalogus": one["url"]}))["count"]
                for one in owned
            ]
            found[municipality] = sum(counts)
        return ahead, found
    finally:
        await client.close()


def check_digid(settings: Settings) -> Iterator[Finding]:
    """The broker is there, and is the one that was configured."""
    broker = OidcIdentity(
        settings.oidc_issuer,
        settings.oidc_client_id,
        settings.oidc_secret,
        settings.oidc_bsn_claim,
        settings.oidc_mandate_claim,
    )
    try:
        asyncio.run(broker.depart(f"{settings.public_url}/doctor", Level.MIDDEN))
    except BackendUnavailable as error:
        yield _note("digid", f"{settings.oidc_issuer}: {error}")
        return
    yield _good("digid", settings.oidc_issuer)


def check_others(settings: Settings) -> Iterator[Finding]:
    """Reports, the map, payments and the scanner answer, where they are configured."""
    place = Library(settings.kb_path).get(settings.default_municipality)
    for subject, url_of, ask in SYSTEMS:
        url = url_of(settings).replace("{gemeente}", place.slug)
        if not url:
            yield _note(subject, "none configured")
            continue
        try:
            yield _good(subject, f"{url} {asyncio.run(ask(settings, url, place.name))}".strip())
        except BackendUnavailable as error:
            yield _note(subject, f"{url}: {error}")


def check_mail(settings: Settings) -> Iterator[Finding]:
    """The mail server answers and lets us in."""
    host = urlsplit(settings.mail_url).hostname
    try:
        asyncio.run(SmtpMail(settings.mail_url, settings.mail_from).check())
    except BackendUnavailable as error:
        yield _note("mail", f"{host}: {error}")
        return
    yield _good("mail", f"{host}, from {settings.mail_from}")


def check_municipalities(settings: Settings) -> Iterator[Finding]:
    """Which municipalities are configured, and that the default one is among them."""
    paths = settings.kb_path.glob("municipalities/*/municipality.yml")
    names = sorted(path.parent.name for path in paths)
    if settings.default_municipality not in names:
        yield _wrong(
            "municipalities", f"the default, {settings.default_municipality}, is not configured"
        )
    yield (_good if names else _wrong)("municipalities", ", ".join(names) or "none")


def check_secrets(settings: Settings) -> Iterator[Finding]:
    """Production must not run on the secrets that are in the source."""
    fields = Settings.model_fields
    kept = [name for name in SECRETS if getattr(settings, name) == fields[name].default]
    if not settings.staff_oidc_issuer:
        kept = [name for name in kept if name != "staff_oidc_secret"]  # nobody asks for it
    if not kept:
        yield _good("secrets", "all set")
    elif settings.host in ("127.0.0.1", "localhost"):
        yield _note("secrets", "development values (right for this machine only)")
    else:
        yield _wrong(
            "secrets",
            "development values in use: set " + ", ".join(f"BALIE_{name.upper()}" for name in kept),
        )
    empty = [name for name in ("chatwoot_token", "chatwoot_secret") if not getattr(settings, name)]
    if settings.chatwoot_url and empty:
        # Without its secret the webhook is not taken.
        yield _wrong("secrets", "set " + ", ".join(f"BALIE_{name.upper()}" for name in empty))


CHECKS: tuple[Callable[[Settings], Iterator[Finding]], ...] = (
    check_python,
    check_lock,
    check_engine_room,
    check_model,
    check_tracker_store,
    check_database,
    check_understanding,
    check_municipalities,
    check_secrets,
    check_processes,
    check_appointments,
    check_zaken,
    check_digid,
    check_others,
    check_mail,
)


def examine(settings: Settings) -> Iterator[Finding]:
    """Every finding; a check that fails itself is a finding too."""
    for check in CHECKS:
        try:
            yield from check(settings)
        except Exception as error:
            subject = check.__name__.removeprefix("check_").replace("_", " ")
            yield _wrong(subject, type(error).__name__ + ": " + str(error).split("\n", 1)[0][:200])


def main() -> int:
    """Print the report."""
    wrong = 0
    for finding in examine(get_settings()):
        wrong += finding.verdict is Verdict.WRONG
        print(f"{finding.verdict.value:>5}  {finding.subject:<15} {finding.detail}", flush=True)
    print(f"\n{wrong} problem(s)" if wrong else "\nall well")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
