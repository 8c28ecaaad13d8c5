"""Names told by the frame around them, whatever they are written with.

Surnames and given names tell a Chinese name. One of another people (昂旺才让, 沙马拉且, 央金) is told by its place:
whose the number is, who is called so and was enrolled then, what one is to the other, at which post one sits.
"""

from __future__ import annotations

import re

from backend.domain.reading.model import Role
from backend.domain.reading.name_shapes import (
    HAN,
    NAMELIKE,
    NEVER,
    RARELY,
    TITLE,
    all_given,
    forbidden,
    framed,
    is_word,
    looks_like,
    sounded_throughout,
    sounds_foreign,
    surnamed,
)
from backend.domain.reading.name_words import KIN, MATTERS, TALK
from backend.domain.reading.page import Hit, Page
from backend.domain.reading.placed_names import heads

_AT_EDGE = r"(?:^|(?<=[,。;:!?\s(]))"
_NUMBER = r"(?:学号|身份证号?码?|证件号?码?)"
#: 昂旺才让的学号是...: whose a number is.
_OWNER = re.compile(rf"{_AT_EDGE}(?P<n>[{HAN}]{{2,6}}?)(?:同志|同学)?的{_NUMBER}(?:是|为|:|\s)*(?=[a-z]?\d{{5}})")
#: 青年叫昂旺才让,2013级; 学生吉木子洛,女,2012级: who is called so, and what belongs to a person behind.
_CALLED = re.compile(
    rf"(?:叫|名叫|名为|姓名|名字是?|{_AT_EDGE}(?:被?查?学生|学员|青年|小伙子?|姑娘|候选人|员工|职工|教师|老师|医生|护士|校友|毕业生|当事人|被查人|委托人)(?:名?叫|是)?)\s*:?\s*(?P<n>(?![名姓叫])[{HAN}]{{4,6}})(?=[,\s;(])"
)
#: 我是姐姐央金, 我是伊儿子季春生: what the writer is to the one acted for.
_AKIN = re.compile(
    rf"(?:我|俺|本人|阿拉|这边|这里)(?:就)?是(?:他|她|其|伊|佢|渠|老人家?|孩子|本人)?们?的?(?:亲|大|小|二|三|老|幺)?(?:{KIN}),?(?:名?叫)?\s*"
    rf"(?P<n>[{HAN}]{{2,6}})(?=[,。;\s]|$|电话|手机|\d)"
)
#: 代办人就是我,他爱人尉迟岚: the same behind the word for who acts.
_ACTING = re.compile(
    rf"(?:代办|经办|办事|办理|跑腿|联系|代理)的?人?(?:就|还|也)?是我(?:本人|自己)?[,\s]+(?:我?(?:就)?是)?(?:他|她|其|伊|佢|渠)(?:的)?(?:{KIN}|室友|同学|同事|朋友|闺蜜)[,\s]*(?:名?叫)?"
    rf"(?P<n>[{HAN}]{{2,4}})(?=[,。;\s]|$|电话|手机|\d)"
)
_POST = r"(?:副?[科处股室部院所]长|副?主任|干事|会计|出纳|专员|经理|秘书|同事|书记员|法官|审判员|检察官|助理|民警|警官|科员|办事员|档案员|律师)"
#: 经办的是我们股长曲木阿且,电话...: who handles it, by the post and with a number to call.
_HANDLER = re.compile(
    rf"(?:经办|承办|代办|对接|联系|办事|负责)的?(?:人|同志)?(?:就|还|改)?[是为成](?:我们?|本)?(?:[{HAN}]{{0,4}}的?)?{_POST}(?P<n>[{HAN}]{{2,4}})(?=[,\s]*(?:电话|手机|联系|1\d{{10}}))"
)
#: 我是某局人事股的沙马拉且: who writes for the unit that is named right before.
_OF_UNIT = re.compile(
    rf"[{HAN}]{{0,10}}?的(?:(?P<p>{_POST})|[小老](?P<s>[{HAN}])[,:\s]+(?=(?P=s)))?(?P<n>[{HAN}]{{3,5}}|(?<=[科股室部处办]的)[{HAN}]{{2}}|(?(s)[{HAN}]{{2}}|(?(p)[{HAN}]{{2}}|(?!))))(?=[,。;\s]|$|电话|手机)"
)
_SAYS_SO = re.compile(r"(?:我|这里|这边|我们)(?:就)?是[\u4e00-\u9fff]{0,2}$")
#: What stands in such places and is nobody's name: 申请人, 证上, 孩子, 法人代表.
_NOBODY = re.compile(
    rf"[我你您他她它俺咱这那哪谁某的]|员|[人者长生师工上里中事手法表]$|本人|{KIN}|室友|同学|朋友|学[号校院位习籍历]|专业|单位|公司|正确|正式|真实|对应|毕业|证[书件明]|档案|公社|[社队镇村乡厂系街局馆班院所校]$"
)

#: Rare in Chinese given names, common in those of others.
_TOO = frozenset("日以一有")


def find(page: Page) -> None:
    """Add such names."""
    for pattern, role in _PLACES:
        for match in page.free_matches(pattern):
            if _called_so(match.group("n"), short=role == "requester"):
                page.add(Hit("name", page.written(*match.span("n")), *match.span("n"), None, role))
    for match in page.free_matches(_CALLED):
        if heads(page, match.end("n")) and _called_so(match.group("n"), short=False):
            page.add(Hit("name", page.written(*match.span("n")), *match.span("n")))
    for unit in [hit for hit in page.hits if hit.entity == "organization" and hit.role == "requester"]:
        told = _OF_UNIT.match(page.low, unit.end) if _SAYS_SO.search(page.low, 0, unit.start) else None
        if told and page.free(*told.span("n")) and _called_so(told.group("n"), short=bool(told.group("p"))):
            page.add(Hit("name", page.written(*told.span("n")), *told.span("n"), None, "requester"))


_PLACES: tuple[tuple[re.Pattern[str], Role], ...] = (
    (_OWNER, "subject"),
    (_AKIN, "requester"),
    (_ACTING, "requester"),
    (_HANDLER, "requester"),
)


def _called_so(word: str, *, short: bool) -> bool:
    """Whether a stretch at such a place can be a name: looks like one, or like no other word."""
    if looks_like(word) or sounded_throughout(word) or framed(word):
        return True
    if forbidden(word) or is_word(word) or {word[:2], word[-2:]} & (TALK | MATTERS):
        return False
    if _NOBODY.search(word) or TITLE.search(word[1:]) or (NEVER | RARELY - _TOO) & set(NAMELIKE.sub("", word)):
        return False
    return surnamed(word) or len(word) >= len("沙马拉且") or (short and (sounds_foreign(word) or all_given(word)))
