"""Answers an import of a module that Rasa wants and Balie does not install."""

from __future__ import annotations

import sys
from importlib.machinery import ModuleSpec
from types import ModuleType

from engine_room.absent import MODULES


class StandInFinder:
    """Answers for the absent modules, and only for those."""

    def find_spec(
        self, fullname: str, path: object, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        if fullname not in MODULES:
            return None
        return ModuleSpec(fullname, self, origin="engine_room", is_package=True)  # type: ignore[arg-type]

    def create_module(self, spec: ModuleSpec) -> ModuleType:
        from engine_room.stand_in import StandInModule

        return StandInModule(spec.name)

    def exec_module(self, module: ModuleType) -> None:
        """A stand-in has no code of its own."""


def install() -> None:
    """Let Python ask us last, so that a package that *is* installed always wins."""
    if not any(isinstance(finder, StandInFinder) for finder in sys.meta_path):
        sys.meta_path.append(StandInFinder())
