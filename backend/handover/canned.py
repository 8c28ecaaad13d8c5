"""Canned replies: shipped ones to begin with, then whatever the archive makes of them."""

from contextlib import AbstractAsyncContextManager
from functools import partial
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from backend.audit.service import Caller
from backend.handover import repository, versions
from backend.kit import clock
from backend.kit.errors import Problem
from backend.kit.texts import defaults
from backend.models.base import uuid7
from backend.models.desk import CannedReply

_PREFIX, _TITLE = "canned.", ".title"
LONGEST = 600
SECTION = "canned"


async def all_of_them(session: AsyncSession) -> list[CannedReply]:
    """Every canned reply; the shipped ones are stored when there is none."""
    found = await repository.canned(session)
    if not found:
        session.add_all(_shipped())
        await session.flush()
        found = await repository.canned(session)
    return found


async def state(session: AsyncSession) -> versions.State:
    """All of them as plain values."""
    return {
        "replies": [
            {"shortcut": one.shortcut, "title": one.title, "body": one.body} for one in await all_of_them(session)
        ]
    }


def _keeping(session: AsyncSession, caller: Caller, comment: str) -> AbstractAsyncContextManager[None]:
    return versions.keeping(session, SECTION, partial(state, session), caller, comment)


async def save(
    session: AsyncSession, reply_id: UUID | None, shortcut: str, title: str, body: str, caller: Caller
) -> None:
    """Add or change one. Problem 404, 409 `shortcut_taken`, 422."""
    shortcut, title, body = shortcut.strip().lstrip("/")[:24], title.strip()[:60], body.strip()
    if not shortcut or not body or len(body) > LONGEST:
        raise Problem(422, "invalid")
    others = [one for one in await all_of_them(session) if one.id != reply_id]
    if any(one.shortcut == shortcut for one in others):
        raise Problem(409, "shortcut_taken")
    reply = await repository.canned_by_id(session, reply_id) if reply_id else CannedReply(id=uuid7(), position=99)
    if reply is None:
        raise Problem(404, "not_found")
    async with _keeping(session, caller, f"/{shortcut}"):
        reply.shortcut, reply.title, reply.body = shortcut, title or shortcut, body
        reply.updated_at, reply.updated_by = clock.now(), caller.id
        session.add(reply)


async def remove(session: AsyncSession, reply_id: UUID, caller: Caller) -> None:
    """Delete one."""
    reply = await repository.canned_by_id(session, reply_id)
    if reply is not None:
        async with _keeping(session, caller, f"－ /{reply.shortcut}"):
            await session.delete(reply)


async def restore(session: AsyncSession, number: int, caller: Caller) -> None:
    """Make them what they were after an earlier change. Problem 404."""
    earlier = (await versions.numbered(session, SECTION, number)).value["replies"]
    async with _keeping(session, caller, f"↺ #{number}"):
        for one in await repository.canned(session):
            await session.delete(one)
        await session.flush()
        made = {"updated_at": clock.now(), "updated_by": caller.id}
        session.add_all(CannedReply(id=uuid7(), position=place, **one, **made) for place, one in enumerate(earlier))


def _shipped() -> list[CannedReply]:
    texts = defaults()["zh"]
    names = [key[len(_PREFIX) : -len(_TITLE)] for key in texts if key.startswith(_PREFIX) and key.endswith(_TITLE)]
    return [
        CannedReply(
            id=uuid7(),
            shortcut=name,
            title=texts[f"{_PREFIX}{name}{_TITLE}"],
            body=texts[f"{_PREFIX}{name}"],
            position=position,
            updated_at=clock.now(),
        )
        for position, name in enumerate(names)
    ]
