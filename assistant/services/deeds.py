"""What staff did, kept so that it can be looked up later who did what."""

from __future__ import annotations

import structlog

from assistant.domain.staff import Deed
from assistant.errors import StorageUnavailable
from assistant.ports.staff import StaffPort

log = structlog.get_logger(__name__)


async def keep_deed(staff: StaffPort, deed: Deed) -> None:
    """What was done stands, also where it cannot be kept who did it."""
    try:
        await staff.did(deed)
    except StorageUnavailable:
        log.error("deed_not_kept", what=deed.what)
