"""Every setting of every process, with its meaning. Read from the environment, prefix `BALIE_`."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

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
    now: str = Field(
        default="", description="Freezes the clock of every process (ISO 8601), for tests."
    )


@lru_cache
def get_settings() -> Settings:
    """Read the environment once per process."""
    return Settings()
