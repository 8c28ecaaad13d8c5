"""The words staff read in this room, by table and code; a code without words stands for itself."""

from functools import cache
from pathlib import Path
from typing import Any

import yaml

_FILE = Path(__file__).with_name("words.yaml")


@cache
def tables() -> dict[str, Any]:
    """All tables."""
    found: dict[str, Any] = yaml.safe_load(_FILE.read_text(encoding="utf-8"))
    return found


def word(table: str, code: str | None) -> str:
    """The word for a code."""
    return str(tables()[table].get(code, code or ""))


def field_label(path: str) -> str:
    """`subject.graduation_year` in words."""
    head, _, leaf = path.replace("]", "").rpartition(".")
    label = word("field", leaf)
    row = head.partition("[")[2]
    if row:
        return f"第 {int(row) + 1} 项{label}"
    return f"{word('missing_of', head)}{label}" if head in ("requester", "delivery") else label
