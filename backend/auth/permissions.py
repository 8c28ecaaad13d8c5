"""What staff may do: single bits, and roles as named sets of them.

`staff.permissions` holds `role:<name>` and single bits; what counts is their union. `see_requester` stands
apart on purpose: whoever lacks it works with masked names, numbers and addresses.
"""

from collections.abc import Iterable
from enum import StrEnum


class Bit(StrEnum):
    """One right."""

    DESK_VIEW = "desk.view"
    """See the conversations."""
    DESK_TALK = "desk.talk"
    """Take conversations over, answer, hand back."""
    SEE_REQUESTER = "see_requester"
    """See who asks: names, telephone numbers, what a message says about a person."""
    QUEUE_VIEW = "queue.view"
    """See the requests."""
    QUEUE_WORK = "queue.work"
    """Work the requests."""
    INTAKE = "intake"
    """File for a caller, a letter, a slip, a visitor."""
    REVEAL = "reveal"
    """See numbers in full, with a reason that is recorded."""
    HOLD = "queue.hold"
    """Keep a request from erasure while the law wants it, and end that."""
    PERSON = "queue.person"
    """Hand out a copy of a person's data, and erase what may be erased, for those who asked on paper or in person."""
    MISSED = "missed.review"
    """Turn what was not understood into examples and answers."""
    REPORTS = "reports.view"
    EXPORT = "reports.export"
    ROTA = "rota.edit"
    CANNED = "canned.edit"
    CONFIG = "config.edit"
    """Catalogue, hours, wording, calendar, menu."""
    STAFF = "staff.manage"
    AUDIT = "audit.view"


_HOTLINE = {Bit.DESK_VIEW, Bit.DESK_TALK, Bit.QUEUE_VIEW, Bit.INTAKE}
_ARCHIVIST = {Bit.DESK_VIEW, Bit.SEE_REQUESTER, Bit.QUEUE_VIEW, Bit.QUEUE_WORK, Bit.INTAKE, Bit.REVEAL}
_LEADS = {Bit.HOLD, Bit.PERSON, Bit.MISSED, Bit.REPORTS, Bit.EXPORT, Bit.ROTA, Bit.CANNED}
ROLES: dict[str, frozenset[Bit]] = {
    "hotline": frozenset(_HOTLINE),
    "archivist": frozenset(_ARCHIVIST),
    "supervisor": frozenset(_HOTLINE | _ARCHIVIST | _LEADS),
    "administrator": frozenset({Bit.REPORTS, Bit.ROTA, Bit.CANNED, Bit.CONFIG, Bit.STAFF, Bit.AUDIT, Bit.MISSED}),
    "auditor": frozenset({Bit.AUDIT, Bit.REPORTS, Bit.QUEUE_VIEW}),
}
ALL = frozenset(Bit)
WORDS = frozenset(bit.value for bit in Bit)
_ROLE = "role:"


def effective(stored: Iterable[str]) -> frozenset[Bit]:
    """The rights that stored roles and bits amount to; unknown words count for nothing."""
    found: set[Bit] = set()
    for word in stored:
        if word.startswith(_ROLE):
            found |= ROLES.get(word.removeprefix(_ROLE), frozenset())
        elif word in WORDS:
            found.add(Bit(word))
    return frozenset(found)


def stored(roles: Iterable[str], bits: Iterable[str] = ()) -> list[str]:
    """Roles and bits in the stored form. Raises ValueError for words that are neither."""
    roles, bits = list(roles), list(bits)
    for word in roles:
        if word not in ROLES:
            raise ValueError(f"no role {word!r}; there are {', '.join(ROLES)}")
    for word in bits:
        if word not in WORDS:
            raise ValueError(f"no right {word!r}; there are {', '.join(Bit)}")
    return sorted({*(f"{_ROLE}{word}" for word in roles), *bits})


def roles_of(permissions: Iterable[str]) -> list[str]:
    """The role names among stored permissions."""
    return [word.removeprefix(_ROLE) for word in permissions if word.startswith(_ROLE)]
