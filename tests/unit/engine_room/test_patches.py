"""Each patch of Rasa does what its file says. Imported by the ordinary names: that is the point."""

from __future__ import annotations

import asyncio
import copy
import subprocess
import sys
import time
from typing import Any

import aiohttp
import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer
from jsonschema import ValidationError

from engine_room.patches import PATCHES
from engine_room.patches.tensorflow_components import INSTEAD


class TestActionValidator:
    def test_accepts_what_an_action_server_answers(self) -> None:
        answer = {
            "events": [{"event": "slot", "name": "a", "value": 1}],
            "responses": [{"text": "x"}],
        }
        assert _remote_action()._validate_action_result(answer) is True

    def test_refuses_what_rasa_refuses_with_its_explanation(self) -> None:
        with pytest.raises(ValidationError, match="custom-actions"):
            _remote_action()._validate_action_result({"events": "no list"})

    def test_costs_next_to_nothing(self) -> None:
        action = _remote_action()
        started = time.process_time()
        for _ in range(100):
            action._validate_action_result({"events": [], "responses": []})
        assert (time.process_time() - started) / 100 < 0.003  # was 0.030


class TestActionTimeout:
    def test_rasa_waits_ten_seconds(self) -> None:
        import rasa.core.actions.action as module

        assert aiohttp.ClientTimeout(total=10) == module.DEFAULT_REQUEST_TIMEOUT


class TestActionSession:
    def test_calls_share_one_connection(self) -> None:
        assert len(asyncio.run(_ports_used(calls=3))) == 1

    def test_a_new_event_loop_gets_a_new_session(self) -> None:
        from rasa.utils.endpoints import EndpointConfig

        endpoint = EndpointConfig("http://127.0.0.1:1")

        async def session() -> aiohttp.ClientSession:
            async with endpoint.session() as open_session:
                await open_session.close()
                return open_session  # type: ignore[no-any-return]

        assert asyncio.run(session()) is not asyncio.run(session())

    def test_basic_authentication_still_works(self) -> None:
        from rasa.utils.endpoints import EndpointConfig

        async def login() -> Any:
            endpoint = EndpointConfig("http://x", basic_auth={"username": "u", "password": "p"})
            async with endpoint.session() as session:
                await session.close()
                return session.headers

        assert asyncio.run(login())["Authorization"] == "Basic dTpw"


class TestPrivateErrors:
    def test_an_error_of_the_action_server_does_not_repeat_the_conversation(self) -> None:
        from rasa.utils.endpoints import ClientResponseError

        error = ClientResponseError(500, "Internal Server Error", "mijn geheim")
        assert (error.status, error.text) == (500, "mijn geheim")
        assert "geheim" not in f"{error} {error!r}"


class TestFailClosed:
    def test_no_fallback_to_memory_when_storing_fails(self) -> None:
        from rasa.core.agent import Agent
        from rasa.core.tracker_store import TrackerStore
        from rasa.shared.core.domain import Domain

        store = TrackerStore(Domain.empty())
        assert Agent(domain=Domain.empty(), tracker_store=store).tracker_store is store

    def test_a_store_that_cannot_be_loaded_is_an_error(self) -> None:
        from rasa.core.tracker_store import TrackerStore
        from rasa.shared.exceptions import RasaException
        from rasa.utils.endpoints import EndpointConfig

        with pytest.raises(RasaException, match=r"connectors\.engine\.no_such"):
            TrackerStore.create(EndpointConfig(type="connectors.engine.no_such.Store"))


class TestTensorflowComponents:
    @pytest.mark.parametrize("name", sorted(INSTEAD))
    @pytest.mark.parametrize("path", ["", "rasa.some.module."])
    def test_a_component_that_needs_tensorflow_is_refused_by_name(
        self, name: str, path: str
    ) -> None:
        from rasa.engine.recipes.default_recipe import DefaultV1Recipe
        from rasa.shared.exceptions import InvalidConfigException

        section = "policies" if "Policy" in name else "pipeline"
        with pytest.raises(InvalidConfigException, match=f"{name} .*TensorFlow.* instead"):
            DefaultV1Recipe().graph_config_for_recipe({section: [{"name": path + name}]}, {})

    def test_other_components_pass(self) -> None:
        from rasa.engine.recipes.default_recipe import DefaultV1Recipe

        config = {
            "pipeline": [{"name": "WhitespaceTokenizer"}],
            "policies": [{"name": "RulePolicy"}],
        }
        assert DefaultV1Recipe().graph_config_for_recipe(copy.deepcopy(config), {}).train_schema


def test_no_command_begins_with_warnings_about_old_code() -> None:
    code = "import rasa.__main__, rasa.core.agent, rasa.core.run"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stderr == ""


@pytest.mark.parametrize("command", ["run", "shell"])
def test_rasa_listens_on_this_machine_only(command: str) -> None:
    from rasa.__main__ import create_argument_parser

    assert create_argument_parser().parse_args([command]).interface == "127.0.0.1"


def test_telemetry_is_off() -> None:
    import rasa.telemetry

    assert rasa.telemetry.is_telemetry_enabled() is False


def test_every_patched_module_exists() -> None:
    import importlib.util

    assert all(importlib.util.find_spec(name) for name in PATCHES)


def _remote_action() -> Any:
    from rasa.core.actions.action import RemoteAction

    return RemoteAction("action_x", None)


async def _ports_used(calls: int) -> set[int]:
    from rasa.utils.endpoints import EndpointConfig

    ports: set[int] = set()

    async def answer(request: web.Request) -> web.Response:
        assert request.transport
        ports.add(request.transport.get_extra_info("peername")[1])
        return web.json_response({})

    app = web.Application()
    app.router.add_post("/webhook", answer)
    async with TestServer(app) as server:
        endpoint = EndpointConfig(str(server.make_url("/webhook")))
        for _ in range(calls):
            await endpoint.request(json={})
        async with endpoint.session() as session:
            await session.close()
    return ports
