"""The answer to what a paper is for: phrases that say it are taken, whatever else is said is not."""

from pathlib import Path

import pytest

from tests.unit.reading.support import reading

_TOLD, _, _NONE = (Path(__file__).parent / "asked_purposes.txt").read_text(encoding="utf-8").partition("## none\n")


def _purposes(text: str) -> list[str]:
    return [str(d.value) for d in reading(text, "purpose").details if d.entity == "purpose" and not d.denied]


def _lines(text: str) -> list[str]:
    return [line for line in text.splitlines() if line and not line.startswith("#")]


@pytest.mark.parametrize("text", _lines(_TOLD))
def test_what_says_what_for_is_a_purpose(text: str) -> None:
    found = _purposes(text)
    assert len(found) == 1
    assert found[0] in text


@pytest.mark.parametrize("text", _lines(_NONE))
def test_what_says_something_else_is_none(text: str) -> None:
    assert _purposes(text) == []
