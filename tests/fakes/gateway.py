"""The public application on fakes, and on the real record where a test wants it."""

from __future__ import annotations

from typing import Any

from aiohttp import web

from connectors.channels.answering import Patience
from tests.fakes.clock import FakeClock
from tests.fakes.conversations import FakeConversations
from tests.fakes.crisis import FakeCrisis
from tests.fakes.engine import FakeEngine
from tests.fakes.feedback import FakeFeedback
from tests.fakes.municipalities import FakeMunicipalities
from tests.fakes.personal_details import FakePersonalDetails
from tests.fakes.texts import FakeTexts
from web.app import make_app

IMPATIENT = Patience(
    notice_after=0.05,
    first_retry=0.01,
    retries=(0.05,),
    give_up_after=60,
    sweep_every=0.2,
    tick=0.02,
)


def fake_app(**parts: Any) -> web.Application:
    """Every collaborator is a fake unless it is given."""
    defaults: dict[str, Any] = {
        "store": FakeConversations(),
        "engine": FakeEngine(),
        "clock": FakeClock(),
        "texts": FakeTexts(),
        "crisis": FakeCrisis(),
        "municipalities": FakeMunicipalities(),
        "feedback": FakeFeedback(),
        "details": FakePersonalDetails(),
        "session_secret": "test",
        "patience": IMPATIENT,
    }
    return make_app(**(defaults | parts))
