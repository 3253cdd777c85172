"""Rasa's server library asks Python to show every deprecation warning of every library, so each
command begins with a page about code that is not ours and will not change. They are hidden again,
for that old code only.
"""

from __future__ import annotations

import warnings
from types import ModuleType
from typing import Any

OLD_CODE = r"(rasa|rasa_sdk|sanic|sanic_cors|sanic_routing|sanic_jwt|pkg_resources|tarfile)(\.|$)"


def apply_to_rasa(module: ModuleType) -> None:
    """Put our filters before those that Rasa's command line adds."""
    original = module._filter_warnings

    def filter_warnings(*args: Any, **kwargs: Any) -> None:
        original(*args, **kwargs)
        hide()

    module._filter_warnings = filter_warnings  # type: ignore[attr-defined]


def apply_to_sanic(_: ModuleType) -> None:
    """Put our filters before the one that Sanic has just added."""
    hide()


def hide() -> None:
    """Only what old code says about itself."""
    warnings.filterwarnings("ignore", category=DeprecationWarning, module=OLD_CODE)
    warnings.filterwarnings("ignore", message="pkg_resources is deprecated", category=UserWarning)
