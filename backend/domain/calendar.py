"""Working days: weekends, public holidays, make-up workdays and the archive's own closures."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Final

from backend.domain.config_reader import CatalogueError, Node

_ONE_DAY: Final = timedelta(days=1)
#: The commonest reason for a day off.
WEEKEND: Final = "weekend"
#: A search for working days that runs longer has met a calendar without any.
_SEARCH_LIMIT_DAYS: Final = 3660


@dataclass(frozen=True, slots=True)
class Closure:
    """Days on which the archive does not work (both ends included), e.g. a vacation; `name` is its label."""

    first: date
    last: date
    name: str

    def covers(self, day: date) -> bool:
        """Whether `day` lies in it."""
        return self.first <= day <= self.last


@dataclass(frozen=True, slots=True)
class WorkCalendar:
    """Which days are worked. Years that are not in `known_years` know only weekends and closures."""

    holidays: Mapping[date, str] = field(default_factory=dict)
    workdays: frozenset[date] = frozenset()
    known_years: frozenset[int] = frozenset()
    closures: tuple[Closure, ...] = ()

    @classmethod
    def from_mapping(
        cls, mapping: Mapping[str, object], closures: tuple[Closure, ...] = (), path: str = "holidays"
    ) -> WorkCalendar:
        """Read the form of data/holidays.yaml; raise CatalogueError naming the path of a wrong value."""
        years = _years(mapping, path)
        holidays: dict[date, str] = {}
        workdays: set[date] = set()
        for year in years.values:
            block = years.child(year)
            block.only("holidays", "workdays")
            for entry in block.children("holidays"):
                entry.only("name", "from", "to")
                name = entry.text("name")
                holidays.update(dict.fromkeys(_range(entry), name))
            workdays |= _days(block, "workdays")
        overlap = workdays & holidays.keys()
        if overlap:
            raise CatalogueError(f"{path}.years", f"{min(overlap)} is both a holiday and a workday")
        return cls(holidays, frozenset(workdays), frozenset(int(year) for year in years.values), closures)

    def with_closures(self, closures: tuple[Closure, ...]) -> WorkCalendar:
        """The same calendar with other closures."""
        return WorkCalendar(self.holidays, self.workdays, self.known_years, closures)

    def known_year(self, year: int) -> bool:
        """Whether the holidays of `year` have been announced and entered."""
        return year in self.known_years

    def is_workday(self, day: date) -> bool:
        """Whether the archive works on `day`; closures outweigh make-up workdays, those outweigh the rest."""
        return self.day_off(day) is None

    def day_off(self, day: date) -> str | None:
        """Why `day` is not worked (a closure's label, or a code such as `qingming`); None if it is."""
        for closure in self.closures:
            if closure.covers(day):
                return closure.name
        if day in self.workdays:
            return None
        if day in self.holidays:
            return self.holidays[day]
        return WEEKEND if day.weekday() >= 5 else None

    def is_make_up(self, day: date) -> bool:
        """Whether `day` is a weekend day that is worked."""
        return day in self.workdays and self.is_workday(day)

    def next_workday(self, day: date) -> date:
        """The first working day after `day`."""
        return add_working_days(day, 1, self)

    def workday_or_next(self, day: date) -> date:
        """`day` itself when it is worked, else the first working day after it."""
        return day if self.is_workday(day) else self.next_workday(day)


def add_working_days(start: date, count: int, calendar: WorkCalendar) -> date:
    """The day on which the `count`-th working day after `start` falls; `start` itself is never counted.

    Not counting the first day is the rule of the Civil Code, article 201. `count` 0 gives `start`. Raises
    ValueError for a negative count and for a calendar without working days in ten years.
    """
    if count < 0:
        raise ValueError("count must not be negative")
    day, limit = start, start + timedelta(days=_SEARCH_LIMIT_DAYS + 2 * count)
    while count:
        day += _ONE_DAY
        if day > limit:
            raise ValueError("the calendar has no working days")
        count -= calendar.is_workday(day)
    return day


def working_days_between(first: date, last: date, calendar: WorkCalendar) -> int:
    """Working days after `first` up to and including `last`; negative when `last` lies before `first`."""
    if last < first:
        return -working_days_between(last, first, calendar)
    return sum(calendar.is_workday(day) for day in days_after(first, last))


def days_after(first: date, last: date) -> Iterator[date]:
    """The days after `first` up to and including `last`."""
    for offset in range(1, (last - first).days + 1):
        yield first + timedelta(days=offset)


def _years(mapping: Mapping[str, object], path: str) -> Node:
    """The blocks by year; YAML reads an unquoted 2026 as a number, taken here as the text that is meant."""
    years = mapping.get("years")
    if not isinstance(years, Mapping):
        raise CatalogueError(f"{path}.years", "must be a mapping of years")
    for year in years:
        if not re.fullmatch(r"[12]\d{3}", str(year)):
            raise CatalogueError(f"{path}.years.{year}", "must be a year")
    return Node.at({str(year): block for year, block in years.items()}, f"{path}.years")


def _range(node: Node) -> list[date]:
    first, last = node.day("from"), node.day("to")
    if last < first:
        raise CatalogueError(f"{node.path}.to", "lies before from")
    if (last - first).days > 31:
        raise CatalogueError(f"{node.path}.to", "makes a holiday of more than a month")
    return [first, *days_after(first, last)]


def _days(node: Node, key: str) -> set[date]:
    values = node.values.get(key) or []
    if not isinstance(values, (list, tuple)):
        raise CatalogueError(f"{node.path}.{key}", "must be a list of dates")
    return {Node({"day": value}, f"{node.path}.{key}[{place}]").day("day") for place, value in enumerate(values)}
