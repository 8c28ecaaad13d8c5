"""Phones of all kinds and e-mail addresses."""

from __future__ import annotations

import re

from backend.domain.identity import Phone, Problem, email, phone
from backend.domain.reading.numbers import SPOKEN, digits
from backend.domain.reading.page import Hit, Page

_EMAIL = re.compile(
    r"(?<![a-z0-9_.+\-])[a-z0-9_][a-z0-9._%+\-]*\s?@\s?(?:[a-z0-9\-]+(?:[.。·]|,(?=com|cn|net|edu|org)))+(?:com|cn|net|org|edu|gov|io|me|co|uk|jp|de|fr|au|ca|hk|tw|us|info|sg|kr|ru|nz|edu\.cn|[a-z]{2,6})(?![a-z0-9])"
)
_SPELLED_EMAIL = re.compile(
    r"(?P<user>[a-z0-9_][a-z0-9._\-]*(?:\s?(?:点|下划线|下横线|中划线|横杠|横线|减号)\s?[a-z0-9_\-]+)*)\s*(?:艾特|圈[aA]|爱特|\(at\)|\[at\]|\sat\s|#)\s*(?P<host>[a-z0-9\-]+(?:\s*(?:点|\.|dot)\s*[a-z0-9\-]+)*\s*(?:点|\.|dot)\s*(?:com|cn|net|org|edu))"
)
_MOBILE = re.compile(
    r"(?<![\da-z.])(?:(?:\+|00)?\s?\(?86\)?[\s\-]{0,2}|(?<!\+))(?P<n>1[3-9]\d(?:[\s\-.]{0,2}\d){8})(?![\da-z]|[\s\-.]?\d{4,}x?)"
)
#: Digits as they are said into a telephone, and as cautious people write them.
_TOLD = "[0-9零一二三四五六七八九幺两洞拐勾壹贰叁肆伍陆柒捌玖]"
_SPOKEN_MOBILE = re.compile(
    rf"(?<!{SPOKEN})(?P<n>[1一幺壹][\s,、]?[3-9三四五六七八九叁肆伍陆柒捌玖](?:[\s,、\-]?{_TOLD}){{9}})(?!{_TOLD})"
)
_SPOKEN_LANDLINE = re.compile(
    rf"(?:电话|座机|固话|号码)(?:号码?|是|为|打|[:=\s])*(?P<n>[0零洞][1-9一二三四五六七八九两](?:[\s,、\-]?{SPOKEN}){{8,10}})(?!{SPOKEN})"
)
_FOREIGN = re.compile(r"(?<![\da-z])(?:\+|00)\s?\(?[1-9]\d{0,2}\)?(?:[\s\-.()/]{0,2}\d){6,12}(?!\d)")
_LANDLINE = re.compile(
    r"(?<![\da-z\-])\(?0(?:10|2\d|[3-9]\d{2})\)?[\s\-]{0,2}[2-8]\d{2,3}[\s\-]?\d{4}(?:\s*(?:转分机号?|转|分机号?|ext\.?|x|-)\s?:?\s*\d{1,6})?(?![\da-z])|(?<!\d)400[\s\-]?\d{3,4}[\s\-]?\d{3,4}(?:\s*转\s*\d{1,6})?(?!\d)"
)
_CUE = r"(?:电话|手机|手机号|号码|联系方式|联系电话|座机|固话|固定电话|tel|phone|mobile|cell|传真|联系|电话号|拨打|打)"
_CUED = re.compile(
    rf"{_CUE}(?:号码?|是|为|改成|换成|[:=\s]|number|is|my|(?:嘛|呢|哈|啊|呀|应该|就|写的?|填的?)(?![\d]{{0,3}}份))*(?P<n>\+?[\d][\d\s\-]{{4,18}}\d)(?![\d])"
)
#: In answer to the question for it: a number somewhere among words, of a length that no telephone has.
_ANSWERED = re.compile(r"(?<![\da-z.])(?P<n>(?!19[5-9]\d|20[0-4]\d)\d{7,12}|1[3-9]\d{7,10})(?![\da-z年月])")
_STUDENTS = re.compile(r"学号|学籍号|学生证|student|编号|单号")
_LOCAL = re.compile(rf"{_CUE}(?:号码?|是|为|改成|换成|改为|[:=\s])*(?P<n>[2-8]\d{{6,7}})(?![\d])")
_BARE_LOCAL = re.compile(r"^\s*(?P<n>\+?\d[\d\s\-()]{5,18}\d)\s*$")
_NOT_PHONE = re.compile(r"(?:qq(?!邮箱)|微信(?!同号|号?就是|和手机|绑)|wechat|学号|编号|单号|邮编|证书)[^,。;]{0,4}$")
#: 手机就是这个微信号: one number for both.
_BOTH = re.compile(r"(?:手机|电话)号?码?(?:就|也|还)?是[^,。;]{0,4}微信[^,。;]{0,6}$")


def find(page: Page, expecting: str | None) -> None:
    """Add the e-mail addresses and phones of a page."""
    _emails(page)
    for match in page.free_matches(_FOREIGN):
        if not _called_otherwise(page, match.start()):
            _other(page, match.start(), match.end())
    for match in page.free_matches(_MOBILE):
        _mobile(page, match)
    for match in page.free_matches(_SPOKEN_MOBILE):
        _mobile(page, match)
    for match in page.free_matches(_SPOKEN_LANDLINE):
        value = digits(page.text[match.start("n") : match.end("n")])
        if value and not page.written(*match.span("n")).isascii():
            page.add(Hit("landline", value, *match.span("n")))
    for match in page.free_matches(_LANDLINE):
        if not _called_otherwise(page, match.start()):
            _other(page, match.start(), match.end())
    for match in page.free_matches(_LOCAL):
        start, end = match.span("n")
        page.add(Hit("landline", page.text[start:end], start, end))
    _cued(page, expecting)


def _called_otherwise(page: Page, start: int) -> bool:
    """Whether the words before a number say that it is no telephone's: 学号0243098016."""
    before = page.low[max(0, start - 20) : start]
    return bool(_NOT_PHONE.search(before[-8:])) and not _BOTH.search(before)


def _emails(page: Page) -> None:
    for match in page.free_matches(_EMAIL):
        text = re.sub(r"\s", "", match.group()).replace("。", ".").replace(",", ".").replace("·", ".")
        found = email(
            page.text[match.start() : match.end()]
            .replace(" ", "")
            .replace("。", ".")
            .replace(",", ".")
            .replace("·", ".")
        )
        if isinstance(found, Problem):
            page.add(Hit("email", text, match.start(), match.end(), str(found.code)))
        else:
            page.add(Hit("email", found.value, match.start(), match.end()))
    for match in page.free_matches(_SPELLED_EMAIL):
        host = re.sub(r"\s*(?:点|dot|\.)\s*", ".", match.group("host"))
        user = re.sub(r"\s?(?:下划线|下横线)\s?", "_", match.group("user"))
        user = re.sub(r"\s?(?:中划线|横杠|横线|减号)\s?", "-", user)
        found = email(f"{re.sub(r'[ ]?点[ ]?', '.', user)}@{host}")
        if not isinstance(found, Problem):
            page.add(Hit("email", found.value, match.start(), match.end()))


def _mobile(page: Page, match: re.Match[str]) -> None:
    value = digits(page.text[match.start("n") : match.end("n")])
    if value is None or len(value) != 11 or _called_otherwise(page, match.start()):
        return
    page.add(Hit("phone", value, match.start(), match.end()))


def _other(page: Page, start: int, end: int) -> None:
    found = phone(page.text[start:end])
    written = page.written(start, end)
    if isinstance(found, Phone):
        if found.kind == "foreign" or found.kind == "mobile":
            page.add(Hit("phone", found.value, start, end))
        else:
            page.add(Hit("landline", written, start, end))
    elif written.startswith(("+", "00")):
        page.add(Hit("phone", "+" + re.sub(r"\D", "", written).removeprefix("00"), start, end))
    else:
        page.add(Hit("landline", written, start, end))


def _cued(page: Page, expecting: str | None) -> None:
    """A number called a phone, or given when a phone was asked for, that is none: its length is the problem."""
    asked = expecting in {"phone", "landline"}
    told = any(hit.entity in ("phone", "landline") for hit in page.hits) or _STUDENTS.search(page.low)
    patterns = [_CUED] + ([_BARE_LOCAL] if asked else []) + ([_ANSWERED] if asked and not told else [])
    for pattern in patterns:
        for match in pattern.finditer(page.low):
            start, end = match.span("n")
            value = re.sub(r"[\s\-()]", "", page.text[start:end])
            if pattern is _ANSWERED and _called_otherwise(page, start):
                continue
            if not page.free(start, end) or not 7 <= len(value.lstrip("+")) <= 15:
                continue
            abroad = phone(f"+{value}") if value[0] not in "+01" else None
            if isinstance(abroad, Phone) and abroad.kind == "foreign":
                page.add(Hit("phone", abroad.value, start, end))  # 852 6123 4578: the plus is left out
                continue
            whole = expecting == "phone" and len(value) in (7, 8) and value[0] in "2345678"
            problem = None if whole else "length"
            page.add(Hit("landline" if whole else "phone", value, start, end, problem))
