"""Days named in a message: 11月8号, 2026-11-08, 下周三上午, 月底前."""

from __future__ import annotations

import re
from datetime import date

from backend.domain.reading.numbers import digits, number
from backend.domain.reading.page import Hit, Page

_CN = "零一二三四五六七八九十"
_FULL = re.compile(
    rf"(?<![\d])(?P<y>(?:19|20)\d{{2}}|[一二][九零][{_CN[:-1]}]{{2}}|\d{{2}}(?=年))\s*[年\-/.]\s*(?P<m>\d{{1,2}}|[{_CN}]{{1,2}})\s*[月\-/.]\s*(?P<d>\d{{1,2}}|[{_CN}廿]{{1,3}})\s*(?:[日号]|(?![\d]))"
)
_COMPACT = re.compile(r"(?<![\da-z])(?P<y>19\d{2}|20\d{2})(?P<m>0[1-9]|1[0-2])(?P<d>0[1-9]|[12]\d|3[01])(?![\da-z])")
_MONTH_DAY = re.compile(
    rf"(?<![\d年])(?P<m>\d{{1,2}}|[{_CN}]{{1,2}})\s*月\s*(?P<d>\d{{1,2}}|[{_CN}]{{1,3}})\s*(?:[日号]|(?=[前之以到上下早晚去来我想,,。\s]|$))"
)
_ENGLISH = re.compile(
    r"\b(?P<m>jan|feb|mar|apr|may|jun|jul|aug|sept?|oct|nov|dec)[a-z]*\.? (?P<d>\d{1,2})(?:st|nd|rd|th)?(?:,? (?P<y>(?:19|20)\d{2}))?\b|\b(?P<d2>\d{1,2})(?:st|nd|rd|th)? (?P<m2>jan|feb|mar|apr|may|jun|jul|aug|sept?|oct|nov|dec)[a-z]*\.?(?:,? (?P<y2>(?:19|20)\d{2}))?\b"
)
_MONTHS = {name: place for place, name in enumerate("jan feb mar apr may jun jul aug sep oct nov dec".split(), 1)}
_DAYTIME = r"(?:\s?(?:上午|下午|中午|早上|早晨|晚上|傍晚|一早|一大早|上半天|下半天))?(?:\s?(?:\d{1,2}|[一二两三四五六七八九十]{1,3})\s?(?:点半?|点钟|时|:\d{2})(?:\d{1,2}分?)?)?"
_RELATIVE = re.compile(
    r"(?:(?:(?<!一)下下|下|上|这|本)(?:个)?(?:周|星期|礼拜)[一二三四五六日天末1-6]|(?<![一二三四五六七八九十两几\d每上下这个])(?:周|星期|礼拜)[一二三四五六日天](?![一二三四五六七八九十](?!过)|到(?![馆校学你窗贵访])|至|-|~)|"
    r"(?<![证声表])(?:明|后|大后)(?:天|儿个?)(?!的[明天后])|(?<!证)(?<!说)(?<!表)明日|(?:明|后)(?:早|晚)|(?:下|本|这)(?:个)?月(?:初|中旬?|底|末|上旬|下旬|[一二三四五六七八九十\d]{1,3}[号日])?|(?:\d{1,2}|十[一二]?|[一二三四五六七八九])月(?:初|中旬|底|末|上旬|下旬|份?之?前)|月底|月初|月中|年底|年前|(?:(?<!一)下下|下|这|本)(?:个)?(?:周|星期|礼拜)(?![一二三四五六日天末]|的|我?要?出差|回|有事|不在|要出)|"
    r"(?:听日|聽日|后日|後日)(?:朝早|下昼|晏昼|夜晚)?|上(?:个)?月(?:\d{1,2}|[一二三四五六七八九十]{1,3})[号日]|"
    r"今天(?=上午|下午|中午|晚上|之?前|内|能来|来得|过来|过去|就要|必须|要)|"
    r"(?<![\d月年一二三四五六七八九十百千零第附甲乙丙丁楼栋院元幢座室弄路街巷段道村里区园苑城组排箱柜])(?:\d{1,2}|[一二三四五六七八九十]{1,3})号(?=(?:[上下]午|之?前|以前|来|去|要|能|到|过来|可以|有空|开|截止|早上|我|就|晚上|那天|交|报名|[,,。\s]|$)))"
    + _DAYTIME
)
_ENGLISH_DAY = re.compile(
    r"\b(?:(?:this|next|coming) (?:monday|tuesday|wednesday|thursday|friday|saturday|sunday|week|month)(?: (?:morning|afternoon))?|(?<=\bon )(?:monday|tuesday|wednesday|thursday|friday|saturday|sunday)|(?<=\bby )(?:monday|tuesday|wednesday|thursday|friday)|(?<=before )(?:monday|tuesday|wednesday|thursday|friday)|tomorrow(?: (?:morning|afternoon))?|the day after tomorrow)\b"
)
_BORN = re.compile(r"(?:出生|生日|生于|born|出生日期|生辰|年月)[^,。;]{0,5}$")
_BORN_AFTER = re.compile(r"^\s*(?:出生|生(?!效)|生人|的?生日)")
_LIFE = re.compile(r"婚|领的?证|下乡|招工|工作|参加|登记|返城")
_PROFILE = re.compile(r"男|女|姓名|身份")
_MORE = re.compile(r"^" + _DAYTIME)
#: 江南大道中19号, 底商3号: the number of a house.
_STREET = re.compile(
    r"(?:底商|商铺|铺面|门面|门市|摊位|档口|[A-Za-z]座)$|[路街道巷弄](?:[东南西北中]段?|[一二三四五六七八九]段)$"
)
#: 白山胡同15-3号: of a house, too.
_HYPHENED = re.compile(r"(?:[路街道巷弄里村区院苑园栋楼段号]|胡同)\s?\d{1,5}(?:-\d{1,4})*-$")
_WEEK = re.compile(r"(?:下下|下|这|本)个?(?:周|星期|礼拜)")
#: 面试就在这礼拜: when something else is held, and no day of it.
_HELD = re.compile(r"在[,。;!\s]?$")
_STUDY = re.compile(r"^\s*(?:入学|入校|进校|毕业|离校|报到|入的学|毕的业)")


def find(page: Page, today: date, expecting: str | None) -> None:
    """Add the days named; a birthday is none of them."""
    for pattern in (_FULL, _COMPACT):
        for match in page.free_matches(pattern):
            if not (pattern is _COMPACT and "学号" in page.low[max(0, match.start() - 14) : match.start()]):
                _full(page, match, today)
    for match in page.free_matches(_MONTH_DAY):
        month, day = number(match.group("m")), number(match.group("d"))
        if month and day and 1 <= month <= 12 and 1 <= day <= 31 and not _birthday(page, match):
            page.add(Hit("date", f"{month:02d}-{day:02d}", match.start(), match.end()))
    for match in page.free_matches(_ENGLISH):
        _english(page, match)
    for match in page.free_matches(_ENGLISH_DAY):
        page.add(Hit("date", page.written(*match.span()), *match.span()))
    for match in page.free_matches(_RELATIVE):
        if page.low[match.end() : match.end() + 1] == "见" or _habitual(page, match) or _housed(page, match):
            continue
        if _WEEK.fullmatch(match.group()) and _HELD.search(page.low[: match.start()] + page.low[match.end() :][:1]):
            continue
        written = page.written(match.start(), match.end())
        if match.group() in ("下月", "年前", "月中") and not expecting:
            continue
        page.add(Hit("date", written, match.start(), match.end()))


def _housed(page: Page, match: re.Match[str]) -> bool:
    """Whether the number is a house's."""
    before = page.low[max(0, match.start() - 16) : match.start()]
    return match.group().endswith("号") and bool(_STREET.search(before) or _HYPHENED.search(before))


def _habitual(page: Page, match: re.Match[str]) -> bool:
    """Whether Saturdays count as working days names no day."""
    return bool(re.match(r"(?:周|星期|礼拜)[一二三四五六日天]", match.group())) and "工作日" in page.low


def _birthday(page: Page, match: re.Match[str]) -> bool:
    before = page.low[max(0, match.start() - 10) : match.start()]
    return bool(_BORN.search(before) or _BORN_AFTER.match(page.low[match.end() : match.end() + 5]))


def _full(page: Page, match: re.Match[str], today: date) -> None:
    year = digits(match.group("y"))
    month, day = number(match.group("m")), number(match.group("d"))
    if year is None or month is None or day is None or _birthday(page, match):
        if year is not None:
            page.claim(match.start(), match.end())
        return
    full = int(year) if len(year) == 4 else 2000 + int(year)
    try:
        value = date(full, month, day)
    except ValueError:
        return
    long_ago = full <= today.year - 16 and not _LIFE.search(page.low)
    if long_ago and _PROFILE.search(page.low):
        page.claim(match.start(), match.end())
        return
    if _STUDY.match(page.low[match.end() : match.end() + 4]):
        return
    page.add(Hit("date", value.isoformat(), match.start(), match.end()))


def _english(page: Page, match: re.Match[str]) -> None:
    month = _MONTHS[(match.group("m") or match.group("m2"))[:3]]
    day, year = int(match.group("d") or match.group("d2")), match.group("y") or match.group("y2")
    if 1 <= day <= 31:
        value = f"{year}-{month:02d}-{day:02d}" if year else f"{month:02d}-{day:02d}"
        page.add(Hit("date", value, match.start(), match.end()))
