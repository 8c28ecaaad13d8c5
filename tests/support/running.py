"""A LANTAI_HOME on which a house seems to run: what it wrote down, and the lock that it holds."""

import fcntl
import json
from pathlib import Path
from typing import IO

from backend.kit.running import LOCK, RECORD

_HELD: list[IO[str]] = []
"""Locks end with their process; nobody else ever asks for one of these folders."""


def seems_to_run(home: Path, **urls: str) -> None:
    """Write `run.json` with these addresses, and hold the lock."""
    (home / RECORD).write_text(json.dumps({"urls": urls}))
    lock = (home / LOCK).open("w")
    fcntl.flock(lock, fcntl.LOCK_EX)
    _HELD.append(lock)
