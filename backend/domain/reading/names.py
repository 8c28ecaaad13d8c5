"""People's names: introduced, called, bare among other details, Chinese, minority, foreign, former.

A name is believed for its cue (我叫, 姓名:, 收件人, 我爸) or, without one, for looking like nothing else: a
surname and common given-name characters standing alone beside other details. Role follows from the cue.
"""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import pairwise

from backend.domain.reading import bare_names, framed_names, name_weights, placed_names, spelt_names, two_scripts
from backend.domain.reading.model import Role
from backend.domain.reading.name_cues import CUES, Cue
from backend.domain.reading.name_ends import name_end
from backend.domain.reading.name_shapes import (
    HAN,
    NEVER,
    forbidden,
    looks_like,
    sounded,
    surnamed,
    surnames,
)
from backend.domain.reading.numbers import number
from backend.domain.reading.page import Hit, Page

_SUFFIXED = re.compile(
    rf"(?P<n>[{HAN}]{{2,4}}?)(?=同志|同学(?!录|会)|女士|先生|小姐|(?:亲)?收(?![到件货不取费集据发入款]|藏|信|购)|亲启|本人(?:的|,|$)|老师(?:收)|\(收\))"
)
_OF = re.compile(
    rf"(?P<n>[{HAN}]{{2,4}})(?=(?:是不是|是否|有没有在|是从)(?:你们|你校|贵校|咱们|我们学校)|(?:家里?)?的(?:中文|英文|中英文)?(?:成绩|低保|学历|学籍|毕业|学位|(?:博士|硕士|本科|专科|大专)(?:学|毕)|档案|人事|录取|证书|材料|个人|登记|婚姻|身份|学号|委托|情况|信息|在校|本科|硕士|在读|真实|申请|电话|手机|进度))"
)
_SURNAME_FIRST = re.compile(
    rf"(?:我|本人)?姓(?P<s>[{HAN}]{{1,2}}?)[,、\s]*(?:名字?(?:叫|是)?|叫|单名(?:一个)?|名叫)\s*(?P<g>[{HAN}]{{1,3}}?)(?=字|$|[,。;;\s]|的|然后|就是|是|学号|[0-9])"
)
_SURNAME_TWICE = re.compile(
    rf"姓(?P<s>[{HAN}])(?=(?P<g>(?P=s)[{HAN}]{{1,2}})(?:电话|手机|[,。;;\s]|$|学号|身份证|\d|我(?:是|现|在|想|要|的)))"
)
#: 姓章,立早章,章曳: what begins with the surname just told, between two edges.
_SURNAME_TOLD = re.compile(
    rf"姓(?P<s>[{HAN}])[,。\s][^;\n]{{0,12}}?(?<=[,。\s])(?P<g>(?P=s)[{HAN}]{{1,2}})(?=$|[,。;\s]|电话|手机|学号|身份证|\d)"
)
_APART = re.compile(rf"(?:姓名|名字|我叫|本人)\s*[:是]?\s*(?P<s>[{HAN}]{{1,2}}) (?P<g>[{HAN}]{{1,2}})(?=$|[\s,。;])")
_SURNAME_LAST = re.compile(
    rf"(?:^|[,。\s叫])(?P<g>[{HAN}]{{1,2}})[,、\s]+(?:我)?姓(?P<s>[{HAN}]{{1,2}})(?=$|[,。;;\s]|的)"
)
#: 名字就三个字:那日松
_COUNTED = re.compile(
    rf"(?:名字|姓名)(?:就|是|一共)*(?P<k>[两二三四五2-5])个字\s*[:,是]?\s*(?P<n>[{HAN}]{{2,5}})(?=$|[\s,。;;、!])"
    rf"|(?:姓名|名字|我叫)\s*[:是叫]?\s*(?P<m>[{HAN}]{{2,4}})[,。(\s]+(?:对|是的|没错|真的)?[,\s]*就这(?P<j>[两二三四])个字"
)

#: 我是任我行,真名: whatever it is, it is said to be one.
_REALLY = re.compile(
    rf"(?:^|(?<=[,。;!\s])|我[是叫]|本人[是叫]?|名字[是叫]?)\s*(?P<n>[{HAN}]{{2,3}})[,\s(]+(?:这?(?:就|也)?是?(?:我的?)?(?:真名|本名|真的叫这|真名实姓)|(?:没|不是)(?:在|跟你)?开玩笑|别笑)"
)


def find(page: Page, expecting: str | None) -> None:
    """Add the names of a page, former ones and those of spouses and recipients under their own roles."""
    _by_surname(page)
    spelt_names.find(page)
    if expecting not in {"former_name", "spouse_name", "recipient"}:
        framed_names.find(page)
    for match in page.free_matches(_REALLY):
        if match.group("n")[0] in surnames()[1]:
            page.add(Hit("name", match.group("n"), *match.span("n")))
    for match in page.free_matches(_COUNTED):
        word, told = ("n", "k") if match.group("n") else ("m", "j")
        if number(match.group(told)) == len(match.group(word)):
            page.add(Hit("name", match.group(word), *match.span(word)))
    for cue in CUES:
        if cue.needs is not None and not cue.needs.search(page.low):
            continue
        for match in cue.pattern.finditer(page.low):
            _after_cue(page, match.end(), cue, match)
    for pattern in (_SUFFIXED, _OF):
        for match in pattern.finditer(page.low):
            _before_cue(page, match)
    bare_names.find(page, expecting)
    placed_names.find(page, expecting)
    if expecting not in {"former_name", "spouse_name", "recipient"}:
        name_weights.find(page)
    two_scripts.in_brackets(page)
    _without_spelling(page)
    _said_again(page)
    two_scripts.without_nickname(page)


def _said_again(page: Page) -> None:
    """经办人是我,海霞,姓海单名一个霞: a name that is told twice is one person's."""
    known = {hit.value: hit.role for hit in page.hits if hit.entity == "name" and hit.role != "subject"}
    page.hits[:] = [
        replace(hit, role=known[hit.value])
        if hit.entity == "name" and hit.role == "subject" and hit.value in known
        else hit
        for hit in page.hits
    ]


def _without_spelling(page: Page) -> None:
    """陈秀岚 山风岚: what stands behind a name and ends in one of its characters tells how that is written."""
    names = sorted((hit for hit in page.hits if hit.entity == "name"), key=lambda hit: hit.start)
    whole = {str(hit.value) for hit in names}
    for hit in [hit for hit in names if any(one.endswith(str(hit.value)) and one != hit.value for one in whole)]:
        page.hits.remove(hit)  # 大名金花,身份证上是李金花: a given name that is told whole as well
        names.remove(hit)
    for first, second in pairwise(names):
        if page.low[first.start : first.end] == page.low[second.start : second.end]:
            page.hits.remove(first)  # 解長河,哦打成繁体了,是解长河: as it is written last
            continue
        near = page.low[first.end : second.start].strip(" ,") == "" and second.end - second.start == 3
        if near and page.low[second.end - 1] in page.low[first.start + 1 : first.end]:
            page.hits.remove(second)


def _by_surname(page: Page) -> None:
    """姓周,叫小安 and 小安,姓周."""
    for pattern in (_SURNAME_TWICE, _SURNAME_FIRST, _SURNAME_LAST, _APART, _SURNAME_TOLD):
        for match in page.free_matches(pattern):
            surname, given = match.group("s"), match.group("g")
            compound, single, _ = surnames()
            whole = given.startswith(surname) and len(given) > 1
            odd = NEVER & set(given) or given in ("什么", "我叫") or (len(given) > 2 and not whole)
            if surname in compound | single and not odd:
                full = given if whole else surname + given
                start = match.start("g") if whole else min(match.start("s"), match.start("g"))
                page.add(Hit("name", full, start, max(match.end("s"), match.end("g"))))


#: 别名叫郑小航: what friends call somebody is not the name in the records.
_NICKNAME = re.compile(
    r"(?:(?:别名|小名|外号|绰号|网名|昵称|乳名|微信名)[是叫为:]*|(?:都|总|爱|习惯)(?:喊|叫|称呼?)[我他她](?:作|做)?)$"
)
#: 公司叫宏远筑业: what no person is.
_THING = re.compile(
    r"(?:公司|单位|学校|学院|专业|系统|论文|题目|证明|材料|社区|企业|平台|村子?|厂)(?:名字?|全称)?(?:就|是|现在)?叫做?$|(?:好意思|[这那](?:还|也|能|就)+|也?配|也能)叫$"
)
#: 名字是尉迟皓不是魏迟浩: who it is not.
_NOT = re.compile(r"(?<!是)不是[\"']?$")


def _after_cue(page: Page, position: int, cue: Cue, match: re.Match[str]) -> None:
    called = page.low[max(0, match.start() - 4) : match.end()]
    if _NICKNAME.search(called) or _THING.search(called):
        return
    while position < len(page.text) and page.text[position] in " \"'":
        position += 1
    respect = _RESPECT.match(page.low, position)
    position = respect.end() if respect else position
    if position >= len(page.text) or page.taken[position] or _MISTYPED.match(page.low, position):
        return
    theirs = cue.entity == "spouse_name" and bool(_I_AM_THEIRS.search(page.low[: match.start()]))
    end = name_end(page, position, strong=cue.strong or theirs, loose=cue.loose)
    if end is None or not page.free(position, end) or (cue.wary and forbidden(page.low[position:end])):
        return
    if cue.surnamed and not surnamed(page.low[position:end]):
        return
    if respect:
        page.claim(*respect.span())
    entity, role = cue.entity, cue.role
    if entity == "spouse_name" and re.search(
        r"(?:帮|替|代|给|为|查)我?(?:的)?$", page.low[max(0, match.start() - 4) : match.start()]
    ):
        entity, role = "name", "subject"
    if theirs:
        entity, role = "name", "requester"  # 我是她老公祝国强: who writes
    denied = entity == "name" and bool(_NOT.search(page.low[:position]))
    page.add(Hit(entity, page.written(position, end), position, end, None, role, denied))
    following = re.match(r"\s*(?:、|和|与|跟|及|,|以及)\s*", page.low[end:])
    if following and page.low[end : end + 1] in ("、" if cue.strong else "、和与及"):
        _after_cue(page, end + following.end(), cue, match)


#: 本人敖律,敖子牧: how one is addressed, before the whole name.
_RESPECT = re.compile(
    rf"(?:[小老阿](?P<s>[{HAN}])|(?P<t>[{HAN}])(?:律师?|工|姐|哥|总|老师|[处科局院所]长?|主任|书记|师傅|先生|女士|小姐|经理|医生|会计))"
    rf"[,\s(:]+(?:全名|大名|本名)?[是叫]?(?=(?(s)(?P=s)|(?P=t))[{HAN}]{{1,2}}(?:[,。;)\s\d]|$|电话|手机))"
)
#: 名字少打一字: what happened to the name, not the name.
_MISTYPED = re.compile(r"(?:少|多|漏|错|误)(?:打|写|输|填|敲|按)|(?:打|写|输|填|敲|按)(?:错|漏|少|多|反|岔|掉)了?")
_I_AM_THEIRS = re.compile(r"我(?:就)?是(?:他|她|其)的?(?:儿|孙|侄|外甥)?$")


def _before_cue(page: Page, match: re.Match[str]) -> None:
    for start in range(match.start("n"), match.end("n") - 1):
        end = match.end("n")
        if page.free(start, end) and _whole(page.low[start:end]) and _clean_before(page, start):
            role: Role = (
                "recipient" if page.low[end : end + 1] in "收亲" or page.low[end : end + 2] == "(收" else "subject"
            )
            page.add(Hit("name", page.written(start, end), start, end, None, role))
            return


def _whole(word: str) -> bool:
    return looks_like(word) or sounded(word)


def _clean_before(page: Page, start: int) -> bool:
    """Whether a name could begin here: after an edge, a claimed stretch, or a word of doing."""
    if start == 0 or page.taken[start - 1]:
        return True
    before = page.low[max(0, start - 3) : start]
    return bool(
        re.search(
            r"[^\u3400-\u9fff]$|[查找开办要给帮替代和是叫写有询实寄于生工让请的对为号室楼栋层座村组家友事街路才]$|(?:告诉|给|帮|问)我$|[找查](?:一?下|到)$",
            before,
        )
    )
