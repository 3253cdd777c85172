"""Files that residents sent along, sealed, on SQLAlchemy Core."""

from __future__ import annotations

from base64 import b64decode, b64encode
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Engine, insert, select, update
from sqlalchemy.exc import IntegrityError

from assistant.domain.uploads import Upload
from assistant.ports.uploads import UploadsPort
from connectors.storage.database import Database
from connectors.storage.sealing import Sealing
from connectors.storage.upload_tables import uploads


class SqlUploads(UploadsPort):
    """`secret` seals the files."""

    def __init__(self, engine: Engine, secret: str) -> None:
        self._engine = engine
        self._database = Database(engine)
        self._sealing = Sealing(secret)

    def close(self) -> None:
        """Finish running transactions and close."""
        self._database.close()

    async def add(
        self, link: str, key: str, files: Sequence[Upload], now: datetime, until: datetime
    ) -> bool:
        rows = [
            {
                "link": link, "number": number, "key": key, "at": now, "until": until,
                "sealed": self._sealing.seal(f"{link}:{number}", _values(file)),
            }
            for number, file in enumerate(files)
        ]  # fmt: skip

        def work() -> None:
            with self._engine.begin() as connection:
                connection.execute(insert(uploads), rows)

        try:
            await self._database.run(work)
        except IntegrityError:
            return False
        return True

    async def erase_old(self, now: datetime) -> int:
        return await self._database.erase(uploads, uploads.c.until <= now)

    async def used(self, link: str) -> bool:
        def work() -> bool:
            with self._engine.connect() as connection:
                found = connection.execute(select(uploads.c.link).where(uploads.c.link == link))
                return found.first() is not None

        return await self._database.run(work)

    async def of(self, key: str, now: datetime) -> Sequence[Upload]:
        def work() -> list[Upload]:
            with self._engine.connect() as connection:
                rows = connection.execute(
                    select(uploads)
                    .where(uploads.c.key == key, uploads.c.until > now, uploads.c.sealed != "")
                    .order_by(uploads.c.at, uploads.c.link, uploads.c.number)
                ).all()
            opened = (self._sealing.open(f"{row.link}:{row.number}", row.sealed) for row in rows)
            return [_upload(values) for values in opened if values]

        return await self._database.run(work)

    async def forget(self, key: str) -> None:
        def work() -> None:
            with self._engine.begin() as connection:
                connection.execute(update(uploads).where(uploads.c.key == key).values(sealed=""))

        await self._database.run(work)


def _values(file: Upload) -> dict[str, str]:
    content = b64encode(file.content).decode()
    return {"name": file.name, "media_type": file.media_type, "content": content}


def _upload(values: dict[str, str]) -> Upload:
    return Upload(values["name"], values["media_type"], b64decode(values["content"]))
