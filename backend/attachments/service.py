"""Files that come with a request: cleaned, encrypted, hung on a draft, then on the request."""

import asyncio
import hashlib
from collections.abc import Iterable
from datetime import datetime
from typing import Literal
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from backend.attachments import repository
from backend.attachments.pictures import Clean, Refused, clean
from backend.attachments.store import FileStore
from backend.kit import clock
from backend.kit.errors import Problem
from backend.models.base import uuid7
from backend.models.requests import Attachment

Source = Literal["wechat", "h5", "api", "email", "staff"]
MOST_LOOSE = 40
_NAMES_AT_ONCE = 1000
_STATUS = {"too_large": 413, "type": 415, "heic": 415, "document": 415}


async def keep(
    session: AsyncSession,
    store: FileStore,
    data: bytes,
    *,
    kind: str,
    source: Source,
    conversation: str | None = None,
    file_name: str | None = None,
) -> Attachment:
    """Clean and store a file; Problem 413, 415 or 422 when it cannot be kept."""
    if conversation and len(await repository.of_draft(session, conversation)) >= MOST_LOOSE:
        raise Problem(409, "too_many_attachments")
    try:
        cleaned = await asyncio.to_thread(clean, data)
    except Refused as error:
        raise Problem(_STATUS.get(error.code, 422), "file_refused", reason=error.code) from error
    attachment = Attachment(
        id=uuid7(), conversation=conversation, kind=kind, source=source, state="pending", created_at=clock.now()
    )
    attachment.file_name = file_name
    session.add(attachment)
    await _store(store, attachment, cleaned)
    await session.flush()
    return attachment


async def fill(store: FileStore, attachment: Attachment, data: bytes) -> None:
    """Give a fetched file to the row that waits for it; a refusal is kept as its problem."""
    try:
        cleaned = await asyncio.to_thread(clean, data)
    except Refused as error:
        attachment.state, attachment.problem = "refused", error.code
        return
    await _store(store, attachment, cleaned)


async def _store(store: FileStore, attachment: Attachment, cleaned: Clean) -> None:
    attachment.stored_as = await asyncio.to_thread(store.put, cleaned.data)
    attachment.media_type, attachment.size = cleaned.media_type, len(cleaned.data)
    attachment.sha256 = hashlib.sha256(cleaned.data).hexdigest()
    attachment.state, attachment.problem = "stored", None


async def find(session: AsyncSession, attachment_id: UUID, *, lock: bool = False) -> Attachment:
    """One attachment, or 404."""
    attachment = await repository.by_id(session, attachment_id, lock=lock)
    if attachment is None:
        raise Problem(404, "not_found")
    return attachment


async def sort(session: AsyncSession, attachment_id: UUID, kind: str) -> Attachment:
    """Say what a file shows."""
    attachment = await find(session, attachment_id, lock=True)
    attachment.kind = kind
    await session.flush()
    return attachment


async def of_draft(session: AsyncSession, conversation: str) -> list[Attachment]:
    """What hangs on a conversation's draft."""
    return await repository.of_draft(session, conversation)


async def of_requests(session: AsyncSession, ids: Iterable[UUID]) -> dict[UUID, list[Attachment]]:
    """What hangs on some requests."""
    return await repository.of_requests(session, ids)


async def hang(
    session: AsyncSession, request_id: UUID, ids: Iterable[UUID], conversation: str | None
) -> list[Attachment]:
    """Make files part of a request: 422 for files that are unknown, another request's or another person's."""
    wanted = set(ids)
    good = await _hang(session, request_id, wanted, conversation)
    if len(good) != len(wanted):
        problem = {"field": "attachment_ids", "code": "unknown"}
        raise Problem(422, "invalid", "some attachments are not known", problems=[problem])
    return good


async def hang_draft(
    session: AsyncSession, request_id: UUID, ids: Iterable[UUID], conversation: str
) -> list[Attachment]:
    """Make a draft's files part of a request: these, and what was sent by the draft's page. What is gone meanwhile
    (its time was over, its owner took it away) stays out: it must not keep the request from being filed."""
    sent = [one.id for one in await repository.of_draft(session, conversation) if by_page(one)]
    return await _hang(session, request_id, {*ids, *sent}, conversation)


def by_page(attachment: Attachment) -> bool:
    """Whether a file came by the page of a draft, and could be kept."""
    return attachment.source == "h5" and attachment.state == "stored"


async def _hang(
    session: AsyncSession, request_id: UUID, wanted: set[UUID], conversation: str | None
) -> list[Attachment]:
    good = [
        attachment
        for attachment in (await repository.by_ids(session, wanted) if wanted else [])
        if attachment.request_id in (None, request_id)
        and attachment.erased_at is None
        and (attachment.conversation is None or conversation is None or attachment.conversation == conversation)
    ]
    for attachment in good:
        attachment.request_id = request_id
    await session.flush()
    return good


async def read(store: FileStore, attachment: Attachment) -> bytes:
    """The file's bytes; 404 when there are none (yet, or any more)."""
    if attachment.stored_as is None:
        raise Problem(404, "not_found")
    return await asyncio.to_thread(store.get, attachment.stored_as)


async def erase(session: AsyncSession, store: FileStore, attachments: Iterable[Attachment]) -> int:
    """Delete files; their rows stay and say so."""
    gone = 0
    for attachment in attachments:
        if attachment.erased_at is not None:
            continue
        if attachment.stored_as:
            await asyncio.to_thread(store.remove, attachment.stored_as)
        attachment.stored_as = attachment.sha256 = attachment.file_name = None
        attachment.state, attachment.erased_at = "erased", clock.now()
        gone += 1
    await session.flush()
    return gone


async def drop(session: AsyncSession, store: FileStore, attachment_id: UUID) -> None:
    """Erase a file sent by mistake; 409 when a request holds it already."""
    attachment = await find(session, attachment_id, lock=True)
    if attachment.request_id is not None:
        raise Problem(409, "attachment_in_use")
    await erase(session, store, [attachment])


async def loose_before(
    session: AsyncSession, before: datetime, after: UUID | None, limit: int
) -> list[tuple[UUID, str | None]]:
    """Files no request took before a moment, each with its conversation; a page at a time."""
    return await repository.loose_before(session, before, after, limit)


async def erase_loose(session: AsyncSession, store: FileStore, ids: Iterable[UUID]) -> int:
    """Delete files, but for those a request has taken meanwhile."""
    found = await repository.by_ids(session, ids)
    return await erase(session, store, [one for one in found if one.request_id is None])


async def erase_some(session: AsyncSession, store: FileStore, ids: Iterable[UUID]) -> int:
    """Erase these files, whatever they hang on."""
    return await erase(session, store, await repository.by_ids(session, ids))


async def erase_of_requests(session: AsyncSession, store: FileStore, ids: Iterable[UUID]) -> int:
    """Erase the files of some requests."""
    found = await repository.of_requests(session, ids)
    return await erase(session, store, [one for files in found.values() for one in files])


async def sweep_orphans(session: AsyncSession, store: FileStore, before: datetime) -> int:
    """Delete old files that no row knows: their transaction was rolled back."""
    gone, names = 0, await asyncio.to_thread(store.names, before.timestamp())
    for start in range(0, len(names), _NAMES_AT_ONCE):
        some = names[start : start + _NAMES_AT_ONCE]
        orphans = set(some) - await repository.known_names(session, some)
        for name in orphans:
            await asyncio.to_thread(store.remove, name)
        gone += len(orphans)
    return gone


async def stored(session: AsyncSession, after: UUID | None) -> list[Attachment]:
    """All rows with a file, a page at a time."""
    return await repository.stored(session, after)


async def reencrypt(store: FileStore, attachment: Attachment) -> bool:
    """Bring a file under the current key; False when it already is, or is gone."""
    if attachment.stored_as is None:
        return False
    try:
        return await asyncio.to_thread(store.reencrypt, attachment.stored_as)
    except FileNotFoundError:
        return False


async def read_for_staff(store: FileStore, attachment: Attachment, words: str) -> tuple[bytes, str]:
    """What staff see: pictures and PDFs with words across them, other files as they are; with the media type."""
    data, media_type = await read(store, attachment), attachment.media_type or "application/octet-stream"
    if media_type == "application/pdf":
        from backend.attachments.papers import Broken, marked_paper  # half a second of every start, few look at papers

        try:
            return await asyncio.to_thread(marked_paper, data, words), media_type
        except Broken as error:
            raise Problem(422, "file_refused", reason="broken") from error
    if media_type.startswith("image/"):
        from backend.attachments.watermark import marked  # the same

        return await asyncio.to_thread(marked, data, words), "image/jpeg"
    return data, media_type
