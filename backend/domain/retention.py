"""How long data is kept, as data: the Personal Information Protection Law, article 19, asks for the shortest
period that the purpose needs. Periods are configuration; the privacy notice must say the same.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import datetime, timedelta
from enum import StrEnum

from backend.domain.config_reader import Node


class Kept(StrEnum):
    """What is erased when its period is over; each value is the name of its period, in days."""

    DRAFT = "draft_days"
    UNFILED_ATTACHMENT = "unfiled_attachment_days"
    CONVERSATION = "conversation_days"
    CLOSED_REQUEST_IDENTITY = "closed_request_identity_days"
    IDENTITY_PICTURE = "identity_picture_days"
    UNFOLLOWED = "unfollow_grace_days"
    AUDIT = "audit_days"


@dataclass(frozen=True, slots=True)
class Periods:
    """All periods in days, and how often a silent applicant is reminded."""

    draft_days: int = 30
    unfiled_attachment_days: int = 30
    conversation_days: int = 180
    closed_request_identity_days: int = 365
    identity_picture_days: int = 90
    unfollow_grace_days: int = 7
    audit_days: int = 1095
    reminder_after_days: int = 3
    reminder_every_days: int = 7
    reminders_most: int = 3
    duplicate_window_days: int = 30

    @classmethod
    def from_mapping(cls, mapping: Mapping[str, object], path: str = "service.retention") -> Periods:
        """Read the periods; what is not given keeps its default. CatalogueError names a wrong value."""
        node = Node.at(mapping, path)
        names = [entry.name for entry in fields(cls)]
        node.only(*names)
        given = {name: node.number(name, 0, 36500) for name in names if node.values.get(name) is not None}
        return cls(**given)

    def days(self, kept: Kept) -> int:
        """The period of `kept`, in days."""
        return int(getattr(self, kept.value))


def erase_at(kept: Kept, since: datetime, periods: Periods) -> datetime:
    """When `kept` is to be erased; `since` is its last use (draft, conversation) or the closing (request)."""
    return since + timedelta(days=periods.days(kept))


def is_over(kept: Kept, since: datetime, now: datetime, periods: Periods) -> bool:
    """Whether its period is over."""
    return now >= erase_at(kept, since, periods)


def file_periods(keep_days: Mapping[str, int | None], periods: Periods) -> tuple[tuple[int, frozenset[str], bool], ...]:
    """How long files of closed requests are kept: days, some kinds, and whether these (True) or all others are meant.

    A kind without a period of its own, and one the catalogue does not know (any more), has the general one.
    """
    own = {kind: days for kind, days in keep_days.items() if days is not None}
    groups = [(days, frozenset(kind for kind in own if own[kind] == days), True) for days in sorted(set(own.values()))]
    return (*groups, (periods.identity_picture_days, frozenset(own), False))


def next_reminder(asked_at: datetime, reminded: int, periods: Periods) -> datetime | None:
    """When a silent applicant is reminded next; None after the last reminder.

    `asked_at` is when something was asked of him, `reminded` how many reminders have gone out since.
    """
    if reminded >= periods.reminders_most:
        return None
    return asked_at + timedelta(days=periods.reminder_after_days + reminded * periods.reminder_every_days)


def next_pickup_reminder(ready_at: datetime, reminded: int, keep_days: int | None, periods: Periods) -> datetime | None:
    """When somebody whose papers wait to be collected is reminded next; None after the last reminder.

    Where papers are kept for so many days only, the last reminder is at the end of them and none comes later.
    """
    days = [
        periods.reminder_after_days + number * periods.reminder_every_days for number in range(periods.reminders_most)
    ]
    if keep_days is not None:
        days = [*(one for one in days if one < keep_days), keep_days]
    return ready_at + timedelta(days=days[reminded]) if reminded < len(days) else None
