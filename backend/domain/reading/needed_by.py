"""Deadlines: which of the days named is the one the papers are needed by, as a calendar date."""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date, timedelta

from backend.domain.reading.numbers import number
from backend.domain.reading.page import Hit, Page

_AFTER = re.compile(
    r"^(?:这?一?天)?(?:之前|以前|前|截止|截至|就?要用|就?要交|必须|之?内|到期|就要|要(?!是|来|去|预约|约)|用|面签|面试|报到|开学)"
)
_BEFORE = re.compile(
    r"(?:截止(?:日期|时间)?(?:是|到|为|:)?|最[晚迟](?:是|到)?|deadline(?: is|:)?|by|before|赶在|务必在|需要?在|得在)\s*$"
)
_WEEKDAY = re.compile(r"(?P<lead>下下|下|这|本)?(?:个)?(?:周|星期|礼拜)(?P<day>[一二三四五六日天1-6])")
_PLAIN = {"今天": 0, "明天": 1, "明日": 1, "明早": 1, "后天": 2, "后日": 2, "大后天": 3, "tomorrow": 1}
_DAY_OF_MONTH = re.compile(r"(?P<next>下(?:个)?月)?(?:本月|这个月)?(?P<d>\d{1,2}|[一二三四五六七八九十]{1,3})[号日]")


def find(page: Page, today: date) -> None:
    """Add `needed_by` for each day that is a deadline and can be told on the calendar."""
    for hit in [h for h in page.hits if h.entity == "date" and not h.problem]:
        before, after = page.low[max(0, hit.start - 10) : hit.start], page.low[hit.end : hit.end + 8]
        if not (_AFTER.match(after) or _BEFORE.search(before)):
            continue
        day = resolved(str(hit.value), today)
        if day is not None and day >= today:
            page.add(Hit("needed_by", day.isoformat(), hit.start, hit.end), claim=False)


def resolved(written: str, today: date) -> date | None:
    """The calendar day of a day as it was written, the next one to come; None when it cannot be told."""
    try:
        if re.fullmatch(r"\d{4}-\d\d-\d\d", written):
            return date.fromisoformat(written)
        if re.fullmatch(r"\d\d-\d\d", written):
            day = date.fromisoformat(f"{today.year}-{written}")
            return day if day >= today else day.replace(year=today.year + 1)
    except ValueError:
        return None
    for word in sorted(_PLAIN, key=len, reverse=True):
        if written.startswith(word):
            return today + timedelta(days=_PLAIN[word])
    week = _WEEKDAY.match(written)
    if week is not None:
        return _weekday(week, today)
    if written.startswith(("月底", "本月底", "这个月底")):
        return today.replace(day=monthrange(today.year, today.month)[1])
    return _of_month(written, today)


def _weekday(match: re.Match[str], today: date) -> date:
    wanted = "一二三四五六日".find(match.group("day").replace("天", "日"))
    wanted = int(match.group("day")) - 1 if wanted < 0 else wanted
    monday = today - timedelta(days=today.weekday())
    weeks = {"下": 1, "下下": 2}.get(match.group("lead") or "", 0)
    day = monday + timedelta(days=wanted, weeks=weeks)
    return day + timedelta(weeks=1) if match.group("lead") is None and day < today else day


def _of_month(written: str, today: date) -> date | None:
    match = _DAY_OF_MONTH.match(written)
    value = number(match.group("d")) if match else None
    if match is None or value is None or not 1 <= value <= 31:
        return None
    first = today.replace(day=1)
    ahead = 1 if match.group("next") or value < today.day else 0
    month = first if not ahead else (first + timedelta(days=32)).replace(day=1)
    return month.replace(day=value) if value <= monthrange(month.year, month.month)[1] else None
