"""What this channel has to be told."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Template:
    """A message that Meta approved, with which we may write first."""

    name: str
    language: str = "nl"


@dataclass(frozen=True)
class WhatsAppSettings:
    """One app at Meta, for all municipalities that are connected to it.

    `lines` maps a phone_number_id to the municipality whose number it is. `timeout` is in seconds,
    for one request. Outside the 24-hour window a `template` without variables invites to go on, and
    `notice_template` with one variable brings a reminder; without them nobody is written to.

    Raises:
        ValueError: a secret is empty, so that anybody could speak as Meta.
    """

    token: str = field(repr=False)
    app_secret: str = field(repr=False)
    verify_token: str = field(repr=False)
    lines: Mapping[str, str]
    base_url: str = "https://graph.facebook.com"
    version: str = "v25.0"
    template: Template | None = None
    notice_template: Template | None = None
    timeout: float = 10.0

    def __post_init__(self) -> None:
        if not self.app_secret or not self.verify_token:
            raise ValueError("whatsapp: app_secret and verify_token may not be empty")
