"""Parts that are broken or away: the resident hears so in Dutch, and the rest goes on."""

from __future__ import annotations

import json
import shutil
import urllib.request
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest

from assistant.settings import ROOT
from tests.dialogue.processes import kill, pid_of, process
from tests.dialogue.resident import Resident
from tools.evaluate.drive import visible
from tools.evaluate.stack import Stack, free_ports

BSN = "123456782"
DUTCH = {"kunt", "geen", "bericht", "dat", "niet", "uw", "het"}
needs_proc = pytest.mark.skipif(not Path("/proc/self/environ").exists(), reason="needs /proc")


def is_clear(text: str, phone: str = "14 010") -> bool:
    """Dutch, with the phone number, and nothing of the machinery."""
    words = set(text.lower().replace(".", " ").replace(",", " ").split())
    machinery = ("Traceback", "Error", "None", "{", "503", "action")
    return len(words & DUTCH) >= 2 and phone in text and not any(word in text for word in machinery)


# --- the action server is gone


@needs_proc
def test_message_is_answered_once_when_the_action_server_comes_back(balie: Stack) -> None:
    resident = Resident(balie.address)
    assert resident.say("wat kost een paspoort?").articles == ["paspoort"]
    kill(pid_of("rasa_sdk", balie.database_url))
    number = resident.send("en voor mijn kind?")
    waiting = resident.answer_to(number, lambda message: True)
    assert not waiting.messages[0]["final"]
    assert is_clear(waiting.text)
    answer = resident.answer_to(number)
    assert answer.articles == ["paspoort_kind"]
    assert [message["final"] for message in answer.messages] == [False, True]
    assert resident.say("bedankt").outcome == "smalltalk"


# --- what was typed


def test_message_of_one_megabyte_is_refused_in_dutch_and_the_conversation_goes_on(
    balie: Stack,
) -> None:
    resident = Resident(balie.address)
    status, receipt = resident.post(json.dumps({"id": "big", "text": "a" * 1_000_000}).encode())
    assert status == 202, receipt
    answer = resident.answer_to(receipt["id"])
    assert answer.outcome == "fallback"
    assert "te lang" in answer.text
    assert resident.say("wat kost een paspoort?").articles == ["paspoort"]
    assert max(len(message["text"]) for message in resident.page()) < 5_000


@pytest.mark.parametrize(
    "body",
    [
        b"{", b"", b"null", b"[]", b'{"id": "x"}', b'{"id": "x", "text": 3}',
        b'{"id": "x", "text": "a", "choice": "1-0"}', b"\xff\xfe", b"[" * 10_000,
        b'{"id": "../x", "text": "hoi"}',
    ],
)  # fmt: skip
def test_broken_json_is_refused_in_dutch(balie: Stack, body: bytes) -> None:
    resident = Resident(balie.address)
    status, problem = resident.post(body)
    assert status == 400
    assert is_clear(problem["detail"])
    assert resident.page() == []


def test_bsn_is_nowhere_to_be_found_when_it_was_typed(balie: Stack) -> None:
    resident = Resident(balie.address)
    for text in (f"mijn bsn is {BSN}", "1234.56.782", "wat kost een paspoort? 1234 56 782"):
        resident.say(text)
    page = json.dumps(resident.page())
    database = Path(balie.database_url.removeprefix("sqlite:///"))
    kept = b"".join(path.read_bytes() for path in database.parent.iterdir() if path.is_file())
    assert resident.page()[-1]["answers"].encode() in kept
    for number in (BSN, "1234.56.782", "1234 56 782"):
        assert number not in page
        assert number.encode() not in kept


# --- the engine has no model


@pytest.fixture(scope="module")
def broken_library(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The library with one article that cannot be read."""
    kb = tmp_path_factory.mktemp("broken") / "kb"
    shutil.copytree(ROOT / "kb", kb, ignore=shutil.ignore_patterns("*.py", "__pycache__"))
    (kb / "articles" / "paspoort.md").write_text("---\ntitle: [open\n---\nTekst.\n")
    return kb


@pytest.fixture(scope="module", params=["missing", "unreadable"])
def without_model(
    request: pytest.FixtureRequest, broken_library: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[str]:
    """The public process on a broken library. Without a model Rasa stops at once; with one that
    it cannot read it runs and has nothing to answer with.
    """
    folder = tmp_path_factory.mktemp("degraded")
    rasa_port, web_port = free_ports(2)
    env = {
        "BALIE_DATABASE_URL": f"sqlite:///{folder / 'balie.db'}",
        "BALIE_KB_PATH": str(broken_library),
        "BALIE_ENGINE_URL": f"http://127.0.0.1:{rasa_port}",
        "BALIE_WEB_PORT": str(web_port),
    }
    with ExitStack() as running:
        if request.param == "unreadable":
            model = folder / "balie-broken.tar.gz"
            model.write_bytes(b"this is no model")
            rasa = ["rasa", "run", "--interface", "127.0.0.1", "--port", str(rasa_port)]
            rasa += ["--model", str(model), "--endpoints", "endpoints.yml"]
            rasa += ["--credentials", "credentials.yml"]
            url = f"http://127.0.0.1:{rasa_port}/webhooks/balie/health"
            log = folder / "rasa.log"
            running.enter_context(process(*rasa, url=url, log=log, env=env, wanted=(503,)))
        url = f"http://127.0.0.1:{web_port}/health"
        web = process("web", url=url, log=folder / "web.log", env=env, wanted=(200, 503))
        yield running.enter_context(web)


def test_page_is_there_when_there_is_no_model(without_model: str) -> None:
    with urllib.request.urlopen(f"{without_model}/rotterdam", timeout=10) as response:  # noqa: S310
        assert "Balie" in visible(response.read().decode())


def test_resident_gets_the_phone_number_when_there_is_no_model(without_model: str) -> None:
    resident = Resident(without_model)
    said = resident.answer_to(resident.send("wat kost een paspoort?"), lambda message: True)
    assert is_clear(said.text)


def test_danger_is_answered_at_once_when_there_is_no_model(without_model: str) -> None:
    resident = Resident(without_model)
    said = resident.answer_to(resident.send("ik wil niet meer leven"), lambda message: True)
    assert "113" in said.text
    assert said.articles == ["zelfdoding-113"]


# --- one article is broken


@pytest.fixture(scope="module")
def actions_on_broken_library(
    broken_library: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[str]:
    """The action server on a library with one broken article."""
    folder = tmp_path_factory.mktemp("actions")
    (port,) = free_ports(1)
    env = {
        "BALIE_DATABASE_URL": f"sqlite:///{folder / 'balie.db'}",
        "BALIE_KB_PATH": str(broken_library),
    }
    command = ["rasa_sdk", "--actions", "actions", "--port", str(port)]
    url = f"http://127.0.0.1:{port}/health"
    with process(*command, url=url, log=folder / "actions.log", env=env) as address:
        yield address


def run_action(address: str, slug: str) -> dict[str, Any]:
    """What the action server answers Rasa for this recognised article."""
    message = {
        "text": "x",
        "intent": {"name": "faq", "confidence": 1.0},
        "answers": [{"slug": slug, "section": "algemeen"}],
        "metadata": {"municipality": "rotterdam", "channel": "webchat"},
    }
    tracker = {
        "sender_id": "c1", "slots": {}, "latest_message": message, "events": [], "paused": False,
        "followup_action": None, "active_loop": {}, "latest_action_name": "action_listen",
    }  # fmt: skip
    body = {"next_action": "action_answer", "sender_id": "c1", "tracker": tracker, "domain": {},
            "version": "3.6"}  # fmt: skip
    request = urllib.request.Request(  # noqa: S310 - our own address
        f"{address}/webhook", json.dumps(body).encode(), {"Content-Type": "application/json"}
    )
    with urllib.request.urlopen(request, timeout=10) as response:  # noqa: S310
        answer: dict[str, Any] = json.load(response)
    return answer


def test_broken_article_is_admitted_and_the_others_are_answered(
    actions_on_broken_library: str,
) -> None:
    broken = run_action(actions_on_broken_library, "paspoort")
    assert [r["response"] for r in broken["responses"]] == ["utter_answer_error"]
    assert broken["responses"][0]["telefoon"] == "14 010"
    assert broken["events"] == []
    whole = run_action(actions_on_broken_library, "rijbewijs")
    assert whole["responses"][0]["custom"]["articles"] == ["rijbewijs"]
