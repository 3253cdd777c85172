"""The processes of Balie on one machine: what runs, on which port, and whether it is well."""

from __future__ import annotations

import os
import socket
import sys
import urllib.error
import urllib.request
from dataclasses import dataclass
from pathlib import Path

from assistant.settings import ROOT, Settings


@dataclass(frozen=True)
class Service:
    """One line of the Procfile."""

    name: str
    port: int
    setting: str
    health_path: str
    shown_as: str

    def address(self, host: str) -> str:
        """Where it answers."""
        return f"http://{host}:{self.port}"


def services(settings: Settings) -> tuple[Service, ...]:
    """In the order in which a person wants to read about them."""
    return (
        Service("web", settings.web_port, "BALIE_WEB_PORT", "/health", "web (for residents)"),
        Service(
            "rasa", settings.engine_port, "BALIE_ENGINE_PORT", "/webhooks/balie/health", "engine"
        ),
        Service("actions", settings.actions_port, "BALIE_ACTIONS_PORT", "/health", "actions"),
        Service(
            "backoffice",
            settings.backoffice_port,
            "BALIE_BACKOFFICE_PORT",
            "/health",
            "back office",
        ),
    )


@dataclass(frozen=True)
class Port:
    """One that must be free before anything starts."""

    number: int
    setting: str
    needed_by: str


def ports(settings: Settings) -> tuple[Port, ...]:
    """That of every service, and the one where the back office takes mail."""
    mail = Port(settings.backoffice_mail_port, "BALIE_BACKOFFICE_MAIL_PORT", "backoffice")
    return (*(Port(one.port, one.setting, one.name) for one in services(settings)), mail)


def environment(settings: Settings, model: Path | None = None) -> dict[str, str]:
    """What the processes must agree on, from the settings. What is set already stays as it is."""
    host = settings.host
    env = dict(os.environ)
    env["PATH"] = f"{Path(sys.executable).parent}{os.pathsep}{env.get('PATH', '')}"
    env["PYTHONUNBUFFERED"] = "1"
    env["BALIE_HOST"] = host
    for port in ports(settings):
        env[port.setting] = str(port.number)
    backoffice = f"http://{host}:{settings.backoffice_port}"
    env.setdefault("BALIE_ENGINE_URL", f"http://{host}:{settings.engine_port}")
    env.setdefault("BALIE_KLANTINTERACTIES_URL", f"{backoffice}/klantinteracties/api/v1")
    # The placeholder is filled in per municipality, where it is used.
    env.setdefault(
        "BALIE_APPOINTMENTS_URL", f"{backoffice}/qmatic/{{gemeente}}/calendar-backend/public/api"
    )
    env.setdefault("BALIE_ZGW_URL", backoffice)
    env.setdefault(
        "BALIE_BACKOFFICE_NOTIFY_URL", f"http://{host}:{settings.web_port}/notificaties/zaken"
    )
    env.setdefault("BALIE_PAYMENTS_URL", f"{backoffice}/mollie/v2")
    env.setdefault("BALIE_REPORTS_URL", f"{backoffice}/signals")
    env.setdefault("BALIE_PERSONS_URL", f"{backoffice}/haalcentraal/api/brp")
    env.setdefault("BALIE_ADDRESSES_URL", f"{backoffice}/pdok/search/v3_1")
    env.setdefault("BALIE_MAP_TILES", f"{backoffice}/tiles/{{z}}/{{x}}/{{y}}.svg")
    env.setdefault("BALIE_OIDC_ISSUER", f"{backoffice}/digid")
    env.setdefault("BALIE_STAFF_OIDC_ISSUER", f"{backoffice}/medewerkers")
    env.setdefault("BALIE_PUBLIC_URL", f"http://{host}:{settings.web_port}")
    # Without a password: it takes mail from this machine only, whatever the host is.
    env.setdefault("BALIE_MAIL_URL", f"smtp://127.0.0.1:{settings.backoffice_mail_port}")
    env["BALIE_ACTIONS_URL"] = f"http://{host}:{settings.actions_port}/webhook"
    env["SANIC_HOST"] = host
    if model:
        env["BALIE_MODEL"] = str(model.relative_to(ROOT) if model.is_relative_to(ROOT) else model)
    return env


def port_is_free(host: str, port: int) -> bool:
    """Whether a process of ours could listen there now."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            return False
    return True


def health(service: Service, host: str, timeout: float = 2.0) -> tuple[bool, str]:
    """Whether it is well, and what it says about itself."""
    url = service.address(host) + service.health_path
    try:
        with urllib.request.urlopen(url, timeout=timeout) as response:  # noqa: S310 - our own address
            return True, response.read(2000).decode(errors="replace")
    except urllib.error.HTTPError as error:
        return False, error.read(2000).decode(errors="replace") or str(error)
    except OSError as error:
        return False, str(getattr(error, "reason", error))
