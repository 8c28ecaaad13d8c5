"""Who issues a paper: a routing table by degree level and years, tried line by line."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from backend.domain.catalogue_types import Department, Route

# A missing year is bounded by the other one: who enrolled in 2009 is not asked whether she left last year.
_SHORTEST_STUDY: Final = 1
_LONGEST_STUDY: Final = 8


@dataclass(frozen=True, slots=True)
class Routing:
    """The answer: the office, and the facts (degree_level, enrollment_year, graduation_year) still open.

    With open facts the office is the best guess on what is known; ask for them before sending anyone away.
    """

    department: Department
    undecided: tuple[str, ...] = ()

    @property
    def here(self) -> bool:
        """Whether the archive itself issues it, or may do so while facts are open."""
        return self.department.own

    @property
    def certain(self) -> bool:
        """Whether no further fact could change the answer."""
        return not self.undecided


def route(
    rules: tuple[Route, ...],
    departments: Mapping[str, Department],
    degree_level: str | None,
    enrollment_year: int | None,
    graduation_year: int | None,
    this_year: int,
) -> Routing:
    """The first line whose conditions all hold decides; without one it is the archive itself.

    A line that could hold, if an unknown fact were known, is passed over but its fact reported as undecided.
    """
    undecided: list[str] = []
    for rule in rules:
        verdicts = dict(_conditions(rule, degree_level, enrollment_year, graduation_year, this_year))
        if any(verdict is False for verdict in verdicts.values()):
            continue
        open_facts = [fact for fact, verdict in verdicts.items() if verdict is None]
        if not open_facts:
            return Routing(departments[rule.department], _unique(undecided))
        undecided += open_facts
    own = next(department for department in departments.values() if department.own)
    return Routing(own, _unique(undecided))


def _conditions(
    rule: Route, level: str | None, enrolled: int | None, graduated: int | None, this_year: int
) -> Iterator[tuple[str, bool | None]]:
    """Each condition of the line as (fact, holds); None while the fact is unknown."""
    if rule.levels:
        yield "degree_level", None if level is None else level in rule.levels
    if rule.enrolled_from is not None or rule.enrolled_to is not None:
        possible = _possible(enrolled, graduated, -_LONGEST_STUDY, -_SHORTEST_STUDY)
        yield "enrollment_year", _within(possible, rule.enrolled_from, rule.enrolled_to)
    earliest = rule.graduated_from
    if rule.graduated_within is not None:
        earliest = max(earliest or 0, this_year - rule.graduated_within + 1)
    if earliest is not None or rule.graduated_to is not None:
        possible = _possible(graduated, enrolled, _SHORTEST_STUDY, _LONGEST_STUDY)
        yield "graduation_year", _within(possible, earliest, rule.graduated_to)


def _possible(year: int | None, other: int | None, low: int, high: int) -> tuple[int, int] | None:
    """The years that are possible: the known one, or those that the other known year leaves open."""
    if year is not None:
        return year, year
    return None if other is None else (other + low, other + high)


def _within(possible: tuple[int, int] | None, earliest: int | None, latest: int | None) -> bool | None:
    if possible is None:
        return None
    first, last = possible
    low, high = earliest or first, latest or last
    if low <= first and last <= high:
        return True
    return False if last < low or first > high else None


def _unique(facts: list[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(facts))
