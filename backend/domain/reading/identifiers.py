"""Resident identity numbers, passports and student numbers."""

from __future__ import annotations

import re

from backend.domain.identity import Problem, ProblemCode, passport, resident_id
from backend.domain.reading.numbers import SPOKEN, digits, number
from backend.domain.reading.page import Hit, Page

_LONG = re.compile(r"(?<![\d])(?:\d[ \-.]{0,2}){16,18}[\dxX](?![\d])")
_RESIDENT = re.compile(r"(?<![\da-z])(?P<n>\d(?:[ \-.·_]{0,2}\d){13,17}(?:[ \-.·_]{0,2}x)?)(?![\da-z])")
_LETTER_O = re.compile(r"(?<![\da-z])(?=\d*o)[1-9][\do]{16}[\dxo](?![\da-z])")
_RESIDENT_CUE = re.compile(r"身份证|身证|份证|身分证|证件号|sfz|id number|id card|identity")
#: The card before a number of 15 figures, which could be a telephone's with too many.
_CARD = re.compile(r"(?:身份|老|旧|一代|第一代)证[^。;\d]{0,12}$")
_OTHER_NUMBER = re.compile(
    r"(?:证书编?号|(?:学位|毕业|学历)证(?:书)?(?:的)?编?号码?|证书号码?|编号|单号|运单|流水号|订单|卡号|账号|号段|注册号)[^,。;\d]{0,6}$|证书编号[^。;\d]{0,4}$|编号,$"
)
_SPOKEN_ID = re.compile(rf"(?<!{SPOKEN}){SPOKEN}(?:[ ,、]?{SPOKEN}){{14,17}}(?:[ ,、]?(?:x|X|叉|埃克斯))?(?!{SPOKEN})")
_CUED_ID = re.compile(
    r"(?<!不给)(?<!不用)(?<!不填)(?<!不报)(?<!不写)(?<!不发)(?:身份证|身分证|证件)(?:号码?|号|的号码|号是)?\s*(?:[:=]|是|为|填|写)?\s*(?P<n>\d[\dx \-]{6,24}[\dx])"
)
_PASSPORT = re.compile(
    r"(?:护照|passport)(?:\s*,?\s*(?:号码?|证|本|上|number|no\.?|num))*\s*(?:[:=#,]|是|为|is|写的是)*\s*(?P<n>[a-z]{0,2}\s?\d[\da-z]{5,9})(?![\da-z])"
)
_BARE_PASSPORT = re.compile(r"(?<![\da-z])(?P<n>[eg][\da-hj-np-z]?\d{7,8})(?![\da-z])")
_TRAVEL = re.compile(
    r"(?:港澳通行证|回乡证|台胞证|通行证|军官证|居住证|士兵证|军官证号)(?:号码?)?\s*(?:[:=]|是|为)?\s*(?P<n>[\u4e00-\u9fff]{0,3}?[a-z]?\d{6,10})"
)

_STUDENT_WORDS = r"(?:学籍号|学号|学好|学生证?号码?|学生编号|学生号码?|学员号|考号|studentid|student id|student number|student no\.?|student num|sid)"
_CALLED_STUDENT = re.compile(rf"{_STUDENT_WORDS}(?:[:=]|是|为|[,\s]|号码)*$")
_FILLER = r"(?:[:=#]|是|为|的|号|应该|好像|大概|可能|记得|就|我|填|写|码|叫|开头|头[几两\d一二三四五]位|前面|前头|后面|后头|最后面|打头|前[几\d一二三四五六七八九]位|后[几\d一二三四五六七八九]位|[前后末尾]?[头面]?[几\d一二三四五六七八九](?:位|个)(?:数字?|号码?)?|只有|只剩|只晓得|晓得|记得|记球?不[倒到起]了?|最后[几\d一二三四五六七八九]位|末[几\d一二三四五六七八九]位|尾号|只|能|了|不全|忘|is|was|should|must|be|:|[,,、\s。;…]|记不[清全得]|不太|差不多|一半|一部分|几位|只知道|印象中|印象里|到|得)"
_STUDENT = re.compile(
    rf"{_STUDENT_WORDS}{_FILLER}{{0,14}}?(?P<n>(?:[a-z]{{1,4}}[-]?)?\d(?:[\d]|(?!xx)[a-z]{{1,3}}(?=-?\d)|-(?=\d|[a-z]{{1,3}}-?\d)| (?=\d{{2,}})| (?=\d(?!\d|\s?[份个张级届年月日号本套])))*(?:-[a-wyz]{{1,2}}(?![a-z\d])|[a-z]?\d*))(?P<u>(?:[x*?_…]|\.{(2,)})*)"
)
#: 学号我查到了是930418: other words between the number's name and what it is.
_STUDENT_FOUND = re.compile(
    rf"{_STUDENT_WORDS}(?:(?!电话|手机|座机|身份|证|护照|邮|地址|年|入学|毕业|工号|单号|编号|卡|分机|qq|微信|不是|别)[^\d\n;。!?]){{0,16}}?"
    r"(?:是|为|叫|:|(?<=[短长老旧怪乱特别])的?,|(?:记得|查到|找到|翻到|想起)[^\d\n,;。!?]{0,4},)\s*"
    r"(?P<n>[a-z]{0,4}\d(?:\d|(?!xx)[a-z]{1,3}(?=\d)|-(?=\d)){3,15})(?P<u>(?:[x*?_…]|\.{2,})*)(?![\da-z])"
)
_STUDENT_SPOKEN = re.compile(
    rf"{_STUDENT_WORDS}{_FILLER}{{0,10}}?(?P<n>[零一二三四五六七八九幺两](?:[ ,、]?{SPOKEN}){{4,15}})"
)
_PART_BEFORE = re.compile(
    r"(?:开头|[前后末][面头]?(?P<k>[几两\d一二三四五六七八九十]+)(?:位|个)(?:数字?)?|最后|尾号|中间)[^,。]{0,4}(?:,\s*(?:就?是|为|有)?)?$"
)
_PART_AFTER = re.compile(
    r"^[x*?._…#多几]*\s*(?:开头|打头|结尾|什么的|后面|多少|来着|几|啥|多|\.\.|…|xx|剩下|开始的|尾)"
)
_BARE_STUDENT = re.compile(
    r"(?<![\da-z@.\-_+])(?P<n>(?:[a-z]{1,4}\d{5,13}|\d{4,8}[a-z]{1,3}\d{2,8}|(?:19[5-9]|20[0-4])\d{4,13}|\d{7,14}))(?![\da-z@\-_年月]|\.\d|x)"
)
#: 学号是两千零九开头的,20091xxxx: the rest is forgotten.
_HALF_STUDENT = re.compile(r"(?<![\da-z])(?P<n>(?:19|20)\d{2,7})(?:x{2,}|[*?_]{2,}|…+|\.{3,})(?![\da-z])")
_EXPECTED_STUDENT = re.compile(
    r"(?<![\da-z@])(?P<n>[a-z]{0,4}\d[\da-z\-]{1,17}|[零一二三四五六七八九幺两](?:[ ,、]?" + SPOKEN + r"){3,15})"
)


def find_sure(page: Page) -> None:
    """Add identity numbers that prove right, however they are divided, before phones are looked for."""
    for match in page.free_matches(_RESIDENT):
        start, end = match.span("n")
        found = resident_id(page.low[start:end])
        if isinstance(found, Problem):
            continue
        if len(found.value) == 18 or (_plausible_region(found.value) and _CARD.search(page.low[:start])):
            page.add(Hit("id_number", found.value, start, end))
    for match in page.free_matches(_SPOKEN_ID):
        figures = digits(match.group())
        spoken = resident_id(figures) if figures and len(figures) == 18 else None
        if spoken is not None and not isinstance(spoken, Problem):
            page.add(Hit("id_number", spoken.value, *match.span()))
    _with_letter_o(page)


def _with_letter_o(page: Page) -> None:
    """A number with O typed for 0."""
    for match in page.free_matches(_LETTER_O):
        found = resident_id(match.group().replace("o", "0"))
        if not isinstance(found, Problem) and len(found.value) == 18:
            page.add(Hit("id_number", found.value, *match.span()))


def find_identity(page: Page, expecting: str | None) -> None:
    """Add identity and passport numbers; whatever looks like one is claimed, right or wrong."""
    for pattern in (_RESIDENT, _SPOKEN_ID):
        for match in page.free_matches(pattern):
            _resident(page, match, expecting)
    for match in page.free_matches(_CUED_ID):
        _resident(page, match, "id_number", cued=True)
    called = {match.start("n") for pattern in (_STUDENT, _STUDENT_FOUND) for match in pattern.finditer(page.low)}
    for pattern in (_PASSPORT, _BARE_PASSPORT, _TRAVEL):
        for match in page.free_matches(pattern):
            start, end = match.span("n")
            if not page.free(start, end) or (pattern is _BARE_PASSPORT and start in called):
                continue
            found = passport(page.text[start:end])
            problem = None if not isinstance(found, Problem) else str(found.code)
            value = page.written(start, end) if isinstance(found, Problem) else found.value
            page.add(Hit("passport", value, start, end, problem))


def _resident(page: Page, match: re.Match[str], expecting: str | None, *, cued: bool = False) -> None:
    start, end = match.span("n") if "n" in match.re.groupindex else match.span()
    if not page.free(start, end):
        return
    text = page.low[start:end].replace("叉", "x").replace("埃克斯", "x").replace("·", "").replace("_", "")
    if text.isascii() and re.search("[,、]", text):
        return  # two numbers of a list, not one
    body, check = (text[:-1], "X") if text.endswith("x") else (text, "")
    figures = digits(body)
    if figures is None:
        return
    squeezed = figures + check
    if _OTHER_NUMBER.search(page.low[max(0, start - 14) : start]):
        page.claim(start, end)
        return
    before = page.low[max(0, start - 12) : start]
    yearly = len(squeezed) in (16, 17) and re.match(r"19[5-9]|20[0-4]", squeezed) and not _RESIDENT_CUE.search(before)
    if (len(squeezed) <= 17 and _CALLED_STUDENT.search(before)) or (yearly and expecting != "id_number"):
        return  # a long student number is none of a card with figures missing
    cue = cued or bool(_RESIDENT_CUE.search(page.low[max(0, start - 12) : start])) or expecting == "id_number"
    found = resident_id(squeezed)
    if not isinstance(found, Problem):
        if len(squeezed) == 15 and not cue and squeezed.startswith(("19", "20")) and not _plausible_region(squeezed):
            return
        page.add(Hit("id_number", found.value, start, end))
    elif len(squeezed) == 18:
        code = "checksum" if found.code is ProblemCode.CHECKSUM else str(found.code)
        page.add(Hit("id_number", squeezed, start, end, code))
    elif cue or len(squeezed) >= 16:
        page.add(Hit("id_number", squeezed, start, end, "length"))


def _plausible_region(squeezed: str) -> bool:
    return squeezed[:2] in _REGIONS


_REGIONS = frozenset(
    "11 12 13 14 15 21 22 23 31 32 33 34 35 36 37 41 42 43 44 45 46 50 51 52 53 54 61 62 63 64 65 71 81 82 83".split()
)


def find_named_students(page: Page) -> None:
    """Add student numbers called so, of any shape, and remembered parts of them."""
    for match in page.free_matches(_STUDENT_SPOKEN):
        _spoken_student(page, match)
    for match in [*_STUDENT.finditer(page.low), *_STUDENT_FOUND.finditer(page.low)]:
        start, end = match.span("n")
        value = page.text[start:end].replace(" ", "")
        if page.low[end - 1] == "x" and page.low[end : end + 1] == "x":
            end, value = end - 1, value[:-1]  # 09141xxx: the x stand for what is forgotten
        apart = _YEAR_APART.search(page.low[start:end]) if page.low[end : end + 1] in set("级届及极集纪") else None
        if apart:
            end, value = start + apart.start(), page.text[start : start + apart.start()].replace(" ", "")
        elif page.low[end : end + 1] == "级" and (year := _year_at_the_end(page.low[start:end])):
            end, value = end - year, value[:-year]
        elif page.low[end : end + 1] in set("年级届份月位"):
            continue
        if not page.free(start, end) or len(value) < 2:
            continue
        part = bool(match.group("u")) or len(value) < 5 or _is_part(page, start, end)
        page.add(Hit("student_id", value, start, end, "partial" if part else None))


#: 学号2015330871 2015及本科: the year after the number, which a blank keeps apart.
_YEAR_APART = re.compile(r" (?:19|20)?\d{2}$")


def find_students(page: Page, expecting: str | None) -> None:
    """Add student numbers not called so: the answer to the question, or plain ones of usual shapes."""
    for match in page.free_matches(_HALF_STUDENT):
        if "学号" in page.low or expecting == "student_id":
            page.add(Hit("student_id", match.group("n"), *match.span("n"), "partial"))
    for match in page.free_matches(_EXPECTED_STUDENT) if expecting == "student_id" else ():
        if not _told_whole(page):
            _expected_student(page, match)
    for match in page.free_matches(_BARE_STUDENT):
        _bare_student(page, match)


def _told_whole(page: Page) -> bool:
    """Once the number is told, other figures are no part of it: 学号20060833,寄...5栋401."""
    return any(hit.entity == "student_id" and not hit.denied and hit.problem is None for hit in page.hits)


def _is_part(page: Page, start: int, end: int) -> bool:
    before = _PART_BEFORE.search(page.low[max(0, start - 10) : start])
    told = number(before.group("k") or "") if before else None
    longer = told is not None and sum(char.isdigit() for char in page.low[start:end]) > told  # 最后两位是38,2010205538
    return bool((before and not longer) or _PART_AFTER.match(page.low[end : end + 6]))


def _year_at_the_end(value: str) -> int:
    """How many figures of 2006077415|06级 are the year said after the number, which begins with that year; else 0."""
    for length in (4, 2):
        body, year = value[:-length], value[-length:]
        if body.isdigit() and len(body) >= 5 and body.startswith((year, f"20{year}", f"19{year}")):
            return length
    return 0


def _spoken_student(page: Page, match: re.Match[str]) -> None:
    start, end = match.span("n")
    value = digits(page.text[start:end])
    if value and page.free(start, end) and page.low[end : end + 1] not in set("年级届份"):
        page.add(Hit("student_id", value, start, end, "partial" if len(value) < 5 else None))


def _expected_student(page: Page, match: re.Match[str]) -> None:
    start, end = match.span("n")
    text = page.text[start:end].strip("-")
    value = text if text.isascii() else digits(text)
    if not value or len(value) < 3 or page.low[end : end + 1] in set("年级届份月日号"):
        return
    if not text.isascii() and page.low[end : end + 1] == "年":
        return
    page.add(Hit("student_id", value, start, end, "partial" if len(value) < 5 or _is_part(page, start, end) else None))


def _bare_student(page: Page, match: re.Match[str]) -> None:
    """A number with no word before it: one that begins with a year, or of the usual lengths."""
    start, end = match.span("n")
    value = page.text[start:end]
    before = page.low[max(0, start - 8) : start]
    if re.search(r"qq|微信|wechat|邮编|单号|运单|快递|订单|编号|证书|准考证|准考|账号|卡号|￥|元", before):
        return
    if re.fullmatch(r"[hm]\d{8,10}|\d{8}", value.lower()) and re.search(r"通行证|回乡证|台胞证", page.low):
        page.add(Hit("passport", value.upper(), start, end))
        return
    if re.fullmatch(r"(\d{1,3})\1+", value):
        return
    figures = sum(char.isdigit() for char in value)
    yearly = re.match(r"(?:19[5-9]\d|20[0-4]\d)", value)
    if figures < 6 or (value.isdigit() and not yearly and len(value) not in (7, 8, 9, 10, 12)):
        return
    if (
        value.isdigit()
        and len(value) == 8
        and yearly
        and re.fullmatch(r"\d{4}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])", value)
    ):
        if not re.search(r"学|号", before):
            return
    page.add(Hit("student_id", value, start, end, "partial" if _is_part(page, start, end) else None))
