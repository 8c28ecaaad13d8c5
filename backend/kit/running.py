"""Where the parts of the house answer that runs on this home, for commands beside it."""

import json

from backend.kit.settings import Settings


def part_url(settings: Settings, part: str) -> str | None:
    """As the supervisor wrote it down, else as configured; None when neither says: then no house is known to run."""
    try:
        record = json.loads((settings.home / "run.json").read_text())
        return str(record["urls"][part])
    except (OSError, ValueError, KeyError, TypeError):
        return str(getattr(settings, f"{part}_url")) if getattr(settings, f"{part}_address") else None
