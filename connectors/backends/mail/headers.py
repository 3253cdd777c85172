"""Headers with other letters than ASCII. The library's own folding adds spaces among them."""

from __future__ import annotations

from email.header import Header
from email.headerregistry import Address
from email.policy import EmailPolicy
from email.utils import formataddr
from typing import Any

_FREE_TEXT = ("subject", "from")


class MailPolicy(EmailPolicy):
    """Writes a message as any mail server can take it: lines as in RFC 5322, and only ASCII."""

    def fold(self, name: str, value: Any) -> str:
        if name.lower() not in _FREE_TEXT:
            return str(super().fold(name, value))
        if name.lower() == "from":
            written = _mailbox(value.addresses[0])
        else:
            written = Header(str(value), header_name=name).encode(linesep=self.linesep)
        return f"{name}: {written}{self.linesep}"

    def fold_binary(self, name: str, value: Any) -> bytes:
        return self.fold(name, value).encode("ascii")


def _mailbox(address: Address) -> str:
    name = address.display_name
    if name.isascii():
        return formataddr((name, address.addr_spec))
    return Header(name, header_name="From").encode(linesep="\r\n") + f" <{address.addr_spec}>"


MAIL_POLICY = MailPolicy(linesep="\r\n", cte_type="7bit")
