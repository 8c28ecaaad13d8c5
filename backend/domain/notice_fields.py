"""What may stand in a field of a template message or a subscription notice, by the kind its name begins with.

WeChat trims template messages silently and refuses subscription notices (47003) for one character too many or of
the wrong sort, so every value is made to fit before it is sent, or it is said that it cannot.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

#: Of a kind that is not known (old templates say `keyword1`) this much is shown in any case.
SHOWN_ALWAYS: Final = 20
_ELLIPSIS: Final = "…"


@dataclass(frozen=True, slots=True)
class Kind:
    """Longest value, and what it must look like; only values in free words may be cut."""

    most: int
    shape: re.Pattern[str] | None = None
    may_cut: bool = False


KINDS: Final[dict[str, Kind]] = {
    "thing": Kind(20, may_cut=True),
    "const": Kind(20),
    "phrase": Kind(5, re.compile(r"[\u4e00-\u9fff]+")),
    "name": Kind(10),
    "character_string": Kind(32, re.compile(r"[\x20-\x7e]+")),
    "number": Kind(32, re.compile(r"\d+(?:\.\d+)?", re.ASCII)),
    "letter": Kind(32, re.compile(r"[A-Za-z]+")),
    "symbol": Kind(5),
    "time": Kind(24, re.compile(r".*\d.*")),
    "date": Kind(24, re.compile(r".*\d.*")),
    "amount": Kind(16, re.compile(r".*\d.*")),
    "phone_number": Kind(17, re.compile(r"[\d+() -]+", re.ASCII)),
    "car_number": Kind(8),
}


def kind_of(field: str) -> str:
    """`thing` of `thing12`."""
    return field.rstrip("0123456789")


def fitted(field: str, value: str) -> str | None:
    """The value on one line and not too long; None when nothing of it can stand in this field."""
    flat = " ".join(value.split())
    kind = KINDS.get(kind_of(field), Kind(SHOWN_ALWAYS, may_cut=True))
    if not flat or (kind.shape and not kind.shape.fullmatch(flat)):
        return None
    if len(flat) <= kind.most:
        return flat
    return flat[: kind.most - 1] + _ELLIPSIS if kind.may_cut else None
