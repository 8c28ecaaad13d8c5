"""Who is on duty: the rota where the day is planned, else the desk's hours; and whoever is at the console anyway."""

from datetime import UTC, date, datetime, time, timedelta
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from backend.auth.permissions import Bit, effective
from backend.catalogue import hours
from backend.catalogue.service import Configuration
from backend.handover import repository
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


async def add(session: AsyncSession, staff_id: UUID, day: date, begins: time, ends: time) -> None:
    """Plan a shift. Problem 409 when it clashes."""
    if begins >= ends or await repository.overlapping(session, staff_id, day, begins, ends):
        raise Problem(409, "clash")
    session.add(RotaShift(staff_id=staff_id, day=day, begins=begins, ends=ends))
    await session.flush()


async def remove(session: AsyncSession, shift_id: UUID) -> None:
    """Take a shift out."""
    await repository.remove_shift(session, shift_id)


async def copy_last_week(session: AsyncSession, monday: date) -> int:
    """Plan a week like the one before; how many shifts that added."""
    week_ = timedelta(days=7)
    return len(await repository.copy_days(session, monday - week_, 7, week_))
