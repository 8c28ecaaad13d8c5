"""The same request again."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.domain.duplicates import Duplicate, Earlier, Likeness, find, outline
from backend.domain.states import Resolution

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)
BODY: dict[str, Any] = {
    "subject": {"name": "周新安", "id_number": "11010519491231002X", "student_id": "20091234999"},
    "items": [{"document_type": "transcript", "language": "en", "copies": 2}],
}


def earlier(body: dict[str, Any], days: int = 1, resolution: Resolution | None = None, code: str = "A") -> Earlier:
    return Earlier(code, NOW - timedelta(days=days), outline(body), resolution)


def with_subject(**changes: Any) -> dict[str, Any]:
    return BODY | {"subject": BODY["subject"] | changes}


def rows(*pairs: tuple[str, str]) -> dict[str, Any]:
    return BODY | {"items": [{"document_type": code, "language": language} for code, language in pairs]}


@pytest.mark.parametrize(
    ("new", "likeness"),
    [
        (BODY, Likeness.SAME),
        (rows(("transcript", "en")), Likeness.SAME),
        (with_subject(name=" 周新安 "), Likeness.SAME),
        (with_subject(id_number=None), Likeness.SAME),
        (with_subject(id_number="11010519491231002x"), Likeness.SAME),
        (rows(("transcript", "en"), ("degree_proof", "zh")), Likeness.OVERLAP),
        (rows(("transcript", "zh")), None),
        (with_subject(name="周安"), None),
        (with_subject(student_id="20091234998"), None),
        (with_subject(id_number="34052419800101001X"), None),
        ({}, None),
        ({"items": "junk"}, None),
    ],
)
def test_likeness(new: dict[str, Any], likeness: Likeness | None) -> None:
    found = find(outline(new), [earlier(BODY)], NOW, 30)
    assert found == (None if likeness is None else Duplicate("A", likeness))


@pytest.mark.parametrize(("days", "noticed"), [(0, True), (30, True), (31, False), (-1, False)])
def test_only_within_the_window(days: int, noticed: bool) -> None:
    assert (find(outline(BODY), [earlier(BODY, days)], NOW, 30) is not None) is noticed


@pytest.mark.parametrize(
    ("resolution", "noticed"),
    [
        (None, True),
        (Resolution.FULFILLED, True),
        (Resolution.PARTLY_FULFILLED, True),
        (Resolution.NOT_FOUND, True),
        (Resolution.WITHDRAWN, False),
        (Resolution.REJECTED, False),
        (Resolution.REFERRED, False),
    ],
)
def test_what_ended_without_a_search_may_be_asked_again(resolution: Resolution | None, noticed: bool) -> None:
    assert (find(outline(BODY), [earlier(BODY, 1, resolution)], NOW, 30) is not None) is noticed


def test_the_very_same_weighs_more_than_the_latest_and_then_the_latest_counts() -> None:
    overlap = earlier(rows(("transcript", "en"), ("other", "zh")), 1, code="OVERLAP")
    same = [earlier(BODY, 3, code="LATER"), earlier(BODY, 9, code="FIRST")]
    assert find(outline(BODY), [overlap, *same], NOW, 30) == Duplicate("LATER", Likeness.SAME)


@given(st.permutations([("transcript", "en"), ("transcript", "zh"), ("degree_proof", "zh")]))
def test_the_order_of_rows_means_nothing(order: list[tuple[str, str]]) -> None:
    body = rows(("transcript", "zh"), ("degree_proof", "zh"), ("transcript", "en"))
    assert find(outline(rows(*order)), [earlier(body)], NOW, 30) == Duplicate("A", Likeness.SAME)
