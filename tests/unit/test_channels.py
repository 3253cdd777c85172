"""What is looked at before the channels beside the web chat open."""

from __future__ import annotations

import pytest

from assistant.errors import TextNotFound
from assistant.services.channel_codes import ChannelCodes
from assistant.services.municipalities import MunicipalityService
from connectors.channels.receiving import CODE_WRONG, CONTINUED
from connectors.storage.channel_codes import SqlChannelCodes
from connectors.storage.database import open_engine
from connectors.storage.outbox import SqlOutbox
from tests.fakes.clock import FakeClock
from tests.fakes.municipalities import FakeMunicipalities
from tests.fakes.texts import FakeTexts
from web.channels import Channels, ChannelSettings


class Without(FakeTexts):
    """One municipality lacks one text."""

    def __init__(self, key: str) -> None:
        self._key = key

    def text(self, key: str, municipality: str, **values: str) -> str:
        if (key, municipality) == (self._key, "tilburg"):
            raise TextNotFound(key)
        return super().text(key, municipality, **values)


def opened(settings: ChannelSettings, missing: str = "") -> Channels:
    database, clock, places = open_engine("sqlite://"), FakeClock(), FakeMunicipalities()
    return Channels(
        settings,
        SqlOutbox(database),
        ChannelCodes(SqlChannelCodes(database), clock, "secret"),
        clock,
        Without(missing),
        places,
        MunicipalityService(places, clock, lambda _year: frozenset(), "rotterdam"),
        "secret",
    )


@pytest.mark.parametrize(
    "missing", [CONTINUED, CODE_WRONG, "utter_phone_joined", "utter_phone_code_wrong"]
)
def test_a_text_that_one_municipality_lacks_is_found_at_start(missing: str) -> None:
    with pytest.raises(TextNotFound, match=missing):
        opened(ChannelSettings(), missing)


def test_a_code_is_offered_where_there_is_another_channel() -> None:
    assert not opened(ChannelSettings()).configured
    assert opened(ChannelSettings(audiocodes_token="geheim")).configured
