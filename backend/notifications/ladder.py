"""The rungs by which a notice reaches its requester, each with its fate.

1 `wechat`        the conversation: a passive reply or a customer-service message, held while neither is possible
2 `template`      a template message, where the archive has configured one
3 `subscription`  a subscription notice, where configured and allowed by the person
4 `email`         a letter, where a mail server is configured and an address is known
5 `staff`         a task for a person
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

RUNGS = ("wechat", "template", "subscription", "email", "staff")
#: What no one has who is not on WeChat.
ON_WECHAT = frozenset({"template", "subscription"})
#: Pauses before the same rung is tried again; after the last, the next rung's turn has come.
PAUSES = (5, 30, 120, 600, 1800, 3600)


class Fate(StrEnum):
    """What became of one rung."""

    POSTED = "posted"
    """Handed to the outbox; its outcome is looked up."""
    RETRYING = "retrying"
    """A passing fault; tried again at `retry_at`."""
    SENT = "sent"
    HELD = "held"
    """Nothing may be sent now; it goes with the person's next message."""
    FAILED = "failed"
    """Cannot heal, or was tried often enough."""
    NOT_CONFIGURED = "not_configured"
    NOT_POSSIBLE = "not_possible"
    """This person cannot be reached this way at all."""


#: While a rung is in one of these, the next one is not tried.
PENDING = frozenset({Fate.POSTED, Fate.RETRYING})


#: Stands as the error of a try that is being made; found later, whoever made it has died.
UNDER_WAY = "under_way"
#: Whether it left is not known.
UNKNOWN = "unknown"


@dataclass(frozen=True)
class Outcome:
    """The fate of a try, the error's code, and what was sent."""

    fate: Fate
    error: str | None = None
    outbound: str | None = None


def pause_after(tries: int) -> timedelta | None:
    """How long to wait after so many tries; None when it is enough."""
    return timedelta(seconds=PAUSES[tries - 1]) if tries <= len(PAUSES) else None


def look_again(now: datetime) -> datetime:
    """When the outcome of a posted message is looked up."""
    return now + timedelta(seconds=3)
