"""Pictures of the chat, fetched from WeChat at once (its media ids live for three days)."""

from collections.abc import Awaitable, Callable
from uuid import UUID

from backend.attachments import repository, service
from backend.attachments.store import FileStore
from backend.kit import clock
from backend.kit.db import Database

#: Gets a file by its media id; raises LookupError when it is gone for good, anything else when it may come back.
Fetch = Callable[[str], Awaitable[bytes]]


async def fetch(
    database: Database, store: FileStore, get: Fetch, attachment_id: str, media_id: str, conversation: str
) -> None:
    """Fetch one picture; however often it is asked for, it is kept once."""
    async with database.session() as session:
        row = await repository.expect(session, UUID(attachment_id), conversation, clock.now())
        ident, waiting = row.id, row.state == "pending"
    if not waiting:
        return
    try:
        data = await get(media_id)
    except LookupError:
        data = None
    async with database.session() as session:
        row = await service.find(session, ident, lock=True)
        if row.state != "pending":
            return
        if data is None:
            row.state, row.problem = "failed", "gone"
        else:
            await service.fill(store, row, data)


async def give_up(database: Database, attachment_id: str) -> None:
    """It was tried often enough."""
    async with database.session() as session:
        row = await repository.by_id(session, UUID(attachment_id), lock=True)
        if row is not None and row.state == "pending":
            row.state, row.problem = "failed", "unreachable"
