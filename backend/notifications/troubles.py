"""Troubles of the account as tasks for staff: one open task of a kind, closed when the trouble is over."""

from collections.abc import Collection
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from backend.kit import clock
from backend.models.base import uuid7
from backend.models.notices import StaffTask
from backend.notifications import repository


async def begin(session: AsyncSession, kind: str, data: dict[str, Any]) -> None:
    """Give staff the task, unless they have it already. (Jobs about troubles run one after another.)"""
    known = select(StaffTask.id).where(StaffTask.kind == kind, StaffTask.done_at.is_(None)).limit(1)
    if await session.scalar(known) is None:
        task = {"key": f"{kind}:{uuid7()}", "kind": kind, "data": data, "created_at": clock.now()}
        await repository.add_task(session, task)


async def end(session: AsyncSession, kinds: Collection[str]) -> None:
    """It is over by itself."""
    over = update(StaffTask).where(StaffTask.kind.in_(kinds), StaffTask.done_at.is_(None))
    await session.execute(over.values(done_at=clock.now(), done_by="system"))
