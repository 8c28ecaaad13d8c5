"""Working days: the announced holidays and make-up workdays, closures, unknown years."""

from collections import Counter
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.domain.calendar import (
    Closure,
    WorkCalendar,
    add_working_days,
    days_after,
    working_days_between,
)
from backend.domain.config_reader import CatalogueError

days = st.dates(date(2024, 1, 1), date(2026, 12, 1))


@pytest.mark.parametrize(
    ("day", "reason"),
    [
        ("2026-10-01", "national_day"),
        ("2026-10-07", "national_day"),
        ("2026-10-08", None),
        ("2026-10-10", None),
        ("2026-10-11", "weekend"),
        ("2026-09-20", None),
        ("2026-09-25", "mid_autumn"),
        ("2026-02-14", None),
        ("2026-02-15", "spring_festival"),
        ("2026-02-23", "spring_festival"),
        ("2026-02-24", None),
        ("2026-02-28", None),
        ("2026-01-02", "new_year"),
        ("2026-01-04", None),
        ("2026-05-09", None),
        ("2026-11-21", "weekend"),
        ("2025-10-08", "national_day"),
        ("2025-10-11", None),
        ("2025-01-26", None),
        ("2024-02-09", None),
        ("2024-02-17", "spring_festival"),
        ("2024-02-18", None),
        ("2027-10-01", None),
        ("2027-10-02", "weekend"),
    ],
)
def test_days_off_and_worked(calendar: WorkCalendar, day: str, reason: str | None) -> None:
    assert calendar.day_off(date.fromisoformat(day)) == reason
    assert calendar.is_workday(date.fromisoformat(day)) == (reason is None)


@pytest.mark.parametrize(("year", "worked"), [(2024, 251), (2025, 248), (2026, 248)])
def test_working_days_of_a_year(calendar: WorkCalendar, year: int, worked: int) -> None:
    every = days_after(date(year - 1, 12, 31), date(year, 12, 31))
    assert Counter(calendar.is_workday(day) for day in every)[True] == worked


def test_known_years(calendar: WorkCalendar) -> None:
    assert [year for year in range(2023, 2029) if calendar.known_year(year)] == [2024, 2025, 2026]


def test_every_make_up_workday_is_a_weekend_day(calendar: WorkCalendar) -> None:
    assert len(calendar.workdays) == 19
    assert all(day.weekday() >= 5 and calendar.is_make_up(day) for day in calendar.workdays)


def test_a_closure_outweighs_a_make_up_workday(calendar: WorkCalendar) -> None:
    closed = calendar.with_closures((Closure(date(2026, 10, 9), date(2026, 10, 10), "搬迁"),))
    assert closed.day_off(date(2026, 10, 10)) == "搬迁"
    assert not closed.is_make_up(date(2026, 10, 10))
    assert closed.is_workday(date(2026, 10, 8))
    assert not closed.is_workday(date(2026, 10, 9))


@pytest.mark.parametrize(
    ("start", "count", "end"),
    [
        ("2026-09-28", 0, "2026-09-28"),
        ("2026-09-28", 5, "2026-10-10"),
        ("2026-09-30", 1, "2026-10-08"),
        ("2026-10-10", 1, "2026-10-12"),
        ("2026-09-17", 3, "2026-09-21"),
        ("2026-02-12", 5, "2026-02-26"),
        ("2026-02-24", 5, "2026-03-02"),
        ("2025-09-30", 3, "2025-10-11"),
        ("2024-02-09", 2, "2024-02-19"),
        ("2026-11-21", 5, "2026-11-27"),
    ],
)
def test_adding_working_days_by_hand(calendar: WorkCalendar, start: str, count: int, end: str) -> None:
    assert add_working_days(date.fromisoformat(start), count, calendar) == date.fromisoformat(end)


@given(day=days, count=st.integers(1, 15))
def test_the_end_is_worked_and_counting_back_gives_the_number(calendar: WorkCalendar, day: date, count: int) -> None:
    end = add_working_days(day, count, calendar)
    assert calendar.is_workday(end)
    assert working_days_between(day, end, calendar) == count
    assert working_days_between(end, day, calendar) == -count


@given(day=days, first=st.integers(0, 8), second=st.integers(0, 8))
def test_adding_twice_is_adding_the_sum(calendar: WorkCalendar, day: date, first: int, second: int) -> None:
    twice = add_working_days(add_working_days(day, first, calendar), second, calendar)
    assert twice == add_working_days(day, first + second, calendar)


@given(day=days, count=st.integers(1, 10))
def test_starting_later_never_ends_earlier(calendar: WorkCalendar, day: date, count: int) -> None:
    later = day + timedelta(days=1)
    assert add_working_days(day, count, calendar) <= add_working_days(later, count, calendar)


def test_next_workday(calendar: WorkCalendar) -> None:
    assert calendar.next_workday(date(2026, 9, 30)) == date(2026, 10, 8)
    assert calendar.workday_or_next(date(2026, 10, 3)) == date(2026, 10, 8)
    assert calendar.workday_or_next(date(2026, 10, 8)) == date(2026, 10, 8)


def test_counting_cannot_go_backwards_or_for_ever(calendar: WorkCalendar) -> None:
    with pytest.raises(ValueError, match="negative"):
        add_working_days(date(2026, 1, 1), -1, calendar)
    shut = calendar.with_closures((Closure(date(2026, 1, 1), date(2099, 1, 1), "shut"),))
    with pytest.raises(ValueError, match="no working days"):
        add_working_days(date(2026, 1, 1), 1, shut)


@pytest.mark.parametrize(
    ("mapping", "path"),
    [
        ({}, "holidays.years"),
        ({"years": {"soon": {}}}, "holidays.years.soon"),
        ({"years": {2026: []}}, "holidays.years.2026"),
        ({"years": {2026: {"workday": []}}}, "holidays.years.2026.workday"),
        ({"years": {2026: {"workdays": "2026-01-04"}}}, "holidays.years.2026.workdays"),
        ({"years": {2026: {"workdays": ["tomorrow"]}}}, "holidays.years.2026.workdays[0].day"),
        ({"years": {2026: {"holidays": [{"name": "x", "from": "2026-01-01"}]}}}, "holidays.years.2026.holidays[0].to"),
        (
            {"years": {2026: {"holidays": [{"name": "x", "from": "2026-01-02", "to": "2026-01-01"}]}}},
            "holidays.years.2026.holidays[0].to",
        ),
        (
            {"years": {2026: {"holidays": [{"name": "x", "from": "2026-01-02", "to": "2027-01-01"}]}}},
            "holidays.years.2026.holidays[0].to",
        ),
        (
            {
                "years": {
                    2026: {
                        "holidays": [{"name": "x", "from": "2026-01-03", "to": "2026-01-03"}],
                        "workdays": ["2026-01-03"],
                    }
                }
            },
            "holidays.years",
        ),
    ],
)
def test_slips_in_the_holidays_are_named(mapping: dict[str, Any], path: str) -> None:
    with pytest.raises(CatalogueError) as caught:
        WorkCalendar.from_mapping(mapping)
    assert caught.value.path == path


def test_years_may_be_text_and_a_year_may_be_bare() -> None:
    calendar = WorkCalendar.from_mapping({"years": {"2028": {}}})
    assert calendar.known_year(2028)
    assert not calendar.holidays
