"""Messages that their form gives away, whatever their words: masked numbers, passwords, code."""

from __future__ import annotations

import re

_MASKED = re.compile(r"\[(?:bsn|iban|kaartnummer|documentnummer)\]", re.IGNORECASE)
_PASSWORD = re.compile(
    r"\b(?:wachtwoord|password|pincode|inlogcode|smscode|sms-code)\b.{0,15}\b(?:is|:|=)\s*\S+",
    re.IGNORECASE,
)
_CODE = re.compile(
    r"^\s*/?\w+\s*\{|<\s*/?\s*(?:script|img|iframe|svg|a)\b|\bselect\b.+\bfrom\b|'\s*or\s+'?1'?\s*=\s*'?1"
    r"|\bdrop\s+table\b|\{\{.*\}\}|\$\{.*\}|javascript:",
    re.IGNORECASE | re.DOTALL,
)


def intent_of_shape(text: str) -> str:
    """The intent that the form of a message (as typed, masked) decides, or an empty string."""
    if _CODE.search(text):
        return "inject_instruction"
    if _MASKED.search(text) or _PASSWORD.search(text):
        return "share_personal_data"
    return ""
