"""Rasa answers on when storing fails: it wraps every tracker store in one that falls back to
memory, and a store class that cannot be imported silently becomes memory too. What residents were
told would then be lost. Here a failure is an error, and the gateway says so to the resident.
"""

from __future__ import annotations

from types import ModuleType
from typing import Any


def apply_to_agent(module: ModuleType) -> None:
    """Use the tracker store itself, not the wrapper that swallows its errors."""
    module.FailSafeTrackerStore = lambda store: store  # type: ignore[attr-defined]


def apply_to_store(module: ModuleType) -> None:
    """Refuse to start with another tracker store than the one that endpoints.yml names."""
    from rasa.shared.exceptions import RasaException
    from rasa.shared.utils.common import class_from_module_path

    def load(domain: Any, store: Any, event_broker: Any = None) -> Any:
        try:
            store_class = class_from_module_path(store.type)
        except (AttributeError, ImportError) as error:
            raise RasaException(
                f"The tracker store '{store.type}' of endpoints.yml cannot be loaded: {error}"
            ) from error
        return store_class(host=store.url, domain=domain, event_broker=event_broker, **store.kwargs)

    module._load_from_module_name_in_endpoint_config = load  # type: ignore[attr-defined]
