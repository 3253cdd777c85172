"""`make phone` against the real route: what is typed goes in as a call, signed."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from pathlib import Path

import pytest

from connectors.channels.telephone.twilio import PATH
from tests.contract.telephones import LINE, PUBLIC, TOKEN, Exchange
from tools import phone

pytestmark = pytest.mark.asyncio


def typed(*lines: str) -> Iterator[str]:
    yield from lines


@pytest.mark.parametrize("last", ["0", "ophangen"])
async def test_call_is_typed_and_printed(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    last: str,
) -> None:
    exchange = Exchange(tmp_path)
    await exchange.start()
    lines = typed("ik zoek een document", "1", "", last)
    monkeypatch.setattr("builtins.input", lambda _prompt: next(lines))
    monkeypatch.setattr("shutil.which", lambda _name: None)
    url = str(exchange.client.make_url("/")).rstrip("/")
    done = await asyncio.to_thread(phone.talk, phone.Phone(url, PUBLIC, TOKEN, LINE))
    await exchange.stop()
    printed = capsys.readouterr().out
    assert done == 0
    assert exchange.text("utter_phone_moment") not in printed
    assert "Rijbewijs verlengen, of toets twee." in printed
    assert [m.payload or m.text for m in exchange.engine.asked][:2] == [
        "ik zoek een document",
        '/faq{"article": "paspoort"}',
    ]
    assert ("[doorverbonden met +3114010]" in printed) is (last == "0")


async def test_other_token_is_refused(tmp_path: Path) -> None:
    exchange = Exchange(tmp_path)
    await exchange.start()
    url = str(exchange.client.make_url("/")).rstrip("/")
    stranger = phone.Phone(url, PUBLIC, "een ander", LINE)
    with pytest.raises(phone.urllib.error.HTTPError, match="403"):
        await asyncio.to_thread(stranger.report, PATH)
    await exchange.stop()
