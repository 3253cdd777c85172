"""Every setting, with its meaning. Read from the environment, prefix `BALIE_BACKOFFICE_`."""

from __future__ import annotations

from pathlib import Path

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict

DEVELOPMENT_TOKEN = "balie-development"  # noqa: S105 - refused outside loopback
DEVELOPMENT_SECRET = "balie-development-zaken-catalogi"  # noqa: S105 - the same


class Settings(BaseSettings):
    """Read once, at the start."""

    model_config = SettingsConfigDict(env_prefix="BALIE_BACKOFFICE_", frozen=True)

    host: str = Field(default="127.0.0.1", description="Address on which it listens.")
    port: int = Field(default=8090, description="0 takes a free port and reports it in the log.")
    mail_port: int = Field(
        default=8025, description="SMTP of the mailbox, always on loopback. 0: a free port, logged."
    )
    database_url: str = Field(
        default=f"sqlite:///{Path(__file__).resolve().parent.parent / 'var' / 'backoffice.db'}",
        description="Any SQLAlchemy URL.",
    )
    token: str = Field(default=DEVELOPMENT_TOKEN, description="Token that opens the APIs.")
    zgw_client_id: str = Field(default="balie", description="Client that the ZGW APIs know.")
    zgw_secret: str = Field(
        default=DEVELOPMENT_SECRET, description="Signs the tokens of that client."
    )
    oidc_client_id: str = Field(
        default="balie", description="Client that may let residents and staff log in here."
    )
    oidc_secret: str = Field(default=DEVELOPMENT_TOKEN, description="Secret of that client.")
    notify_url: str = Field(
        default="", description="Who hears of a new status of a zaak: a callback. Empty: nobody."
    )
    notify_auth: str = Field(default=DEVELOPMENT_TOKEN, description="Sent there as Authorization.")
    now: str = Field(
        default="",
        validation_alias="BALIE_NOW",
        description="Freezes the clock, as in every process of Balie (ISO 8601), for tests.",
    )

    @property
    def is_local(self) -> bool:
        """Whether only this machine can reach it."""
        return self.host in {"127.0.0.1", "::1", "localhost"}
