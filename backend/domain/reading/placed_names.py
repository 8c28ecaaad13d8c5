"""Names told by where they stand: 俞晚晴是我, and 卓见微,本科,... with what belongs to a person right behind."""

from __future__ import annotations

import re

from backend.domain.reading.name_shapes import (
    HAN,
    NEVER,
    RARELY,
    SMALL_WORDS,
    TITLE,
    forbidden,
    framed,
    given_like,
    given_somewhere,
    is_word,
    looks_like,
    sounded_throughout,
    surnamed,
    surnames,
)
from backend.domain.reading.name_words import MATTERS, TALK
from backend.domain.reading.page import Hit, Page

#: 俞晚晴是我: who it is stands first. Not 郭子航是我室友.
_IS_ME = re.compile(rf"(?:^|[,。;:!?\s])(?P<n>[{HAN}]{{2,8}}?)(?:就)?是(?:我|本人)(?:本人)?(?:[呀啊哈吧]|(?:的)?(?:名字|姓名|本名))?(?=[,。;!\s]|$)")  # fmt: skip
_SEGMENT = re.compile(rf"(?:^|[,。;:!?\s(])(?:这是|那个)?(?P<n>[{HAN}]{{2,4}})(?=[,\s、;(])")
#: What may stand between a name and the first thing told of the person.
_LABEL = re.compile(
    r"[,\s、;:(]*(?:男|女)?[,\s、]*(?:我的?)?(?:学号|身份证号?码?|证件号?码?|(?:联系)?电话|手机号?码?|号码|学历|层次)?[是为:\s]*"
)
_OF_A_PERSON = frozenset("student_id id_number phone enrollment_year graduation_year degree_level".split())
_IDENTITY = _OF_A_PERSON - {"phone"}
#: Words of the matter that no name holds.
_MATTER = re.compile(
    r"[份张寄取收证籍历绩档馆费款件表页章]|学[号校院位习生]|专业|单位|公司|快递|地址|自取|中文|英文|硕士|博士|本科|专科|毕业|入学|[师同]学|老师"
)


#: 普红英是1999年入学的: who it is, and when.
_IS_OF = re.compile(rf"(?:^|[,。;:!?\s])(?P<n>[{HAN}]{{2,4}}?)(?:同学|老师|同志)?[是系](?=(?:19|20)?\d{{2}}[年级届])")


#: 我是办公室的曲比阿牛,电话...: who writes for a unit that is named, whatever the name is written with.
_OF_OFFICE = re.compile(
    rf"我是[{HAN}]{{0,8}}?(?:办公室|[科处室部所馆局]|中心|公司|单位|学校|中学|医院)的(?P<n>[{HAN}]{{2,4}})(?=[,;\s]*(?:电话|手机|座机|联系|号码|1\d))"
)


def _of_office(page: Page) -> None:
    unit = any(hit.entity == "organization" and hit.role == "requester" for hit in page.hits)
    for match in page.free_matches(_OF_OFFICE) if unit else ():
        word = match.group("n")
        if not (forbidden(word) or TITLE.search(word[1:]) or _MATTER.search(word) or NEVER & set(word)):
            page.add(Hit("name", page.written(*match.span("n")), *match.span("n"), None, "requester"))


def find(page: Page, expecting: str | None) -> None:
    """Add such a name where nobody is named yet."""
    _of_office(page)
    if expecting in {"former_name", "spouse_name", "recipient"}:
        return
    for match in page.free_matches(_IS_ME):
        if _is_name(page, match.group("n")):
            page.add(Hit("name", page.written(*match.span("n")), *match.span("n")))
    if any(hit.entity == "name" for hit in page.hits):
        return
    for match in page.free_matches(_IS_OF):
        if _whole(match.group("n")):
            page.add(Hit("name", page.written(*match.span("n")), *match.span("n")))
            return
    for match in page.free_matches(_SEGMENT):
        start, end = match.span("n")
        if heads(page, end) and _whole(match.group("n")):
            page.add(Hit("name", page.written(start, end), start, end))
            return


def _is_name(page: Page, word: str) -> bool:
    """Whether what somebody says to be is a name: 申请人 and 都 are not."""
    if looks_like(word) or sounded_throughout(word):
        return True
    told = any(hit.entity in _OF_A_PERSON for hit in page.hits)
    whole = len(word) > 2 and surnamed(word) and given_like(word) and not is_word(word)
    return _whole(word) or (told and (framed(word) or whole) and not _MATTER.search(word))


def heads(page: Page, end: int) -> bool:
    """Whether the first thing behind is told of a person, and is more than a number to call."""
    after = [hit for hit in page.hits if hit.start >= end and not hit.denied and hit.entity in _OF_A_PERSON]
    first = min(after, key=lambda hit: hit.start, default=None)
    if first is None or not _LABEL.fullmatch(page.low[end : first.start]):
        return False
    return any(hit.entity in _IDENTITY for hit in page.hits)


def _whole(word: str) -> bool:
    """A surname and a given name, one of its characters at least known from such."""
    compound = word[:2] in surnames()[0]
    given = word[2:] if compound else word[1:]
    if not given or not surnamed(word) or not (compound or len(given) == len("见微")):
        return False
    if forbidden(word) or is_word(word) or word[:2] in TALK | MATTERS or TITLE.search(word[1:]) or _MATTER.search(word):
        return False
    if NEVER & set(given) or given[-1] in RARELY - frozenset("为以从一"):
        return False
    return given_somewhere(given) and (word[0] not in SMALL_WORDS or given_like(word))
