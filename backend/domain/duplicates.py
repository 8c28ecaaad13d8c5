"""Noticing the same request again: same person, same papers, not long ago."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from backend.domain.requirements import value_at
from backend.domain.states import Resolution


class Likeness(StrEnum):
    """How alike two requests are: the very same rows, or some papers in common."""

    SAME = "same"
    OVERLAP = "overlap"


@dataclass(frozen=True, slots=True)
class Outline:
    """What makes a request the same as another. Identity values may be plain or any stable stand-in for them."""

    name: str
    id_number: str | None
    student_id: str | None
    rows: frozenset[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Earlier:
    """A request that is there already."""

    code: str
    filed_at: datetime
    outline: Outline
    resolution: Resolution | None = None


@dataclass(frozen=True, slots=True)
class Duplicate:
    """An earlier request that the new one repeats."""

    code: str
    likeness: Likeness


def outline(request: Mapping[str, object]) -> Outline:
    """The outline of a request's body."""
    rows = request.get("items")
    pairs = {
        (str(row.get("document_type")), str(row.get("language") or ""))
        for row in (rows if isinstance(rows, (list, tuple)) else ())
        if isinstance(row, Mapping)
    }
    return Outline(
        name=_folded(value_at(request, "subject.name")) or "",
        id_number=_folded(value_at(request, "subject.id_number")),
        student_id=_bare(value_at(request, "subject.student_id")),
        rows=frozenset(pairs),
    )


def find(new: Outline, earlier: Iterable[Earlier], now: datetime, window_days: int) -> Duplicate | None:
    """The most recent earlier request that `new` repeats, filed within `window_days`; None if there is none.

    The very same rows weigh more than recency. A withdrawn, rejected or referred request may be made again.
    """
    found: list[tuple[bool, datetime, Duplicate]] = []
    for entry in earlier:
        if not timedelta(0) <= now - entry.filed_at <= timedelta(days=window_days):
            continue
        if entry.resolution in (Resolution.WITHDRAWN, Resolution.REJECTED, Resolution.REFERRED):
            continue
        likeness = _likeness(new, entry.outline)
        if likeness is not None:
            found.append((likeness is Likeness.SAME, entry.filed_at, Duplicate(entry.code, likeness)))
    return max(found, key=lambda entry: entry[:2])[2] if found else None


def _likeness(new: Outline, old: Outline) -> Likeness | None:
    if not new.name or new.name != old.name or not new.rows & old.rows:
        return None
    # Two people of one name: a number that both gave and that differs settles it.
    for mine, theirs in ((new.id_number, old.id_number), (new.student_id, old.student_id)):
        if mine and theirs and mine != theirs:
            return None
    return Likeness.SAME if new.rows == old.rows else Likeness.OVERLAP


def _folded(value: object) -> str | None:
    if value is None:
        return None
    text = unicodedata.normalize("NFKC", str(value))
    return "".join(text.split()).casefold() or None


def _bare(value: object) -> str | None:
    """A student number with or without its hyphens is the same number."""
    folded = _folded(value)
    return folded.replace("-", "") if folded else folded
