"""Promised dates: worked out from the facts of a request, able to explain themselves, never stored as truth.

A due date is a function of facts (when it was filed, the promised working days, pauses, extensions) and of
the calendar; so a changed calendar moves every open case by working it out again.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, timezone
from enum import StrEnum
from typing import Final

from backend.domain.calendar import WEEKEND, WorkCalendar, add_working_days, days_after, working_days_between
from backend.domain.states import Status, promise_kept

#: Asia/Shanghai has had one offset since 1991; a fixed one needs no time zone data.
SHANGHAI: Final = timezone(timedelta(hours=8), "Asia/Shanghai")
Value = str | int | tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Pause:
    """Time in which the applicant owed something; `ended_at` None while he still does."""

    began_at: datetime
    ended_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Extension:
    """Working days added by a person, with his reason."""

    at: datetime
    working_days: int
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Facts:
    """All that a promised date depends on, besides the calendar. Times are aware; lists are in order."""

    received_at: datetime
    working_days: int
    pauses: tuple[Pause, ...] = ()
    extensions: tuple[Extension, ...] = ()


@dataclass(frozen=True, slots=True)
class Step:
    """One sentence of the explanation: a text key and its values (dates as ISO text)."""

    key: str
    values: Mapping[str, Value]


@dataclass(frozen=True, slots=True)
class DueDate:
    """A promised date. `provisional` when it rests on a year whose holidays are not announced.

    While `paused`, the date is the one from before the pause and `remaining` the working days that were left.
    """

    date: date
    provisional: bool
    steps: tuple[Step, ...]
    paused: bool = False
    remaining: int = 0


class Standing(StrEnum):
    """How a case stands against its promised date; computed, never stored."""

    NONE = "none"
    ON_TIME = "on_time"
    DUE_SOON = "due_soon"
    DUE_TODAY = "due_today"
    OVERDUE = "overdue"
    PAUSED = "paused"
    DONE = "done"


@dataclass(frozen=True, slots=True)
class Moved:
    """A case whose promised date a changed calendar moves."""

    old: date
    new: date

    @property
    def later(self) -> bool:
        """Whether the applicant has to wait longer than promised."""
        return self.new > self.old


def counted_from(received_at: datetime, calendar: WorkCalendar, cut_off: time | None) -> date:
    """The day that is not counted (Civil Code, article 201): that of receipt in Asia/Shanghai.

    What arrives on a working day after the cut-off time counts as received the day after. Raises ValueError
    for a time without zone.
    """
    local = _local(received_at)
    late = cut_off is not None and local.time() >= cut_off and calendar.is_workday(local.date())
    return local.date() + timedelta(days=1) if late else local.date()


def due(facts: Facts, calendar: WorkCalendar, cut_off: time | None = None) -> DueDate:
    """The promised date of a case, with the steps by which it was worked out.

    The clock stops during a pause: working days that were left when it began are counted anew from its end.
    A case that was late already stays late. Extensions add working days at the end, or from the day they were given
    (from the end of the pause they were given in) where that end is over: nobody is promised a day of the past.
    ValueError for `working_days` below 1 and for times without zone.
    """
    if facts.working_days < 1:
        raise ValueError("working_days must be at least 1")
    start = counted_from(facts.received_at, calendar, cut_off)
    steps = _receipt_steps(facts.received_at, start, calendar, cut_off)
    end = add_working_days(start, facts.working_days, calendar)
    steps.append(Step("due.step.count", _span(start, end, facts.working_days, calendar)))
    steps += _days_off_steps(start, end, calendar)
    days = {start, end}
    remaining, paused = 0, False
    changes: list[Pause | Extension] = [*facts.pauses, *facts.extensions]
    for change in sorted(changes, key=_moment):
        if isinstance(change, Extension):
            given = max(_local(change.at).date(), _resumed(change, facts.pauses, calendar, cut_off))
            end = add_working_days(max(end, given), change.working_days, calendar)
            remaining += change.working_days
            steps.append(Step("due.step.extended", _extension(change, end)))
        else:
            end, remaining, paused, more = _pause(change, end, calendar, cut_off)
            steps += more
        days.add(end)
    provisional = any(not calendar.known_year(day.year) for day in days)
    if provisional:
        unknown = sorted({day.year for day in days if not calendar.known_year(day.year)})
        steps.append(Step("due.step.provisional", {"year": unknown[0]}))
    steps.append(Step("due.step.result", {"date": end.isoformat()}))
    return DueDate(end, provisional, tuple(steps), paused, remaining if paused else 0)


def explain(due_date: DueDate) -> tuple[dict[str, object], ...]:
    """The steps as plain data for an answer of the API: `{"key": ..., "values": {...}}` each."""
    return tuple({"key": step.key, "values": dict(step.values)} for step in due_date.steps)


def standing(
    due_date: DueDate | None,
    status: Status,
    today: date,
    calendar: WorkCalendar,
    *,
    soon_working_days: int = 1,
) -> Standing:
    """How a case stands on `today` (Asia/Shanghai). Soon means at most so many working days are left."""
    if promise_kept(status):
        return Standing.DONE
    if due_date is None:
        return Standing.NONE
    if status is Status.AWAITING_REQUESTER:
        return Standing.PAUSED
    if today > due_date.date:
        return Standing.OVERDUE
    if today == due_date.date:
        return Standing.DUE_TODAY
    left = working_days_between(today, due_date.date, calendar)
    return Standing.DUE_SOON if left <= soon_working_days else Standing.ON_TIME


def acknowledging(by: date | None, status: Status, today: date) -> Standing:
    """How a case stands against the day by which somebody begins to look at it."""
    if by is None:
        return Standing.NONE
    if status is not Status.SUBMITTED:
        return Standing.DONE
    if today == by:
        return Standing.DUE_TODAY
    return Standing.OVERDUE if today > by else Standing.ON_TIME


def kept_on_time(due_date: DueDate, done_at: datetime) -> bool:
    """Whether the paper left the archive's hands on or before the promised date."""
    return _local(done_at).date() <= due_date.date


def moved(facts: Facts, old: WorkCalendar, new: WorkCalendar, cut_off: time | None = None) -> Moved | None:
    """How a changed calendar moves an open case; None when its date stays."""
    before, after = due(facts, old, cut_off).date, due(facts, new, cut_off).date
    return None if before == after else Moved(before, after)


def _receipt_steps(received_at: datetime, start: date, calendar: WorkCalendar, cut_off: time | None) -> list[Step]:
    local = _local(received_at)
    steps = [Step("due.step.received", {"at": local.isoformat(timespec="minutes")})]
    reason = calendar.day_off(local.date())
    if reason is not None:
        steps.append(Step("due.step.not_workday", {"date": local.date().isoformat(), "reason": reason}))
    elif cut_off is not None and start > local.date():
        steps.append(Step("due.step.after_cut_off", {"cut_off": f"{cut_off:%H:%M}", "counted_from": start.isoformat()}))
    return steps


def _span(start: date, end: date, working_days: int, calendar: WorkCalendar) -> dict[str, Value]:
    first = calendar.next_workday(start)
    return {"working_days": working_days, "first": first.isoformat(), "last": end.isoformat()}


def _days_off_steps(start: date, end: date, calendar: WorkCalendar) -> list[Step]:
    """Holidays and closures that were passed over, by name, and weekend days that were counted."""
    passed: dict[str, list[str]] = {}
    worked: list[str] = []
    for day in days_after(start, end):
        reason = calendar.day_off(day)
        if reason not in (None, WEEKEND):
            passed.setdefault(str(reason), []).append(day.isoformat())
        elif calendar.is_make_up(day):
            worked.append(day.isoformat())
    steps = [
        Step("due.step.skipped", {"reason": reason, "from": days[0], "to": days[-1], "days": tuple(days)})
        for reason, days in passed.items()
    ]
    if worked:
        steps.append(Step("due.step.make_up", {"days": tuple(worked)}))
    return steps


def _moment(change: Pause | Extension) -> datetime:
    return change.began_at if isinstance(change, Pause) else change.at


def _pause(pause: Pause, end: date, calendar: WorkCalendar, cut_off: time | None) -> tuple[date, int, bool, list[Step]]:
    """The end after a pause, the working days that were left when it began, and whether it still lasts."""
    began = _local(pause.began_at).date()
    left = working_days_between(began, end, calendar)
    steps = [Step("due.step.paused", {"from": began.isoformat(), "remaining": max(left, 0)})]
    if pause.ended_at is None:
        return end, max(left, 0), True, steps
    ended = counted_from(pause.ended_at, calendar, cut_off)
    if end >= began:
        # One working day at least: a case paused on its last day cannot be finished in no time.
        end = max(end, add_working_days(ended, max(left, 1), calendar)) if ended > began else end
    steps.append(
        Step(
            "due.step.resumed",
            {"from": ended.isoformat(), "remaining": max(left, 0), "date": end.isoformat()},
        )
    )
    return end, max(left, 0), False, steps


def _resumed(change: Extension, pauses: tuple[Pause, ...], calendar: WorkCalendar, cut_off: time | None) -> date:
    """The day from which a clock counts again that stood still when an extension was given; else far in the past."""
    ends = [one.ended_at for one in pauses if one.ended_at and one.began_at <= change.at < one.ended_at]
    return max((counted_from(ended, calendar, cut_off) for ended in ends), default=date.min)


def _extension(change: Extension, end: date) -> dict[str, Value]:
    return {"working_days": change.working_days, "reason": change.reason, "date": end.isoformat()}


def _local(moment: datetime) -> datetime:
    if moment.tzinfo is None:
        raise ValueError("a time without zone cannot be placed on a calendar")
    return moment.astimezone(SHANGHAI)
