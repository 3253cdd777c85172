"""A mail address and a telephone number in what a resident typed or said."""

from __future__ import annotations

from assistant.domain.appointments import Detail
from assistant.domain.dutch.contacts import find_emails, find_phones


def find_details(text: str) -> dict[str, str]:
    """The last of each that can be read, by `Detail`; nothing where a mask took it out."""
    found: dict[str, str] = {}
    for email in find_emails(text):
        if email.value:
            found[Detail.EMAIL] = email.value
    for phone in find_phones(text):
        if phone.value and not phone.problems:
            found[Detail.PHONE] = phone.value
    return found
