"""The labelled table: every sentence is read as labelled, and the scores stay where they are."""

import pytest

from tests.unit.reading.support import Case, cases, reading, rows, values

TABLES = (
    "sentences",
    "talk",
    "further",
    "rows",
    "rambling",
    "typing_errors",
    "classes",
    "told_aside",
    "whole_addresses",
    "numbers_and_ways",
    "taken_back",
    "answers",
    "labelled",
    "placed_names",
    "slips",
    "years_and_phones",
    "terse",
    "had_papers",
    "weighed_names",
)
TABLE = [case for name in TABLES for case in cases(name)]


@pytest.mark.parametrize("case", TABLE, ids=lambda case: f"{case.text[:40]}-{case.expecting}")
def test_a_labelled_sentence_is_read_as_labelled(case: Case) -> None:
    found = reading(case.text, case.expecting)
    if case.entities is not None:
        assert values(found) == {(entity, value) for entity, many in case.entities.items() for value in many}
    if case.rows:
        assert sorted(map(str, rows(found))) == sorted(map(str, case.rows))


def test_the_table_covers_every_kind_of_entity() -> None:
    kinds = {entity for case in TABLE for entity in (case.entities or {})}
    assert len(kinds) == 19
    assert len(TABLE) >= 300
