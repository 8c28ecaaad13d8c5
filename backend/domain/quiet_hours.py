"""Quiet hours: the time in which nothing is sent that can wait. Answers to messages are never held back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time, timedelta

from backend.domain.deadlines import SHANGHAI


@dataclass(frozen=True, slots=True)
class QuietHours:
    """From `begins` to `ends`, Asia/Shanghai; over midnight when `ends` is earlier. Equal times: never quiet."""

    begins: time
    ends: time

    def covers(self, moment: datetime) -> bool:
        """Whether `moment` (aware) is quiet; the end itself is not."""
        clock = moment.astimezone(SHANGHAI).time()
        if self.begins <= self.ends:
            return self.begins <= clock < self.ends
        return clock >= self.begins or clock < self.ends

    def allowed_from(self, moment: datetime) -> datetime:
        """`moment` itself when it is not quiet, else the end of these quiet hours, in Asia/Shanghai."""
        if not self.covers(moment):
            return moment
        local = moment.astimezone(SHANGHAI)
        ends = local.replace(hour=self.ends.hour, minute=self.ends.minute, second=0, microsecond=0)
        return ends if ends > local else ends + timedelta(days=1)
