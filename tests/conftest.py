"""For every test: how long an example takes depends on the machine, and is measured in bench/."""

from __future__ import annotations

from hypothesis import settings

settings.register_profile("balie", deadline=None)
settings.load_profile("balie")
