"""Numbers as people write and say them: 3, 三, 叁, 两, 俩, 十二, 二零零九, 幺三八."""

from __future__ import annotations

import re
from typing import Final

DIGIT: Final = {
    **{char: int(char) for char in "0123456789"},
    **dict(zip("零一二三四五六七八九", range(10), strict=True)),
    **dict(zip("洞幺两仨肆伍陆柒捌玖", (0, 1, 2, 3, 4, 5, 6, 7, 8, 9), strict=True)),
    "壹": 1, "贰": 2, "叁": 3, "俩": 2, "弌": 1, "弍": 2, "倆": 2, "拐": 7, "勾": 9, "o": 0, "O": 0,
}  # fmt: skip
_UNIT: Final = {"十": 10, "拾": 10, "百": 100, "佰": 100, "千": 1000, "仟": 1000}

ENGLISH: Final = {"a": 1, "an": 1} | {
    word: value for value, word in enumerate("one two three four five six seven eight nine ten".split(), 1)
}

#: A small count, as in copies.
COUNT: Final = r"(?:\d{1,3}(?!\d)|[一二两三四五六七八九十壹贰叁肆伍陆柒捌玖拾俩仨]{1,3})"
#: A digit, written or spoken.
SPOKEN: Final = "[0-9零一二三四五六七八九幺两]"

_CHINESE = re.compile(r"[零一二两俩仨三四五六七八九十百千壹贰叁肆伍陆柒捌玖拾佰仟幺]+")


def number(text: str) -> int | None:
    """A whole number below ten thousand, in Arabic or Chinese figures; None when it is not one."""
    text = text.strip()
    if text.isascii() and text.isdigit():
        return int(text) if len(text) <= 6 else None
    if not _CHINESE.fullmatch(text):
        return None
    if not any(char in _UNIT for char in text):
        return DIGIT[text] if len(text) == 1 else None
    return _with_units(text)


def _with_units(text: str) -> int | None:
    total, digit = 0, -1
    limit = 10_000
    for char in text:
        unit = _UNIT.get(char)
        if unit is None:
            if digit > 0:
                return None
            digit = DIGIT[char]
        elif unit >= limit:
            return None
        else:
            total += unit * (digit if digit > 0 else 1)
            limit, digit = unit, -1
    return total + max(digit, 0)


def digits(text: str) -> str | None:
    """A run of digits said one by one (二零零九, 幺三八, 138 0013) as ASCII digits; None if anything else is in it."""
    read = [DIGIT.get(char) for char in text if char not in " -.·,、"]
    if not read or any(digit is None for digit in read):
        return None
    return "".join(str(digit) for digit in read)
