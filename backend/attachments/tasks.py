"""Pictures of the chat, fetched from WeChat at once (its media ids live for three days)."""

from collections.abc import Awaitable, Callable
from uuid import UUID

from backend.attachments import repository, service
from backend.attachments.store import FileStore
from backend.kit.db import Database
from backend.models.requests import Attachment

#: Gets a file by its media id; raises LookupError when it is gone for good, anything else when it may come back.
Fetch = Callable[[str], Awaitable[bytes]]


async def fetch(database: Database, store: FileStore, get: Fetch, attachment_id: str, media_id: str) -> None:
    """Fetch one picture that came with a message; however often it is asked for, it is kept once."""
    ident = UUID(attachment_id)
    async with database.session() as session:
        if not _waits(await repository.by_id(session, ident)):
            return
    try:
        data = await get(media_id)
    except LookupError:
        data = None
    async with database.session() as session:
        row = await repository.by_id(session, ident, lock=True)
        if row is None or not _waits(row):
            return
        if data is None:
            row.state, row.problem = "failed", "gone"
        else:
            await service.fill(store, row, data)


async def give_up(database: Database, attachment_id: str) -> None:
    """It was tried often enough."""
    async with database.session() as session:
        row = await repository.by_id(session, UUID(attachment_id), lock=True)
        if row is not None and _waits(row):
            row.state, row.problem = "failed", "unreachable"


def _waits(row: Attachment | None) -> bool:
    """Not fetched yet, and not erased meanwhile."""
    return row is not None and row.state == "pending"
