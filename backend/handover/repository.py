"""Queries of rota, canned replies, notes and ratings."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from uuid import UUID

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncSession

from backend.models.desk import CannedReply, ConversationNote, Rating, RotaShift
from backend.models.staff import Staff, StaffSession


async def shifts(session: AsyncSession, first: date, last: date) -> list[tuple[RotaShift, str]]:
    """Shifts of some days with the person's name."""
    query = (
        select(RotaShift, Staff.display_name)
        .join(Staff)
        .where(RotaShift.day.between(first, last))
        .order_by(RotaShift.day, RotaShift.begins)
    )
    return [(row[0], row[1]) for row in await session.execute(query)]


async def shifts_by_username(session: AsyncSession, first: date, last: date) -> list[tuple[RotaShift, str]]:
    """Shifts of some days with the name the person signs in with."""
    query = select(RotaShift, Staff.username).join(Staff).where(RotaShift.day.between(first, last))
    ordered = query.order_by(RotaShift.day, RotaShift.begins, Staff.username)
    return [(row[0], row[1]) for row in await session.execute(ordered)]


async def on_shift(session: AsyncSession, day: date, at: time) -> list[str]:
    """Who has a shift at this moment."""
    query = (
        select(Staff.display_name)
        .join(RotaShift)
        .where(RotaShift.day == day, RotaShift.begins <= at, RotaShift.ends > at, Staff.active)
        .order_by(Staff.display_name)
    )
    return list(await session.scalars(query))


async def any_shift(session: AsyncSession, day: date) -> bool:
    """Whether a day is planned at all."""
    return await session.scalar(select(RotaShift.id).where(RotaShift.day == day).limit(1)) is not None


async def overlapping(session: AsyncSession, staff_id: UUID, day: date, begins: time, ends: time) -> bool:
    """Whether a person already has a shift in these hours."""
    query = select(RotaShift.id).where(
        RotaShift.staff_id == staff_id, RotaShift.day == day, RotaShift.begins < ends, RotaShift.ends > begins
    )
    return await session.scalar(query.limit(1)) is not None


async def shift(session: AsyncSession, shift_id: UUID) -> RotaShift | None:
    """One shift."""
    return await session.get(RotaShift, shift_id)


async def at_the_desk(session: AsyncSession, since: datetime) -> list[list[str]]:
    """The stored rights of everybody who did something in the console since a (real) moment."""
    query = (
        select(Staff.permissions)
        .join(StaffSession)
        .where(StaffSession.last_seen_at > since, StaffSession.ends_at > since, Staff.active)
    )
    return list(await session.scalars(query))


async def canned(session: AsyncSession) -> list[CannedReply]:
    """All canned replies in their order."""
    return list(await session.scalars(select(CannedReply).order_by(CannedReply.position, CannedReply.shortcut)))


async def canned_by_id(session: AsyncSession, reply_id: UUID) -> CannedReply | None:
    """One canned reply."""
    return await session.get(CannedReply, reply_id)


async def notes(session: AsyncSession, conversation: str) -> list[ConversationNote]:
    """Notes about a talk, the newest first."""
    query = select(ConversationNote).where(ConversationNote.conversation == conversation)
    return list(await session.scalars(query.order_by(ConversationNote.id.desc()).limit(50)))


async def open_rating(session: AsyncSession, conversation: str) -> Rating | None:
    """The newest rating asked for, if it was not given yet."""
    query = select(Rating).where(Rating.conversation == conversation).order_by(Rating.id.desc()).limit(1)
    newest = await session.scalar(query.with_for_update())
    return newest if newest and newest.score is None else None


async def forget(session: AsyncSession, conversation: str, before: datetime | None) -> None:
    """Delete notes and ratings of a talk, or those that were there by a moment."""
    notes = delete(ConversationNote).where(ConversationNote.conversation == conversation)
    ratings = delete(Rating).where(Rating.conversation == conversation)
    if before is not None:
        notes, ratings = notes.where(ConversationNote.at <= before), ratings.where(Rating.asked_at <= before)
    await session.execute(notes)
    await session.execute(ratings)


async def copy_days(session: AsyncSession, first: date, days: int, by: timedelta) -> Sequence[RotaShift]:
    """Shifts of some days moved by some time; those that are there already are left out."""
    made = []
    for shift, _ in await shifts(session, first, first + timedelta(days=days - 1)):
        target = shift.day + by
        if not await overlapping(session, shift.staff_id, target, shift.begins, shift.ends):
            made.append(RotaShift(staff_id=shift.staff_id, day=target, begins=shift.begins, ends=shift.ends))
    session.add_all(made)
    await session.flush()
    return made
