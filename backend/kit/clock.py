"""The product's clock: real time plus an offset that rehearsals and tests may move.

Deadlines, drafts, allowances and retention go by this clock. Signatures, tokens, leases and network
time limits go by real time, because they are agreed with the world outside.
"""

import json
import os
import time
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

SHANGHAI = ZoneInfo("Asia/Shanghai")


class _Offset:
    """The offset file, read again only when it changed."""

    def __init__(self) -> None:
        self.path: Path | None = None
        self._stamp: tuple[int, int] | None = None
        self._seconds = 0.0

    def seconds(self) -> float:
        """Seconds by which the product's clock runs ahead."""
        if self.path is None:
            return 0.0
        try:
            status = os.stat(self.path)
        except FileNotFoundError:
            self._stamp, self._seconds = None, 0.0
            return 0.0
        stamp = (status.st_mtime_ns, status.st_ino)
        if stamp != self._stamp:
            self._seconds = float(json.loads(self.path.read_text())["offset_seconds"])
            self._stamp = stamp
        return self._seconds


_offset = _Offset()


def configure(home: Path) -> None:
    """Say where the offset is kept; until then the clock is the real one."""
    _offset.path = home / "clock.json"


def now() -> datetime:
    """The product's present moment, aware, in UTC."""
    return datetime.fromtimestamp(time.time() + _offset.seconds(), UTC)


def today() -> date:
    """The product's present day in Asia/Shanghai, where the archive works."""
    return now().astimezone(SHANGHAI).date()


def advance(delta: timedelta) -> timedelta:
    """Move the clock forward and return the whole offset. Raises RuntimeError before `configure`."""
    return _store(timedelta(seconds=_offset.seconds()) + delta)


def reset() -> None:
    """Let the clock be the real one again."""
    _store(timedelta(0))


def _store(offset: timedelta) -> timedelta:
    if _offset.path is None:
        raise RuntimeError("clock.configure(home) comes first")
    _offset.path.parent.mkdir(parents=True, exist_ok=True)
    partial = _offset.path.with_suffix(".part")
    partial.write_text(json.dumps({"offset_seconds": offset.total_seconds()}))
    os.replace(partial, _offset.path)
    return offset
