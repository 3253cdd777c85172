"""A municipality's colours, made readable: WCAG contrast is computed, not hoped for."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

# A municipality may give its colours under the names that its style guide has for them.
TOKENS = {
    "primary": "--utrecht-button-primary-action-background-color",
    "on_primary": "--utrecht-button-primary-action-color",
    "link": "--utrecht-link-color",
}

_HEX = re.compile(r"^#[0-9a-fA-F]{6}$")
_PRIMARY = "#14507d"
_INK = "#000000"
_PAPER = "#ffffff"
_READABLE = 4.5


@dataclass(frozen=True)
class Theme:
    """`primary` with text in `on_primary` on it; `link` is readable on white."""

    primary: str
    on_primary: str
    link: str


def theme_of(colours: Mapping[str, str]) -> Theme:
    """The configured colours, corrected where a resident could not read them."""
    given = {name: _valid(colours.get(name) or colours.get(TOKENS[name])) for name in TOKENS}
    primary = given["primary"] or _PRIMARY
    on_primary = given["on_primary"] or _PAPER
    if contrast(primary, on_primary) < _READABLE:
        on_primary = max((_PAPER, _INK), key=lambda ink: contrast(primary, ink))
    wanted = (given["link"], primary, _PRIMARY)
    link = next(c for c in wanted if c and contrast(c, _PAPER) >= _READABLE)
    return Theme(primary, on_primary, link)


def contrast(one: str, other: str) -> float:
    """Contrast ratio of two colours, from 1 to 21 (WCAG 2.2)."""
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def _luminance(colour: str) -> float:
    parts = (int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5))
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _valid(colour: str | None) -> str | None:
    return colour if colour and _HEX.match(colour) else None
