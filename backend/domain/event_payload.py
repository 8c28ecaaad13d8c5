"""What an event must bring with it (the `needs` of the transition table) and how that is checked."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from backend.domain.states import TRANSITIONS, Event

#: A single extension longer than a quarter is a slip of the keyboard; extend twice if it is meant.
MAX_EXTENSION_WORKING_DAYS: Final = 60
MAX_TEXT: Final = 500
_LIMITS: Final = {"tracking_number": 64, "carrier": 20}
_MAY_BE_BLANK: Final = ("note", "searched", "next_step", "carrier")


@dataclass(frozen=True, slots=True)
class PayloadProblem:
    """One detail of an event that is absent or unusable. `code`: required, blank, too_long, range, type."""

    field: str
    code: str


def check_payload(event: Event, payload: Mapping[str, object]) -> tuple[PayloadProblem, ...]:
    """Problems with the details given for `event`; empty when all that is needed is there and sound."""
    rule = TRANSITIONS[event]
    problems = [_check(name, payload.get(name)) for name in rule.needs]
    problems += [_check(name, payload[name]) for name in rule.takes if payload.get(name) is not None]
    return tuple(problem for problem in problems if problem is not None)


def kept(event: Event, payload: Mapping[str, object]) -> dict[str, object]:
    """The details that mean something for `event`; whatever else a caller sent is not stored or shown."""
    rule = TRANSITIONS[event]
    known = {*rule.needs, *rule.takes, "note"}
    return {name: value for name, value in payload.items() if name in known and value is not None}


def pieces(words: str) -> list[str]:
    """Words in pieces of the length that an entry of a request may have, parted where a sentence or a word ends."""
    found, rest = [], words.strip()
    while len(rest) > MAX_TEXT:
        ends = [one.end() for one in _ENDS.finditer(rest, MAX_TEXT // 2, MAX_TEXT)]
        cut = ends[-1] if ends else MAX_TEXT
        found.append(rest[:cut].strip())
        rest = rest[cut:].strip()
    return [*found, rest]


_ENDS: Final = re.compile(r"[\s,，;；。！？!?、]")


def _check(name: str, value: object) -> PayloadProblem | None:
    if value is None:
        return PayloadProblem(name, "required")
    if name == "working_days":
        return _check_days(value)
    if name in ("missing", "attachment_ids"):
        return _check_list(name, value)
    if name in ("partly", "draft_files"):
        return None if isinstance(value, bool) else PayloadProblem(name, "type")
    return _check_text(name, value)


def _check_days(value: object) -> PayloadProblem | None:
    if isinstance(value, bool) or not isinstance(value, int):
        return PayloadProblem("working_days", "type")
    return None if 1 <= value <= MAX_EXTENSION_WORKING_DAYS else PayloadProblem("working_days", "range")


def _check_list(name: str, value: object) -> PayloadProblem | None:
    if not isinstance(value, (list, tuple)) or not all(isinstance(entry, str) for entry in value):
        return PayloadProblem(name, "type")
    if name == "missing" and not value:
        return PayloadProblem(name, "required")
    if any(not entry.strip() for entry in value):
        return PayloadProblem(name, "blank")
    return PayloadProblem(name, "too_long") if any(len(entry) > MAX_TEXT for entry in value) else None


def _check_text(name: str, value: object) -> PayloadProblem | None:
    if not isinstance(value, str):
        return PayloadProblem(name, "type")
    if not value.strip():
        return None if name in _MAY_BE_BLANK else PayloadProblem(name, "blank")
    limit = _LIMITS.get(name, MAX_TEXT)
    return PayloadProblem(name, "too_long") if len(value) > limit else None
