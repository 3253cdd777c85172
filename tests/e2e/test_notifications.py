"""The callback of the case system: who may call it, and what it makes of odd calls."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import pytest
import pytest_asyncio
from aiohttp.test_utils import TestClient, TestServer

from assistant.errors import BackendUnavailable
from tests.fakes.gateway import fake_app
from web.notifications import MOST_BYTES, PATH, NotificationPages

pytestmark = pytest.mark.asyncio
AUTH = {"Authorization": "geheim"}
BODY = {
    "kanaal": "zaken", "hoofdObject": "https://zaken.example/1", "resource": "status",
    "resourceUrl": "https://zaken.example/s1", "actie": "create",
    "aanmaakdatum": "2026-11-23T10:00:00Z", "kenmerken": {},
}  # fmt: skip


class Site:
    def __init__(self) -> None:
        self.changed: list[tuple[str, str]] = []
        self.down = False
        app = fake_app()
        NotificationPages("geheim", self._changed).mount(app)
        self.client: TestClient[Any, Any] = TestClient(TestServer(app))

    async def _changed(self, zaak: str, status: str) -> int:
        if self.down:
            raise BackendUnavailable("down")
        self.changed.append((zaak, status))
        return 1

    async def post(self, **how: Any) -> int:
        async with self.client.post(PATH, **({"headers": AUTH} | how)) as response:
            return int(response.status)


@pytest_asyncio.fixture
async def site() -> AsyncIterator[Site]:
    made = Site()
    async with made.client:
        yield made


async def test_new_status_is_told(site: Site) -> None:
    assert await site.post(json=BODY) == 204
    assert site.changed == [("https://zaken.example/1", "https://zaken.example/s1")]


@pytest.mark.parametrize(
    "change", [{"resource": "rol"}, {"actie": "update"}, {"kanaal": "documenten"}]
)
async def test_other_changes_are_taken_and_left(site: Site, change: dict[str, str]) -> None:
    assert await site.post(json=BODY | change) == 204
    assert site.changed == []


@pytest.mark.parametrize("auth", ["", "geheim2", "Bearer geheim", "gehé"])
async def test_who_does_not_know_the_secret(site: Site, auth: str) -> None:
    headers = {"Authorization": auth.encode().decode("latin-1")} if auth else {}
    assert await site.post(json=BODY, headers=headers) == 401
    assert site.changed == []


@pytest.mark.parametrize(
    ("data", "status"),
    [(b"", 400), (b"{", 400), (b"[]", 400), (b'{"kanaal": "zaken"}', 400),
     (b"x" * (MOST_BYTES + 1), 413)],
)  # fmt: skip
async def test_nonsense(site: Site, data: bytes, status: int) -> None:
    assert await site.post(data=data) == status


async def test_what_could_not_be_told_is_asked_for_again(site: Site) -> None:
    site.down = True
    assert await site.post(json=BODY) == 503
    site.down = False
    assert await site.post(json=BODY) == 204
