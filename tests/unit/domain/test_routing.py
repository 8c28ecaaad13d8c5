"""Who issues a paper."""

from datetime import date
from typing import Any

import pytest

from backend.domain.catalogue import Catalogue

TODAY = date(2026, 11, 21)


@pytest.mark.parametrize(
    ("document", "level", "enrolled", "graduated", "office", "undecided"),
    [
        ("transcript", "bachelor", 2009, 2013, "archive", ()),
        ("transcript", "bachelor", None, 2026, "academic_affairs", ()),
        ("transcript", "bachelor", None, 2025, "academic_affairs", ()),
        ("transcript", "bachelor", None, 2024, "archive", ()),
        ("transcript", "master", 2023, 2026, "graduate_school", ()),
        ("transcript", "adult", 2001, None, "continuing_education", ()),
        ("transcript", "self_study", None, None, "exam_authority", ()),
        ("transcript", "bachelor", 2009, None, "archive", ()),
        ("transcript", "bachelor", 2022, None, "archive", ("graduation_year",)),
        ("transcript", "bachelor", 2025, None, "academic_affairs", ()),
        ("transcript", "bachelor", None, None, "archive", ("graduation_year",)),
        ("transcript", None, None, 2026, "archive", ("degree_level",)),
        ("transcript", None, None, None, "archive", ("degree_level", "graduation_year")),
        ("thesis_review", "doctor", 2024, 2026, "archive", ()),
        ("personnel_file", None, None, None, "student_records_office", ()),
        ("marriage_record", None, None, None, "archive", ()),
    ],
)
def test_the_shipped_table(
    catalogue: Catalogue,
    document: str,
    level: str | None,
    enrolled: int | None,
    graduated: int | None,
    office: str,
    undecided: tuple[str, ...],
) -> None:
    found = catalogue.route(document, level, enrolled, graduated, today=TODAY)
    assert (found.department.code, found.undecided) == (office, undecided)
    assert found.here == (office == "archive")
    assert found.certain == (not undecided)


@pytest.mark.parametrize(
    ("enrolled", "graduated", "office", "undecided"),
    [
        (1999, None, "archive", ()),
        (2000, None, "academic_affairs", ()),
        (2005, None, "academic_affairs", ()),
        (2006, None, "archive", ()),
        (None, 1990, "archive", ()),
        (None, 2003, "archive", ("enrollment_year",)),
        (None, 2006, "archive", ("enrollment_year",)),
        (None, 2015, "archive", ()),
        (None, None, "archive", ("enrollment_year",)),
    ],
)
def test_years_are_inclusive_and_a_missing_one_is_bounded_by_the_other(
    shipped: dict[str, Any],
    enrolled: int | None,
    graduated: int | None,
    office: str,
    undecided: tuple[str, ...],
) -> None:
    rule = {"to": "academic_affairs", "enrolled_from": 2000, "enrolled_to": 2005}
    shipped["catalogue"]["documents"]["transcript"]["routing"] = [rule]
    catalogue = Catalogue.from_mapping(shipped["catalogue"])
    found = catalogue.route("transcript", None, enrolled, graduated, today=TODAY)
    assert (found.department.code, found.undecided) == (office, undecided)


def test_the_first_line_that_holds_decides_and_absolute_years_can_be_set(shipped: dict[str, Any]) -> None:
    shipped["catalogue"]["documents"]["transcript"]["routing"] = [
        {"to": "graduate_school", "levels": ["master"], "graduated_from": 2002},
        {"to": "academic_affairs", "graduated_from": 2001},
        {"to": "exam_authority", "graduated_to": 1980},
    ]
    catalogue = Catalogue.from_mapping(shipped["catalogue"])

    def office(level: str, graduated: int) -> str:
        return catalogue.route("transcript", level, None, graduated, today=TODAY).department.code

    assert [office("master", 2002), office("master", 2001), office("bachelor", 2002)] == [
        "graduate_school",
        "academic_affairs",
        "academic_affairs",
    ]
    assert [office("bachelor", 2000), office("bachelor", 1980)] == ["archive", "exam_authority"]
