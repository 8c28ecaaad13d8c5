"""The house that runs on a LANTAI_HOME, as commands beside it find it: by its lock, and by what it wrote down."""

import fcntl
import json
from pathlib import Path
from typing import Any

from backend.kit.settings import Settings

RECORD, LOCK = "run.json", "run.lock"


def running(home: Path) -> dict[str, Any] | None:
    """What `run.json` says when a house really runs on this LANTAI_HOME, else None.

    The lock ends with its process, however that ends; the file of a house that was killed stays.
    """
    try:
        with (home / LOCK).open("r") as lock:
            fcntl.flock(lock, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except FileNotFoundError:
        return None
    except BlockingIOError:
        return recorded(home)
    return None


def recorded(home: Path) -> dict[str, Any] | None:
    """What `run.json` says, whether or not it is still true; None when there is none that can be read as such."""
    try:
        content: dict[str, Any] = json.loads((home / RECORD).read_text())
    except (FileNotFoundError, ValueError):
        return None
    return content


def part_url(settings: Settings, part: str) -> str | None:
    """As the running supervisor wrote it down, else as configured; None when neither says: then no house is known."""
    try:
        record = running(settings.home)
        return str((record or {})["urls"][part])
    except (OSError, KeyError, TypeError):
        return str(getattr(settings, f"{part}_url")) if getattr(settings, f"{part}_address") else None
