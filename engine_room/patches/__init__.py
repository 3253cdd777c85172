"""Corrections to Rasa, each in its own file with its reason, and a test of the same name.

Each is applied the moment the module it corrects has been imported, so a process that never imports
Rasa pays nothing.
"""

from __future__ import annotations

import sys
from importlib import import_module
from importlib.machinery import ModuleSpec
from types import MappingProxyType, ModuleType

# The module that is corrected -> what corrects it, as (file in this folder, function).
PATCHES = MappingProxyType(
    {
        "sanic.app": (("quiet", "apply_to_sanic"),),
        "rasa.core.constants": (("loopback", "apply"),),
        "rasa.utils.common": (("quiet", "apply_to_rasa"),),
        "rasa.core.actions.action": (("action_validator", "apply"), ("action_timeout", "apply")),
        "rasa.utils.endpoints": (("action_session", "apply"), ("private_errors", "apply")),
        "rasa.core.tracker_store": (("fail_closed", "apply_to_store"),),
        "rasa.core.agent": (("fail_closed", "apply_to_agent"),),
        "rasa.engine.recipes.default_recipe": (("tensorflow_components", "apply"),),
    }
)


class _PatchingLoader:
    """Loads a module as its own loader does, then corrects it."""

    def __init__(self, loader) -> None:  # type: ignore[no-untyped-def]
        self._loader = loader

    def __getattr__(self, name: str) -> object:
        return getattr(self._loader, name)

    def create_module(self, spec: ModuleSpec) -> ModuleType | None:
        return self._loader.create_module(spec)

    def exec_module(self, module: ModuleType) -> None:
        self._loader.exec_module(module)
        for file, function in PATCHES[module.__name__]:
            getattr(import_module(f"{__name__}.{file}"), function)(module)


class PatchFinder:
    """Stands first in line, and only for the modules that are corrected."""

    def find_spec(
        self, fullname: str, path: object, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        if fullname not in PATCHES:
            return None
        for finder in sys.meta_path:
            if finder is self:
                continue
            spec: ModuleSpec | None = finder.find_spec(fullname, path, target)  # type: ignore[arg-type]
            if spec is not None:
                spec.loader = _PatchingLoader(spec.loader)  # type: ignore[assignment]
                return spec
        return None


def install() -> None:
    """Register every patch once."""
    if not any(isinstance(finder, PatchFinder) for finder in sys.meta_path):
        sys.meta_path.insert(0, PatchFinder())
