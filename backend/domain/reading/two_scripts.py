"""One name in two scripts: of the one in letters and the Chinese one, the Chinese one is that of the records."""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import pairwise

from backend.domain.reading.name_shapes import HAN, sounded, surnamed
from backend.domain.reading.page import Hit, Page
from backend.domain.reading.pinyin import spells

#: 我叫Lily,哦要中文名是吧,黎可心: what stands between a name one is called by and the one in the records.
_IN_CHINESE = re.compile(
    r"[\s,。:(]*(?:[^,。;]{0,6}(?:中文|汉语|大名|真名|本名|证[上件]|学籍|档案|登记)[^,。;\d]{0,8}[\s,。:]*)?"
)


#: Zhao Mingyu (赵明宇)
_BRACKETED = re.compile(rf"\s?\((?P<n>[{HAN}]{{2,4}})\)")


def in_brackets(page: Page) -> None:
    """The Chinese name behind the one in pinyin."""
    for hit in [one for one in page.hits if one.entity == "name" and str(one.value).isascii()]:
        match = _BRACKETED.match(page.low, hit.end)
        if match and page.free(*match.span("n")) and (surnamed(match.group("n")) or sounded(match.group("n"))):
            page.add(replace(hit, value=page.written(*match.span("n")), start=match.start("n"), end=match.end("n")))


_BESIDE = re.compile(r"[\s(/]{0,3}")
_NEAR = re.compile(r"[\s(/,、:]{1,3}")


def _same_beside(page: Page, first: Hit, second: Hit) -> bool:
    """Zhao Mingyu 赵明宇; behind a comma only what is spelled so."""
    if _BESIDE.fullmatch(page.low, first.end, second.start):
        return True
    letters, name = sorted((str(first.value), str(second.value)), key=str.isascii, reverse=True)
    return bool(_NEAR.fullmatch(page.low, first.end, second.start)) and spells(letters, name)


#: 法蒂玛·马,这是我微信名。真名马晓岚
_ONLY_CALLED = re.compile(
    r"[\s,。:(]*(?:啊|哦|呃)?(?:这|那)?(?:个)?(?:就)?(?:是)?(?:我)?(?:的)?(?:微信名?|网名|昵称|外号|小名|乳名|笔名|英文名)"
)


def without_nickname(page: Page) -> None:
    """A single foreign name right before a Chinese one is no name of the records, nor is the same name in pinyin."""
    names = sorted((hit for hit in page.hits if hit.entity == "name"), key=lambda hit: hit.start)
    for first, second in pairwise(names):
        if first.role == second.role and _ONLY_CALLED.match(page.low, first.end, second.start):
            page.hits[page.hits.index(first)] = replace(first, denied=True)
            continue
        one, other = str(first.value), str(second.value)
        called = re.fullmatch(r"[A-Za-z]{2,12}", one) and not other.isascii()
        if first.role == second.role and one.isascii() != other.isascii() and _same_beside(page, first, second):
            latin = first if one.isascii() else second  # Zhao Mingyu 赵明宇, 赵明宇 (Zhao Mingyu)
            page.hits[page.hits.index(latin)] = replace(latin, denied=True)
            continue
        if called and first.role == second.role and _IN_CHINESE.fullmatch(page.low, first.end, second.start):
            page.hits[page.hits.index(first)] = replace(first, denied=True)
    _of_the_records(page)


#: Shu Vivian is what I go by, but in your files I'm 舒婉仪: which of the two the records have.
_RECORDS = re.compile(
    r"(?:\b(?:your|the|my|his|her|their) (?:[a-z]+ )?(?:files?|records?|systems?|archives?|diploma|transcripts?|certificate|roster)\b|chinese name|in chinese|chinese characters|"
    r"(?:registered|enrolled|recorded|listed|filed|known then)(?: back then| then)? (?:as|under)|中文名|学籍|档案|证[上件]|大名|真名|本名|登记|名册)[^。;\n]{0,24}$"
)
_GOES_BY = re.compile(r"(?:\bgo(?:es)? by|call(?:s|ed)? me|known as|english name(?: is|:)?|英文名字?(?:是|叫|:)?)\s*$")
_IS_GONE_BY = re.compile(r"[,\s]*(?:is|was) (?:what|how|the name|my english|just)\b|\s*是(?:我的?)?英文名")


def _of_the_records(page: Page) -> None:
    """Where one name in letters and one Chinese one are told of one person, the first is what he is called now."""
    names = [hit for hit in page.hits if hit.entity == "name" and hit.role == "subject" and not hit.denied]
    letters = [hit for hit in names if str(hit.value).isascii()]
    chinese = [hit for hit in names if not str(hit.value).isascii()]
    if len(letters) != 1 or len(chinese) != 1:
        return
    called, written = letters[0], chinese[0]
    told = _RECORDS.search(page.low, max(0, written.start - 48), written.start)
    told = told or _GOES_BY.search(page.low, 0, called.start) or _IS_GONE_BY.match(page.low, called.end)
    if told:
        page.hits[page.hits.index(called)] = replace(called, denied=True)
