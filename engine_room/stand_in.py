"""Stand-ins for modules that Rasa imports but never needs here.

A stand-in can be imported, subclassed, subscripted and named in a type annotation: all that Rasa
does with it while it starts. The moment anything tries to *use* it, it says what is missing.
"""

from __future__ import annotations

from abc import ABCMeta
from types import ModuleType
from typing import Any

from engine_room.absent import MODULES


class NotInstalled(RuntimeError):
    """Something that Balie leaves out was really used."""

    def __init__(self, name: str) -> None:
        reason = next(
            (MODULES[m] for m in _ancestors(name) if m in MODULES), "see engine_room/README.md"
        )
        super().__init__(f"{name} is not installed in this project: {reason}.")


class _PlaceholderType(ABCMeta):
    def __getattr__(cls, name: str) -> type[Placeholder]:
        made = _placeholder(f"{cls.stands_for}.{name}", name)
        setattr(cls, name, made)  # the same name is the same class, as isinstance needs
        return made

    def __getitem__(cls, _: object) -> _PlaceholderType:
        return cls

    def __call__(cls, *_: Any, **__: Any) -> Any:
        raise NotInstalled(str(cls.stands_for))


class Placeholder(Exception, metaclass=_PlaceholderType):
    """Stands for a class, function or submodule that is not there.

    An exception class, because Rasa also names placeholders in `except` clauses.
    """

    stands_for = "?"


def _placeholder(stands_for: str, name: str) -> type[Placeholder]:
    if name.startswith("__") and name.endswith("__"):
        raise AttributeError(name)  # probes such as __wrapped__ and __path__ deserve the truth
    content = {"stands_for": stands_for, "__module__": __name__}
    made: Any = _PlaceholderType(name, (Placeholder,), content)
    return made


def _is_tensor(_: object) -> bool:
    """Nothing is a tensor. Matplotlib asks, when a module of that name is loaded."""
    return False


class StandInModule(ModuleType):
    """A module of which every attribute is a placeholder."""

    __path__ = []

    def __getattr__(self, name: str) -> Any:
        if name == "is_tensor" and self.__name__ == "tensorflow":
            return _is_tensor
        made = _placeholder(f"{self.__name__}.{name}", name)
        setattr(self, name, made)
        return made


def _ancestors(name: str) -> list[str]:
    parts = name.split(".")
    return [".".join(parts[:length]) for length in range(len(parts), 0, -1)]
