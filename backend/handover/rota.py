"""Who is on duty: the rota where the day is planned, else the desk's hours; and whoever is at the console anyway."""

from contextlib import AbstractAsyncContextManager
from datetime import UTC, date, datetime, time, timedelta
from functools import partial
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from backend.audit.service import Caller
from backend.auth import service as auth
from backend.auth.permissions import Bit, effective
from backend.catalogue import hours
from backend.catalogue.service import Configuration
from backend.handover import repository, versions
from backend.kit import clock
from backend.kit.errors import Problem
from backend.models.desk import RotaShift

PRESENT = timedelta(minutes=5)
"""Somebody who did something in the console so lately is there."""


async def on_duty(session: AsyncSession, configuration: Configuration, now: datetime) -> bool:
    """Whether a person can answer now."""
    local = now.astimezone(clock.SHANGHAI)
    if await repository.on_shift(session, local.date(), local.time()):
        return True
    planned = await repository.any_shift(session, local.date())
    if not planned and hours.on_duty(configuration, now):
        return True
    since = datetime.now(UTC) - PRESENT
    return any(Bit.DESK_TALK in effective(stored) for stored in await repository.at_the_desk(session, since))


async def names_now(session: AsyncSession, now: datetime) -> list[str]:
    """Who has the shift."""
    local = now.astimezone(clock.SHANGHAI)
    return await repository.on_shift(session, local.date(), local.time())


async def week(session: AsyncSession, monday: date) -> dict[date, list[tuple[RotaShift, str]]]:
    """A week's shifts by day."""
    days: dict[date, list[tuple[RotaShift, str]]] = {monday + timedelta(days=number): [] for number in range(7)}
    for shift, name in await repository.shifts(session, monday, monday + timedelta(days=6)):
        days[shift.day].append((shift, name))
    return days


def section(monday: date) -> str:
    """Under what the versions of a week are kept."""
    return f"rota:{monday.isoformat()}"


def monday_of(day: date) -> date:
    """The first day of a day's week."""
    return day - timedelta(days=day.weekday())


async def state(session: AsyncSession, monday: date) -> versions.State:
    """A week as plain values."""
    return {
        "shifts": [
            {"day": shift.day.isoformat(), "from": f"{shift.begins:%H:%M}", "to": f"{shift.ends:%H:%M}", "who": name}
            for shift, name in await repository.shifts_by_username(session, monday, monday + timedelta(days=6))
        ]
    }


def _keeping(session: AsyncSession, day: date, caller: Caller, comment: str) -> AbstractAsyncContextManager[None]:
    monday = monday_of(day)
    return versions.keeping(session, section(monday), partial(state, session, monday), caller, comment)


async def add(session: AsyncSession, staff_id: UUID, day: date, begins: time, ends: time, caller: Caller) -> None:
    """Plan a shift. Problem 409 when it clashes."""
    if begins >= ends or await repository.overlapping(session, staff_id, day, begins, ends):
        raise Problem(409, "clash")
    async with _keeping(session, day, caller, f"＋ {day.isoformat()}"):
        session.add(RotaShift(staff_id=staff_id, day=day, begins=begins, ends=ends))


async def remove(session: AsyncSession, shift_id: UUID, caller: Caller) -> None:
    """Take a shift out."""
    shift = await repository.shift(session, shift_id)
    if shift is not None:
        async with _keeping(session, shift.day, caller, f"－ {shift.day.isoformat()}"):
            await session.delete(shift)


async def copy_last_week(session: AsyncSession, monday: date, caller: Caller) -> None:
    """Plan a week like the one before."""
    week_ = timedelta(days=7)
    async with _keeping(session, monday, caller, f"← {(monday - week_).isoformat()}"):
        await repository.copy_days(session, monday - week_, 7, week_)


async def restore(session: AsyncSession, monday: date, number: int, caller: Caller) -> None:
    """Make a week what it was after an earlier change; who has no account any more is left out. Problem 404."""
    earlier = (await versions.numbered(session, section(monday), number)).value["shifts"]
    known = {one.username: one.id for one in await auth.everybody(session)}
    async with _keeping(session, monday, caller, f"↺ #{number}"):
        for shift, _ in await repository.shifts(session, monday, monday + timedelta(days=6)):
            await session.delete(shift)
        await session.flush()
        session.add_all(
            RotaShift(
                staff_id=known[one["who"]],
                day=date.fromisoformat(one["day"]),
                begins=time.fromisoformat(one["from"]),
                ends=time.fromisoformat(one["to"]),
            )
            for one in earlier
            if one["who"] in known
        )
