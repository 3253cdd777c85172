"""Writes the table of settings in README.md from `assistant/settings.py`.

`python -m tools.settings_table`; a test fails when it was forgotten.
"""

from __future__ import annotations

import re

from assistant.settings import ROOT, Settings

README = ROOT / "README.md"
START, END = "<!-- settings -->", "<!-- /settings -->"


def table() -> str:
    """One row per setting: the variable, its default, its meaning."""
    rows = ["| variable | default | meaning |", "|---|---|---|"]
    for name, field in Settings.model_fields.items():
        # Paths are shown from the checkout: where that is differs per machine.
        default = str(field.default).replace(f"{ROOT}/", "").replace("sqlite:///", "sqlite:///…/")
        rows.append(f"| `BALIE_{name.upper()}` | `{default or ' '}` | {field.description} |")
    return "\n".join(rows)


def updated(text: str) -> str:
    """The text with the present table between its marks."""
    marks = re.compile(f"{re.escape(START)}.*?{re.escape(END)}", re.DOTALL)
    return marks.sub(lambda _: f"{START}\n{table()}\n{END}", text)


def main() -> None:
    """Write it."""
    README.write_text(updated(README.read_text(encoding="utf-8")), encoding="utf-8")


if __name__ == "__main__":
    main()
