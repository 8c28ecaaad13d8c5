"""Canned replies and the rota as they stood after each change: every change is on record and can be put back."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from backend.audit.service import Caller
from backend.catalogue import service as catalogue
from backend.kit.errors import Problem
from backend.models.configuration import ConfigurationVersion

State = dict[str, Any]
MOST = 200


@asynccontextmanager
async def keeping(
    session: AsyncSession, section: str, state: Callable[[], Awaitable[State]], caller: Caller, comment: str
) -> AsyncIterator[None]:
    """Keep how things stand after what is done inside; before the first change also how they stood until then."""
    before = await state()
    yield
    await session.flush()
    after = await state()
    if after == before:
        return
    if not await catalogue.versions(session, section, 1):
        await catalogue.keep_version(session, section, before, caller, "")
    await catalogue.keep_version(session, section, after, caller, comment)


async def numbered(session: AsyncSession, section: str, number: int) -> ConfigurationVersion:
    """An earlier version. Problem 404."""
    found = next((row for row in await catalogue.versions(session, section, MOST) if row.id == number), None)
    if found is None:
        raise Problem(404, "not_found")
    return found
