"""How many customer-service messages the platform lets through to one person.

This is the platform's side of the rule, written apart from the product's own, so that each checks the other.
"""

from datetime import datetime, timedelta
from typing import Literal

from pydantic import BaseModel

from bot.simulator.codes import ApiFailure
from bot.simulator.faults import AllowanceRule

Cause = Literal["message", "tap", "click", "scan", "follow"]

_LONG = (5, timedelta(hours=48))
_SHORT = (3, timedelta(minutes=1))
GRANTS = {"message": _LONG, "tap": _SHORT, "click": _SHORT, "scan": _SHORT, "follow": _SHORT}


class Window(BaseModel):
    """One open window and what was sent in it."""

    cause: Cause
    opened_at: datetime
    until: datetime
    left: int


class Standing(BaseModel):
    """What may be sent now, and until when."""

    left: int = 0
    until: datetime | None = None
    cause: Cause | None = None


class Ledger(BaseModel):
    """The windows of one person, oldest first."""

    windows: list[Window] = []
    contact_at: datetime | None = None

    def act(self, cause: Cause, now: datetime) -> None:
        """The person did something that opens a window. A new one of a kind takes the place of the old."""
        count, period = GRANTS[cause]
        self.windows = [w for w in self._open(now) if w.cause != cause]
        self.windows.append(Window(cause=cause, opened_at=now, until=now + period, left=count))
        self.contact_at = now

    def close(self) -> None:
        """The person left."""
        self.windows, self.contact_at = [], None

    def standing(self, now: datetime, rule: AllowanceRule = "max") -> Standing:
        """What may be sent at this moment."""
        counted = self._counted(now, rule)
        if not counted:
            return Standing()
        best = max(counted, key=lambda w: (w.left, w.until))
        left = sum(w.left for w in counted) if rule == "sum" else best.left
        return Standing(left=left, until=best.until, cause=best.cause)

    def spend(self, now: datetime, rule: AllowanceRule = "max") -> None:
        """Let one message through. Raises ApiFailure 45015 (no window) or 45047 (count used up)."""
        counted = self._counted(now, rule)
        if not counted:
            raise ApiFailure(45015)
        able = [w for w in counted if w.left > 0]
        if not able:
            raise ApiFailure(45047)
        # By the default rule nothing adds up, so one message uses up every window that is open.
        used = able[:1] if rule == "sum" else able
        for window in used:
            window.left -= 1

    def _open(self, now: datetime) -> list[Window]:
        return [w for w in self.windows if w.opened_at <= now < w.until]

    def _counted(self, now: datetime, rule: AllowanceRule) -> list[Window]:
        """The open windows that count, soonest to close first."""
        found = self._open(now)
        if rule == "last":
            return found[-1:]
        return sorted(found, key=lambda w: w.until)
