"""Temporary files: what people send and what the account uploads, kept for three days."""

import secrets
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime, timedelta
from pathlib import Path

from pydantic import BaseModel

from bot.simulator.codes import ApiFailure
from bot.simulator.store import Store

KEPT = timedelta(days=3)
_MEGABYTE = 1024 * 1024
LIMITS = {"image": 10 * _MEGABYTE, "voice": 2 * _MEGABYTE, "video": 10 * _MEGABYTE, "thumb": 64 * 1024}
_STARTS = {b"\x89PNG\r\n\x1a\n": "image/png", b"\xff\xd8\xff": "image/jpeg", b"GIF8": "image/gif"}
_STARTS |= {b"#!AMR": "audio/amr", b"ID3": "audio/mpeg", b"\xff\xfb": "audio/mpeg"}
_ALLOWED = {
    "image": {"image/png", "image/jpeg", "image/gif"},
    "voice": {"audio/amr", "audio/mpeg"},
    "video": {"video/mp4"},
    "thumb": {"image/jpeg"},
}
_ENDINGS = {"image/png": "png", "image/jpeg": "jpg", "image/gif": "gif", "audio/amr": "amr", "audio/mpeg": "mp3"}


class Medium(BaseModel):
    """A kept file."""

    media_id: str
    type: str
    content_type: str
    created_at: datetime

    @property
    def file_name(self) -> str:
        """What a download is called."""
        return f"{self.media_id}.{_ENDINGS.get(self.content_type, 'mp4')}"


def content_type(content: bytes) -> str:
    """The type a file shows by its first bytes, empty when unknown."""
    if content[4:8] == b"ftyp":
        return "video/mp4"
    return next((kind for start, kind in _STARTS.items() if content.startswith(start)), "")


class MediaStore(Mapping[str, Medium]):
    """All files that have not expired."""

    def __init__(self, store: Store, folder: Path, now: Callable[[], datetime]) -> None:
        self._store, self._folder, self._now = store, folder, now
        self._all = {key: Medium.model_validate_json(value) for key, value in store.load("media").items()}
        folder.mkdir(parents=True, exist_ok=True)

    def __getitem__(self, media_id: str) -> Medium:
        medium = self._all[media_id]
        if self._now() >= medium.created_at + KEPT:
            raise KeyError(media_id)
        return medium

    def __iter__(self) -> Iterator[str]:
        return iter(self._all)

    def __len__(self) -> int:
        return len(self._all)

    def add(self, kind: str, content: bytes) -> Medium:
        """Keep a file. Raises ApiFailure when its type or size is not allowed."""
        if kind not in LIMITS:
            raise ApiFailure(40004)
        found = content_type(content)
        if found not in _ALLOWED[kind]:
            raise ApiFailure(40005)
        if len(content) > LIMITS[kind]:
            raise ApiFailure(40006)
        return self.keep(kind, content, found)

    def keep(self, kind: str, content: bytes, found: str) -> Medium:
        """Keep what a phone sent, without the limits of the account's uploads."""
        medium = Medium(media_id=secrets.token_urlsafe(48), type=kind, content_type=found, created_at=self._now())
        (self._folder / medium.media_id).write_bytes(content)
        self._all[medium.media_id] = medium
        self._store.put("media", medium.media_id, medium.model_dump_json())
        return medium

    def read(self, media_id: str) -> bytes:
        """The file's bytes. Raises KeyError when it is unknown or expired."""
        self[media_id]
        try:
            return (self._folder / media_id).read_bytes()
        except FileNotFoundError:
            raise KeyError(media_id) from None

    def clear(self) -> None:
        """Forget all files."""
        for media_id in self._all:
            (self._folder / media_id).unlink(missing_ok=True)
        self._all = {}
