"""Words that stand in `words.yaml`, so that no sentence on the phone's screen lies in code."""

from functools import cache
from pathlib import Path
from typing import Any

import yaml

FOLDER = Path(__file__).resolve().parent


@cache
def words() -> dict[str, Any]:
    """All of them."""
    loaded: dict[str, Any] = yaml.safe_load((FOLDER / "words.yaml").read_text(encoding="utf-8"))
    return loaded
