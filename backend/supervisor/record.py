"""`run.json`: what runs now and where; and the lock that lets only one house run on a LANTAI_HOME."""

import fcntl
import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import IO, Any

from backend.kit.running import LOCK, RECORD, recorded


class AlreadyRunning(RuntimeError):
    """Another supervisor holds this LANTAI_HOME."""

    def __init__(self, record: Mapping[str, Any] | None) -> None:
        super().__init__("already running")
        self.record = record


class RunRecord:
    """The file while this supervisor runs."""

    def __init__(self, home: Path) -> None:
        self._home = home
        self.path = home / RECORD
        self._lock: IO[str] | None = None

    def acquire(self) -> None:
        """Take the lock for the life of this process; raises AlreadyRunning."""
        self._home.mkdir(parents=True, exist_ok=True)
        lock = (self._home / LOCK).open("a")
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            lock.close()
            raise AlreadyRunning(recorded(self._home)) from None
        self._lock = lock
        self.path.unlink(missing_ok=True)

    def write(self, processes: Mapping[str, int], urls: Mapping[str, str]) -> None:
        """Replace the file at once; it holds passwords, so it is the owner's alone."""
        content = {"processes": dict(processes), "supervisor": os.getpid(), "urls": dict(urls)}
        partial = self.path.with_suffix(".part")
        descriptor = os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "w") as file:
            json.dump(content, file, indent=1)
        partial.replace(self.path)

    def release(self) -> None:
        """Remove the file and let the lock go; nothing when the lock was never ours."""
        if self._lock:
            self.path.unlink(missing_ok=True)
            self._lock.close()
            self._lock = None
