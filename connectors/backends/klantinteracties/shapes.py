"""What travels over the Klantinteracties API. Sizes and names are those of the standard."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import Any

from assistant.domain.klantcontact import (
    INHOUD_MAX,
    KANAAL_MAX,
    ONDERWERP_MAX,
    Klantcontact,
    shorten,
)

# The one key in `metadata` by which we know our own entries. Lower case and one word: servers
# translate between camelCase and snake_case on their way in and out.
REFERENTIE = "referentie"

_SAFE = re.compile(r"[A-Za-z0-9_.-]{1,60}")


def klantcontact_to_json(klantcontact: Klantcontact) -> dict[str, Any]:
    """The body of `POST /klantcontacten`."""
    return {
        # Null: the register makes the number.
        "nummer": None,
        "kanaal": shorten(klantcontact.kanaal, KANAAL_MAX),
        "onderwerp": shorten(klantcontact.onderwerp, ONDERWERP_MAX),
        "inhoud": shorten(klantcontact.inhoud, INHOUD_MAX),
        "indicatieContactGelukt": klantcontact.indicatie_contact_gelukt,
        "taal": klantcontact.taal,
        "vertrouwelijk": klantcontact.vertrouwelijk,
        "plaatsgevondenOp": moment(klantcontact.plaatsgevonden_op),
        "metadata": {**klantcontact.metadata, REFERENTIE: klantcontact.reference},
    }


def moment(value: datetime) -> str:
    """A moment in UTC and whole seconds, so that it is found again as it was sent."""
    return value.astimezone(UTC).replace(microsecond=0, tzinfo=None).isoformat() + "Z"


def has_reference(klantcontact: Any, reference: str) -> bool:
    """Whether an entry of the register is ours, by its reference."""
    metadata = klantcontact.get("metadata") if isinstance(klantcontact, dict) else None
    return isinstance(metadata, dict) and metadata.get(REFERENTIE) == reference


def error_summary(status: int, body: Any) -> str:
    """What an error body says, without anything that a person wrote: codes and field names."""
    if not isinstance(body, dict):
        return str(status)
    params = body.get("invalidParams")
    named = [p for p in params if isinstance(p, dict)] if isinstance(params, list) else []
    parts = [body.get("code"), *(f"{p.get('name')}.{p.get('code')}" for p in named[:10])]
    return " ".join([str(status), *(p for p in parts if isinstance(p, str) and _SAFE.fullmatch(p))])
