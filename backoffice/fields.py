"""What a klantcontact may hold: one reader per field, with the refusals of the real register."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any

from backoffice.problems import InvalidParam, invalid

Reader = Callable[[Any], Any]


class Refused(Exception):
    """This value will not do."""

    def __init__(self, code: str, reason: str) -> None:
        super().__init__(code)
        self.code = code
        self.reason = reason


def _text(longest: int | None, blank: bool = False) -> Reader:
    def read(value: Any) -> str:
        if isinstance(value, bool) or not isinstance(value, str | int | float):
            raise Refused("invalid", "Dit is geen geldige tekst.")
        text = str(value).strip()
        if not text and not blank:
            raise Refused("blank", "Dit veld mag niet leeg zijn.")
        if longest is not None and len(text) > longest:
            raise Refused(
                "max_length", f"Zorg ervoor dat dit veld niet meer dan {longest} karakters bevat."
            )
        if not _storable(text):
            raise Refused("null_characters_not_allowed", "Dit teken is niet toegestaan.")
        return text

    return read


def _boolean(value: Any) -> bool:
    if isinstance(value, bool):
        return value
    if value in ("true", "True", "1", 1):
        return True
    if value in ("false", "False", "0", 0):
        return False
    raise Refused("invalid", "Dit is geen geldige boolean.")


def _moment(value: Any) -> datetime:
    try:
        if not isinstance(value, str) or "T" not in value:
            raise ValueError
        moment = datetime.fromisoformat(value)
        return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, OverflowError) as error:
        raise Refused("invalid", "Datetime heeft een ongeldig formaat (ISO 8601).") from error


def _nummer(value: Any) -> str:
    text = str(_text(10)(value))
    if not re.fullmatch(r"[0-9]+", text):
        raise Refused("invalid", "Voer een geldig getal in.")
    return text


def _metadata(value: Any) -> dict[str, str]:
    if not isinstance(value, dict) or not all(isinstance(v, str) for v in value.values()):
        raise Refused("invalid", "Dit moet een object met tekstwaarden zijn.")
    if not all(_storable(k) and _storable(v) for k, v in value.items()):
        raise Refused("null_characters_not_allowed", "Dit teken is niet toegestaan.")
    return value


def _nullable(read: Reader, empty: bool = False) -> Reader:
    def read_or_null(value: Any) -> Any:
        return None if value is None or (empty and value == "") else read(value)

    return read_or_null


def _storable(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:  # half a character, as JSON can hold and a database cannot
        return False
    return "\0" not in text


READERS: Mapping[str, Reader] = {
    "nummer": _nullable(_nummer, empty=True),
    "kanaal": _text(50),
    "onderwerp": _text(200),
    "hoofdOnderwerpType": _nullable(_text(200), empty=True),
    "inhoud": _text(1000, blank=True),
    "reactie": _text(1000, blank=True),
    "indicatieContactGelukt": _nullable(_boolean),
    "verdereActieOndernomen": _nullable(_boolean),
    "taal": _text(3),
    "vertrouwelijk": _boolean,
    "plaatsgevondenOp": _moment,
    "metadata": _metadata,
}
REQUIRED = ("kanaal", "onderwerp", "taal", "vertrouwelijk")

# Exact or containing, as the real register filters.
FILTERS: Mapping[str, Reader] = {
    "nummer": _text(None),
    "kanaal": _text(None),
    "onderwerp": _text(None),
    "inhoud": _text(None),
    "indicatieContactGelukt": _boolean,
    "vertrouwelijk": _boolean,
    "plaatsgevondenOp": _moment,
}
CONTAINING = ("onderwerp", "inhoud")


def column(name: str) -> str:
    """`plaatsgevondenOp` is kept as `plaatsgevonden_op`."""
    return re.sub(r"(?<=[a-z])([A-Z])", lambda m: "_" + m[1].lower(), name)


def read_body(body: Any, partial: bool = False) -> dict[str, Any]:
    """Columns and their values, of a POST or (partial) a PATCH. Unknown members are ignored.

    Raises:
        Problem: with every field that is refused.
    """
    if not isinstance(body, dict):
        raise invalid(InvalidParam("nonFieldErrors", "invalid", "Dit moet een object zijn."))
    missing = () if partial else tuple(name for name in REQUIRED if name not in body)
    refused = [InvalidParam(name, "required", "Dit veld is vereist.") for name in missing]
    return _read(READERS, body, refused)


def read_filters(query: Mapping[str, str]) -> dict[str, Any]:
    """Columns and the values to look for. An empty filter is no filter, as in the real register.

    Raises:
        Problem: with every filter that is refused.
    """
    return _read(FILTERS, {k: v for k, v in query.items() if v}, [])


def _read(
    readers: Mapping[str, Reader], given: Mapping[str, Any], refused: list[InvalidParam]
) -> dict[str, Any]:
    values: dict[str, Any] = {}
    for name, read in readers.items():
        if name not in given:
            continue
        try:
            values[column(name)] = read(given[name])
        except Refused as refusal:
            code, reason = refusal.code, refusal.reason
            if given[name] is None:
                code, reason = "null", "Dit veld mag niet leeg zijn."
            refused.append(InvalidParam(name, code, reason))
    if refused:
        raise invalid(*refused)
    return values
