"""A copy of a person's data as one file to take away: the data as JSON, and every file beside it."""

import asyncio
import json
import tempfile
import zipfile
from collections.abc import Iterator, Sequence
from typing import IO, Any

from backend.attachments.store import FileStore
from backend.kit.crypto import CryptoError
from backend.models.requests import Attachment

MEDIA_TYPE = "application/zip"
_ENDINGS = {"image/jpeg": "jpg", "image/png": "png", "application/pdf": "pdf"}
_PIECE = 256 * 1024


def name_of(attachment: Attachment) -> str:
    """The name of a file in the package."""
    ending = _ENDINGS.get(attachment.media_type or "", "bin")
    return f"files/{attachment.id}-{attachment.kind}.{ending}"


async def packed(store: FileStore, data: dict[str, Any], files: Sequence[Attachment]) -> IO[bytes]:
    """The package, in a file without a name, which is gone when it is closed."""
    wanted = [(name_of(one), one.stored_as) for one in files if one.stored_as]
    return await asyncio.to_thread(_pack, store, data, wanted)


def _pack(store: FileStore, data: dict[str, Any], files: Sequence[tuple[str, str]]) -> IO[bytes]:
    package = tempfile.TemporaryFile()  # noqa: SIM115 - it lives until it was sent
    with zipfile.ZipFile(package, "w") as archive:
        text = json.dumps(data, ensure_ascii=False, indent=1, default=str)
        archive.writestr("data.json", text, zipfile.ZIP_DEFLATED)
        for name, stored_as in files:
            try:
                archive.writestr(name, store.get(stored_as))
            except (FileNotFoundError, CryptoError):
                # A file that is gone or damaged keeps the rest from nobody; data.json tells that it was there.
                continue
    package.seek(0)
    return package


def pieces(package: IO[bytes]) -> Iterator[bytes]:
    """The package as it is sent; closed at the end."""
    with package:
        while piece := package.read(_PIECE):
            yield piece
