"""A mail server that keeps its letters, and can be away, lose its answer or refuse an address."""

from __future__ import annotations

from assistant.domain.mail import Letter
from assistant.errors import BackendUnavailable, MailRefused
from assistant.ports.mail import MailPort


class FakeMail(MailPort):
    """`letters` by reference: the same letter again is the same letter.

    `down`: nothing comes in. `unsure`: so many next letters come in and nobody hears so. `refuses`:
    addresses that do not exist; besides everything under `.invalid`, as in the mailbox.
    """

    def __init__(self) -> None:
        self.kept: dict[str, Letter] = {}
        self.refuses: set[str] = set()
        self.down = False
        self.unsure = 0
        self.tried = 0

    @property
    def letters(self) -> list[Letter]:
        """In the order in which they came in."""
        return list(self.kept.values())

    async def send(self, letter: Letter) -> None:
        self.tried += 1
        await self.check()
        one_line = all(
            "".join(text.splitlines()) == text
            for text in (letter.to, letter.subject, letter.sender_name)
        )
        gone = letter.to in self.refuses or letter.to.endswith(".invalid")
        if gone or not one_line or letter.to.count("@") != 1:
            raise MailRefused("no such address")
        self.kept.setdefault(letter.reference, letter)
        if self.unsure:
            self.unsure -= 1
            raise BackendUnavailable("time-out")

    async def check(self) -> None:
        if self.down:
            raise BackendUnavailable("down")
