"""Rasa's server library asks Python to show every deprecation warning of every library, so each
command begins with a page about code that is not ours and will not change. They are hidden again,
for that old code only.
"""

from __future__ import annotations

import warnings
from types import ModuleType

OLD_CODE = r"(rasa|rasa_sdk|sanic|sanic_cors|sanic_routing|sanic_jwt|pkg_resources)(\.|$)"


def apply(_: ModuleType) -> None:
    """Put our filters before the one that Sanic has just added."""
    warnings.filterwarnings("ignore", category=DeprecationWarning, module=OLD_CODE)
    warnings.filterwarnings("ignore", message="pkg_resources is deprecated", category=UserWarning)
