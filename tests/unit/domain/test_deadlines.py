"""Promised dates over National Day and Spring Festival, pauses, extensions, standing, moves."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.domain.calendar import Closure, WorkCalendar, add_working_days
from backend.domain.deadlines import (
    SHANGHAI,
    Extension,
    Facts,
    Pause,
    Standing,
    counted_from,
    due,
    explain,
    kept_on_time,
    moved,
    standing,
)
from backend.domain.states import Status

CUT_OFF = time(17)


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=SHANGHAI)


def keys(facts: Facts, calendar: WorkCalendar) -> list[str]:
    return [step.key.removeprefix("due.step.") for step in due(facts, calendar, CUT_OFF).steps]


@pytest.mark.parametrize(
    ("received", "working_days", "expected"),
    [
        # National Day 2026: off 1-7 October, worked on Saturday 10 October.
        ("2026-09-28T10:00", 5, "2026-10-10"),
        ("2026-09-28T17:00", 5, "2026-10-12"),
        ("2026-09-30T16:59", 1, "2026-10-08"),
        ("2026-09-30T17:30", 1, "2026-10-08"),
        ("2026-10-03T12:00", 2, "2026-10-09"),
        ("2026-10-10T09:00", 1, "2026-10-12"),
        # Mid-autumn 2026 and the Sunday worked before it.
        ("2026-09-17T10:00", 3, "2026-09-21"),
        ("2026-09-24T10:00", 2, "2026-09-29"),
        # Spring Festival 2026: off 15-23 February, worked on the Saturdays 14 and 28.
        ("2026-02-12T09:00", 5, "2026-02-26"),
        ("2026-02-12T17:30", 5, "2026-02-27"),
        ("2026-02-18T03:00", 1, "2026-02-24"),
        ("2026-02-24T08:00", 5, "2026-03-02"),
        # A quiet weekend.
        ("2026-11-20T10:00", 5, "2026-11-27"),
        ("2026-11-20T18:00", 5, "2026-11-27"),
        ("2026-11-21T10:00", 2, "2026-11-24"),
        ("2026-11-22T23:00", 5, "2026-11-27"),
        ("2026-11-23T10:00", 5, "2026-11-30"),
        ("2026-11-23T18:00", 5, "2026-12-01"),
    ],
)
def test_by_hand(calendar: WorkCalendar, received: str, working_days: int, expected: str) -> None:
    found = due(Facts(at(received), working_days), calendar, CUT_OFF)
    assert found.date == date.fromisoformat(expected)
    assert not found.provisional
    assert not found.paused


def test_the_day_is_that_of_shanghai(calendar: WorkCalendar) -> None:
    late_evening_in_utc = datetime(2026, 11, 22, 20, 0, tzinfo=UTC)
    assert counted_from(late_evening_in_utc, calendar, CUT_OFF) == date(2026, 11, 23)
    with pytest.raises(ValueError, match="zone"):
        counted_from(datetime(2026, 11, 22), calendar, None)


def test_a_period_below_a_day_is_refused(calendar: WorkCalendar) -> None:
    with pytest.raises(ValueError, match="at least 1"):
        due(Facts(at("2026-11-20T10:00"), 0), calendar)


def test_the_explanation_names_every_step(calendar: WorkCalendar) -> None:
    assert keys(Facts(at("2026-09-28T18:00"), 5), calendar) == [
        "received", "after_cut_off", "count", "skipped", "make_up", "result",
    ]  # fmt: skip
    steps = {str(step["key"]): step["values"] for step in explain(due(Facts(at("2026-09-28T10:00"), 5), calendar))}
    assert steps["due.step.received"] == {"at": "2026-09-28T10:00+08:00"}
    assert steps["due.step.count"] == {"working_days": 5, "first": "2026-09-29", "last": "2026-10-10"}
    assert steps["due.step.make_up"] == {"days": ("2026-10-10",)}
    assert steps["due.step.result"] == {"date": "2026-10-10"}
    skipped = steps["due.step.skipped"]
    assert isinstance(skipped, dict)
    assert (skipped["reason"], skipped["from"], skipped["to"]) == ("national_day", "2026-10-01", "2026-10-07")


def test_a_request_on_a_day_off_is_explained(calendar: WorkCalendar) -> None:
    found = due(Facts(at("2026-11-21T10:00"), 1), calendar, CUT_OFF)
    assert found.steps[1].key == "due.step.not_workday"
    assert found.steps[1].values == {"date": "2026-11-21", "reason": "weekend"}


def test_an_unknown_year_makes_the_date_provisional(calendar: WorkCalendar) -> None:
    found = due(Facts(at("2026-12-29T09:00"), 5), calendar, CUT_OFF)
    assert (found.date, found.provisional) == (date(2027, 1, 5), True)
    assert found.steps[-2].key == "due.step.provisional"
    assert found.steps[-2].values == {"year": 2027}


@pytest.mark.parametrize(
    ("began", "ended", "expected", "remaining"),
    [
        # Filed on Monday 16 November 2026, five working days: 17 18 19 20 23.
        ("2026-11-18T10:00", "2026-11-25T10:00", "2026-11-30", 3),
        ("2026-11-16T11:00", "2026-11-25T10:00", "2026-12-02", 5),
        ("2026-11-18T10:00", "2026-11-18T15:00", "2026-11-23", 3),
        ("2026-11-18T10:00", "2026-11-18T18:00", "2026-11-24", 3),
        ("2026-11-20T10:00", "2026-11-21T10:00", "2026-11-23", 1),
        ("2026-11-23T10:00", "2026-11-24T10:00", "2026-11-25", 0),
        ("2026-11-24T10:00", "2026-11-30T10:00", "2026-11-23", 0),
    ],
)
def test_the_clock_stops_while_the_applicant_owes_something(
    calendar: WorkCalendar, began: str, ended: str, expected: str, remaining: int
) -> None:
    filed = at("2026-11-16T10:00")
    open_pause = due(Facts(filed, 5, (Pause(at(began)),)), calendar, CUT_OFF)
    assert (open_pause.date, open_pause.paused, open_pause.remaining) == (date(2026, 11, 23), True, remaining)
    over = due(Facts(filed, 5, (Pause(at(began), at(ended)),)), calendar, CUT_OFF)
    assert (over.date, over.paused, over.remaining) == (date.fromisoformat(expected), False, 0)


def test_pauses_and_extensions_follow_each_other(calendar: WorkCalendar) -> None:
    facts = Facts(
        at("2026-11-16T10:00"),
        5,
        (Pause(at("2026-11-18T10:00"), at("2026-11-25T10:00")), Pause(at("2026-12-01T10:00"), at("2026-12-03T10:00"))),
        (Extension(at("2026-11-26T10:00"), 2, "awaiting_seal"),),
    )
    # 30 November after the first pause, 2 December with the extension, one day left on the 1st: 4 December.
    assert due(facts, calendar, CUT_OFF).date == date(2026, 12, 4)
    assert keys(facts, calendar) == [
        "received", "count", "paused", "resumed", "extended", "paused", "resumed", "result",
    ]  # fmt: skip


moments = st.datetimes(datetime(2026, 1, 5), datetime(2026, 10, 1), timezones=st.just(SHANGHAI))


@pytest.mark.parametrize(
    ("pauses", "given", "expected"),
    [
        # Promised for 27 November. Given in time: two more working days from there.
        ((), "2026-11-26T10:00", "2026-12-01"),
        # Late: two working days from the day it is given.
        ((), "2026-12-10T10:00", "2026-12-14"),
        # Late, and the applicant owes something: from that day, as long as nobody knows when he answers ...
        ((Pause(at("2026-12-09T10:00")),), "2026-12-10T10:00", "2026-12-14"),
        # ... and once he has answered, from then.
        ((Pause(at("2026-12-09T10:00"), at("2026-12-21T10:00")),), "2026-12-10T10:00", "2026-12-23"),
    ],
)
def test_an_extension_never_promises_a_day_of_the_past(
    calendar: WorkCalendar, pauses: tuple[Pause, ...], given: str, expected: str
) -> None:
    extended = Facts(at("2026-11-20T10:00"), 5, pauses, (Extension(at(given), 2),))
    found = due(extended, calendar, CUT_OFF)
    assert found.date.isoformat() == expected
    assert found.date > at(given).date()
    assert found.remaining == (2 if found.paused else 0)


@given(received=moments, working_days=st.integers(1, 10), hours=st.integers(0, 400), length=st.integers(0, 400))
def test_a_pause_never_shortens_and_never_costs_the_applicant_twice(
    calendar: WorkCalendar, received: datetime, working_days: int, hours: int, length: int
) -> None:
    began = received + timedelta(hours=hours)
    ended = began + timedelta(hours=length)
    plain = due(Facts(received, working_days), calendar).date
    paused = due(Facts(received, working_days, (Pause(began, ended),)), calendar).date
    assert paused >= plain
    if began.date() > plain:
        assert paused == plain
    else:
        assert paused <= max(plain, add_working_days(ended.date(), working_days + 1, calendar))


@given(first=moments, second=moments, working_days=st.integers(1, 10))
def test_who_comes_first_is_served_no_later(
    calendar: WorkCalendar, first: datetime, second: datetime, working_days: int
) -> None:
    early, late = sorted((first, second))
    before = due(Facts(early, working_days), calendar, CUT_OFF).date
    assert before <= due(Facts(late, working_days), calendar, CUT_OFF).date
    assert calendar.is_workday(before)


@pytest.mark.parametrize(
    ("today", "status", "expected"),
    [
        ("2026-11-24", Status.PROCESSING, Standing.ON_TIME),
        ("2026-11-25", Status.PROCESSING, Standing.ON_TIME),
        ("2026-11-26", Status.UNDER_REVIEW, Standing.DUE_SOON),
        ("2026-11-27", Status.SUBMITTED, Standing.DUE_TODAY),
        ("2026-11-28", Status.PROCESSING, Standing.OVERDUE),
        ("2026-11-28", Status.AWAITING_REQUESTER, Standing.PAUSED),
        ("2026-11-28", Status.SHIPPED, Standing.DONE),
        ("2026-11-28", Status.READY_FOR_PICKUP, Standing.DONE),
        ("2026-11-28", Status.CLOSED, Standing.DONE),
    ],
)
def test_standing(calendar: WorkCalendar, today: str, status: Status, expected: Standing) -> None:
    promised = due(Facts(at("2026-11-20T10:00"), 5), calendar)
    assert promised.date == date(2026, 11, 27)
    assert standing(promised, status, date.fromisoformat(today), calendar) is expected


def test_soon_is_counted_in_working_days(calendar: WorkCalendar) -> None:
    promised = due(Facts(at("2026-09-28T10:00"), 3), calendar)
    assert promised.date == date(2026, 10, 8)
    assert standing(promised, Status.PROCESSING, date(2026, 10, 1), calendar) is Standing.DUE_SOON
    assert standing(promised, Status.PROCESSING, date(2026, 9, 29), calendar) is Standing.ON_TIME
    assert standing(promised, Status.PROCESSING, date(2026, 9, 29), calendar, soon_working_days=2) is Standing.DUE_SOON


def test_without_a_promise_there_is_no_standing(calendar: WorkCalendar) -> None:
    assert standing(None, Status.PROCESSING, date(2026, 9, 29), calendar) is Standing.NONE
    assert standing(None, Status.CLOSED, date(2026, 9, 29), calendar) is Standing.DONE


def test_kept_on_time(calendar: WorkCalendar) -> None:
    promised = due(Facts(at("2026-11-20T10:00"), 5), calendar)
    assert kept_on_time(promised, at("2026-11-27T23:59"))
    assert not kept_on_time(promised, at("2026-11-28T00:00"))


def test_a_changed_calendar_moves_open_cases(calendar: WorkCalendar) -> None:
    facts = Facts(at("2026-11-20T10:00"), 5)
    closed = calendar.with_closures((Closure(date(2026, 11, 25), date(2026, 11, 26), "停电检修"),))
    move = moved(facts, calendar, closed)
    assert move is not None
    assert (move.old, move.new, move.later) == (date(2026, 11, 27), date(2026, 12, 1), True)
    back = moved(facts, closed, calendar)
    assert back is not None
    assert not back.later
    assert moved(facts, calendar, calendar) is None
    assert due(facts, closed).steps[2].values["reason"] == "停电检修"
