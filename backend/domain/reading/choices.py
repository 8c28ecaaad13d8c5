"""A bare choice from a numbered list: 1, 第二个, 选3, 最后一个, B."""

from __future__ import annotations

import re

from backend.domain.reading.numbers import number
from backend.domain.reading.page import Hit, Page

_NUMBER = re.compile(
    r"^\s*(?:我?选|要|就|那就|我要|回复|选择|是|办|option|no\.?|choice)?\s*(?:第\s*(?P<o>\d{1,2}|[一二三四五六七八九十两]{1,2})\s*(?:个|项|条|种|样|份)?|(?P<n>\d{1,2}|[一二三四五六七八九十])\s*(?:号|个|项)?)\s*(?:吧|呢|嘛|噻|哈|啊|的|谢谢|呀)*\s*[.。、!)]?\s*$"
)
_LETTER = re.compile(r"^\s*(?:我?选)?\s*(?P<l>[a-h])\s*(?:吧|项)?[.。]?\s*$")
_LAST = re.compile(
    r"^\s*(?:我?选|要|就)?\s*(?P<w>最后|最后面|前面|第一|头|后面|上面|下面)(?:那|的|一|这)?(?:一)?(?:个|项|种)?(?:吧|的)?\s*$"
)
_WORDS = {"最后": -1, "最后面": -1, "后面": -1, "下面": -1, "前面": 1, "第一": 1, "头": 1, "上面": 1}


def find(page: Page, expecting: str | None) -> None:
    """Add the choice when the whole message is one and no number was asked for."""
    if expecting in {"copies", "enrollment_year", "graduation_year", "student_id", "phone", "id_number"}:
        return
    match = _NUMBER.match(page.low)
    if match:
        value = number(match.group("o") or match.group("n"))
        if value and 1 <= value <= 20:
            page.add(Hit("choice", value, match.start(), match.end()), claim=False)
        return
    letter, last = _LETTER.match(page.low), _LAST.match(page.low)
    if letter:
        page.add(Hit("choice", ord(letter.group("l")) - ord("a") + 1, *letter.span()), claim=False)
    elif last:
        page.add(Hit("choice", _WORDS[last.group("w")], *last.span()), claim=False)
