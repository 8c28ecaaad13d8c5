"""Counting: volumes, speed, the promise, the talk. Reads rows; what is encrypted is read here and only counted."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Date, Select, cast, distinct, false, func, literal, select
from sqlalchemy.ext.asyncio import AsyncSession

from backend.domain.states import KEEPS_PROMISE
from backend.kit import clock
from backend.models.conversations import Message
from backend.models.desk import Rating
from backend.models.requests import Request, RequestEvent, RequestItem

_ZONE = "Asia/Shanghai"
_MOST_PURPOSES = 20_000
UNCLEAR = 0.5
HUMAN = "talk_to_human"


@dataclass(frozen=True, slots=True)
class Period:
    """From a day to a day, both included, in the archive's own time."""

    first: date
    last: date

    @property
    def begins(self) -> datetime:
        """The first moment."""
        return datetime.combine(self.first, time.min, clock.SHANGHAI).astimezone(UTC)

    @property
    def ends(self) -> datetime:
        """The first moment after it."""
        return datetime.combine(self.last + timedelta(days=1), time.min, clock.SHANGHAI).astimezone(UTC)

    def holds(self, column: Any) -> ColumnElement[bool]:
        """Whether a moment lies within."""
        return (column >= self.begins) & (column < self.ends)


async def by_kind(session: AsyncSession, period: Period) -> list[tuple[str, int, int]]:
    """Kind of document, requests, copies."""
    query = (
        select(RequestItem.document_type, func.count(distinct(RequestItem.request_id)), func.sum(RequestItem.copies))
        .join(Request, Request.id == RequestItem.request_id)
        .where(period.holds(Request.created_at))
        .group_by(RequestItem.document_type)
        .order_by(func.count(distinct(RequestItem.request_id)).desc(), RequestItem.document_type)
    )
    return [(row[0], row[1], int(row[2])) for row in await session.execute(query)]


async def by_channel(session: AsyncSession, period: Period) -> list[tuple[str, int]]:
    """Channel, requests."""
    return await _grouped(session, Request.channel, period.holds(Request.created_at))


async def by_outcome(session: AsyncSession, period: Period) -> list[tuple[str, int]]:
    """How requests closed in the period ended."""
    return await _grouped(session, Request.resolution, period.holds(Request.closed_at))


async def _grouped(session: AsyncSession, column: Any, within: ColumnElement[bool]) -> list[tuple[str, int]]:
    query = select(column, func.count()).where(within, column.is_not(None)).group_by(column)
    return [(row[0], row[1]) for row in await session.execute(query.order_by(func.count().desc(), column))]


async def purposes(session: AsyncSession, period: Period) -> list[str | None]:
    """What people wrote as purpose; it is encrypted, so it is counted here and not by the database."""
    query = select(Request.purpose).where(period.holds(Request.created_at), Request.erased_at.is_(None))
    return list(await session.scalars(query.order_by(Request.created_at.desc()).limit(_MOST_PURPOSES)))


async def by_day(session: AsyncSession, period: Period) -> dict[date, int]:
    """Requests by day."""
    day = cast(func.timezone(_ZONE, Request.created_at), Date)
    found = await session.execute(select(day, func.count()).where(period.holds(Request.created_at)).group_by(day))
    return {row[0]: row[1] for row in found}


async def acknowledged(session: AsyncSession, period: Period) -> tuple[int, float | None, float | None]:
    """How many were taken up in the period, and hours from filing until then: median and 90th percentile."""
    first = _first(("start_review",)).subquery()
    return await _spread(session, first, period)


async def finished(session: AsyncSession, period: Period) -> tuple[int, float | None, float | None]:
    """The same until the paper left the archive's hands, or the answer was given."""
    return await _spread(session, _first(sorted(KEEPS_PROMISE)).subquery(), period)


def _first(events: Sequence[str]) -> Select[UUID, datetime]:
    query = select(RequestEvent.request_id, func.min(RequestEvent.at).label("at"))
    return query.where(RequestEvent.event.in_(events)).group_by(RequestEvent.request_id)


async def _spread(session: AsyncSession, first: Any, period: Period) -> tuple[int, float | None, float | None]:
    hours = func.extract("epoch", first.c.at - Request.created_at) / 3600.0
    query = select(
        func.count(),
        func.percentile_cont(0.5).within_group(hours),
        func.percentile_cont(0.9).within_group(hours),
    ).select_from(first)
    query = query.join(Request, Request.id == first.c.request_id)
    row = (await session.execute(query.where(period.holds(first.c.at)))).one()
    return row[0], _number(row[1]), _number(row[2])


def _number(value: Any) -> float | None:
    return None if value is None else float(value)


async def promise(session: AsyncSession, period: Period) -> tuple[int, int]:
    """Of what was done for the first time in the period and then had a date: how many in time, how many late."""
    day, promised = cast(func.timezone(_ZONE, Request.first_done_at), Date), Request.first_done_due
    query = select(func.count().filter(day <= promised), func.count().filter(day > promised))
    row = (await session.execute(query.where(period.holds(Request.first_done_at)))).one()
    return row[0], row[1]


async def talks(session: AsyncSession, period: Period) -> dict[str, int]:
    """Conversations, in how many a person took part, in how many one was asked for and nobody came, what is left to
    the bot alone; messages and how many were not understood."""
    inbound = Message.direction == "in"
    wanted = (Message.intent == HUMAN) | Message.also.contains([HUMAN])
    # What the system itself notes in the record is that nobody came in time.
    in_vain = (Message.author == "system") & (Message.kind == "desk")
    one = (
        select(
            func.bool_or(inbound).label("spoke"),
            func.bool_or(Message.author.like("staff:%") & (Message.kind != literal("desk"))).label("staff"),
            func.coalesce(func.bool_or((inbound & wanted) | in_vain), false()).label("asked"),
            func.count().filter(inbound).label("messages"),
            func.count()
            .filter(inbound, (Message.intent == "out_of_scope") | (Message.confidence < UNCLEAR))
            .label("unclear"),
        )
        .where(period.holds(Message.created_at))
        .group_by(Message.conversation_id)
        .subquery()
    )
    query = select(
        func.count().filter(one.c.spoke),
        func.count().filter(one.c.staff),
        func.count().filter(one.c.spoke, one.c.asked, ~one.c.staff),
        func.count().filter(one.c.spoke, ~one.c.asked, ~one.c.staff),
        func.coalesce(func.sum(one.c.messages), 0),
        func.coalesce(func.sum(one.c.unclear), 0),
    )
    row = (await session.execute(query)).one()
    names = ("talks", "handed", "unreached", "alone", "messages", "unclear")
    return {name: int(number) for name, number in zip(names, row, strict=True)}


async def ratings(session: AsyncSession, period: Period) -> tuple[int, int, float | None]:
    """How often people were asked how a talk with staff was, how often they said, and the mean of 1 to 5."""
    query = select(func.count(), func.count(Rating.score), func.avg(Rating.score))
    row = (await session.execute(query.where(period.holds(Rating.asked_at)))).one()
    return row[0], row[1], _number(row[2])


async def by_hour(session: AsyncSession, period: Period) -> list[tuple[int, int]]:
    """Messages and requests by hour of the day."""
    messages = await _hours(session, Message.created_at, period, Message.direction == "in")
    filed = await _hours(session, Request.created_at, period)
    return [(messages.get(hour, 0), filed.get(hour, 0)) for hour in range(24)]


async def _hours(session: AsyncSession, column: Any, period: Period, *more: ColumnElement[bool]) -> dict[int, int]:
    hour = func.extract("hour", func.timezone(_ZONE, column))
    found = await session.execute(select(hour, func.count()).where(period.holds(column), *more).group_by(hour))
    return {int(row[0]): row[1] for row in found}
