"""A photo or a document that a resident sends along."""

from __future__ import annotations

from dataclasses import dataclass, field

MOST_BYTES = 8 * 1024 * 1024
MOST_FILES = 3

_KINDS = (
    (b"\xff\xd8\xff", "image/jpeg", "jpg"),
    (b"\x89PNG\r\n\x1a\n", "image/png", "png"),
    (b"GIF87a", "image/gif", "gif"),
    (b"GIF89a", "image/gif", "gif"),
    (b"%PDF-", "application/pdf", "pdf"),
)


@dataclass(frozen=True)
class Upload:
    """`media_type` is what the content shows, not what somebody says it is. `name` is ours: what a
    resident calls a file often says who he is."""

    name: str
    media_type: str
    content: bytes = field(repr=False)

    @property
    def is_image(self) -> bool:
        return self.media_type.startswith("image/")


def upload_of(content: bytes, number: int) -> Upload | None:
    """The file with this content, the `number`th from 1; None where it is of no kind that is taken
    (JPEG, PNG, GIF, PDF)."""
    for mark, media_type, ending in _KINDS:
        if content.startswith(mark):
            return Upload(f"bijlage-{number}.{ending}", media_type, content)
    return None
