"""Papers that are named because one has them already, where another is asked for: 成绩单我有了,要学位证明.

What stands with such a paper, its language, count and seal, belongs to the old one and shapes no row.
"""

from __future__ import annotations

import re
from dataclasses import replace

from backend.domain.reading.marks import Mark
from backend.domain.reading.page import Page

_WHEN = r"(?:之前|以前|先前|早先|上次|上回|那次|去年|前年|上个?月|上周|前几?[天年]|前阵子|昨天|早就?|已经?)"
_DID = r"(?:办|开|打|印|拿|领|取|寄|收|申请|弄|做|出|交|要|补|调|翻译|公证)"
#: 我已经有了, 之前开过了, 手里有: said behind the paper, to the end of the clause.
_AFTER = re.compile(
    rf"(?:的话|原件|复印件|[的呢嘛啊,]|[那这][份个]|我们?|你们|学院|他|她|自己|家里?|单位|公司|学校|有人|别人|同学|朋友|[替帮]我|手[里上头]边?|{_WHEN}|{_DID}的|都|也|是|就|还|刚刚?|在|给我)*"
    rf"(?:有(?:了|的|现成的?)?|{_DID}(?:过|好|到|来|完|齐|着)+(?:了|的)?|(?:办|开|打|拿|领|寄|交|弄)了|(?:剩|留)着(?:呢)?|齐了|在(?:我)?手[里上头]了?)"
    r"(?:[哈啊啦嘛呀]|一[份张])*(?=[,。;!\n]|\s(?!更)|$|就[差缺要剩只]|只[差缺要剩]|[这本](?:次|回)(?:就|也)?不)"
)
#: 结婚证给您发了, 毕业证已经拍照上传: a picture of what one has.
_SENT = re.compile(
    r"(?:照片|图片|扫描件|原件|复印件|的|我|都|也|已经?|刚刚?|刚才|给[您你]们?|在|上面|前面|往上)*(?:发|传|拍|上传|附|贴)(?:了|好|上|给|过|在)(?:[您你]们?|去|来|上面|前面|了|啦)*(?=[,。;!\n]|\s|$)"
)
#: 之前开过成绩单, 手里有毕业证明: said before it.
_BEFORE = re.compile(
    rf"(?:{_WHEN}(?:我|都|就|也|已经?|在你们这[里儿]?)*(?:有|{_DID}(?:过|到|了|好|来)+)|手[里上头]边?(?:已经)?(?:就)?有|我有|(?:申请|单子?|订单)(?:里面?|上面?)?(?:已经?|只|就)*有)(?:了|的是?|我的|一?[份张])*$"
    r"|\b(?:already (?:have|has|had|got|ordered|received)|(?:have|has|'ve) already (?:got|ordered|received|had))(?: (?:my|the|an?|his|her))*\s*$"
)
_BEFORE_END = re.compile(r"(?:的|复印件|原件)*了?[啦哈]?(?=[,。;!\n]|$|\.)|,? (?:so|and|but|already|from)\b")
_ENGLISH_AFTER = re.compile(r"(?: (?:is|was))?(?: (?:i|we))(?: have|'ve)? already (?:have|got|had)\b")
#: 成绩单办过了,再要一次: the old one, once more.
_ONCE_MORE = re.compile(r"[^,。;]{0,6}[,。;\s]*[^,。;]{0,4}(?:再|重新)(?:办|开|要|来|打|申请|补)(?:一[次回]|[,。;]|$)")
_JOINED = re.compile(r"(?:的|版|版的|\s|份)?")
_LISTED = re.compile(r"\s*(?:和|跟|与|及|、|还有|,|and)\s*")


def without_had(page: Page, found: list[Mark]) -> list[Mark]:
    """The marks with the papers denied that one has already, and without what is said of them."""
    marks = sorted(found, key=lambda mark: mark.start)
    runs = _runs(page, marks)
    sent = [run for run in runs if _sent(page, run)]
    if sent:
        marks = [mark for mark in marks if not any(mark is each for run in sent for each in run)]
        runs = [run for run in runs if run not in sent]
    had = [run for run in runs if _had(page, run) and not _asked_again(page, run, runs)]
    versions = [run for run in runs if _had(page, run) and _other_version(page, run, runs)]
    had += [run for run in versions if not any(run is each for each in had)]
    asked = [mark for run in runs for mark in run if not any(run is each for each in had)]
    for run in had:
        named = [mark for mark in run if mark.kind == "document"]
        kind = "document" if named else "language"
        if named and (any(run is each for each in versions) or not _others(asked, run, kind)):
            kind = "language"
        if not _others(asked, run, kind):
            continue
        marks = [
            replace(mark, denied=True) if mark.kind == kind and any(mark is each for each in run) else mark
            for mark in marks
            if mark.kind in (kind, "document") or not any(mark is each for each in run)
        ]
    return marks


def _other_version(page: Page, run: list[Mark], runs: list[list[Mark]]) -> bool:
    """中文成绩单手里有,缺的是英文: the version one has, of the paper that is asked for in another one."""
    later = next((each for each in runs if each[0].start >= run[-1].end), [])
    bare = bool(later) and not any(mark.kind == "document" for mark in later)
    return bare and _others(later, run, "language") and not _ONCE_MORE.match(page.low, run[-1].end)


def _others(asked: list[Mark], run: list[Mark], kind: str) -> bool:
    """Whether another one of this kind is asked for than the one that is there already."""
    own = {mark.value for mark in run if mark.kind == kind}
    return bool(own) and bool({mark.value for mark in asked if mark.kind == kind} - own)


def _runs(page: Page, marks: list[Mark]) -> list[list[Mark]]:
    """The marks that stand together: 英文成绩单两份; papers of one list with nothing else said are one run."""
    runs: list[list[Mark]] = []
    for mark in marks:
        run = runs[-1] if runs else []
        gap = page.low[run[-1].end : mark.start] if run else "\n"
        papers = [each for each in run if each.kind == "document"]
        listed = mark.kind == "document" and len(run) == len(papers) > 0 and _LISTED.fullmatch(gap)
        if run and (listed or (_JOINED.fullmatch(gap) and not (papers and mark.kind == "document"))):
            run.append(mark)
        else:
            runs.append([mark])
    return runs


def _had(page: Page, run: list[Mark]) -> bool:
    start, end = run[0].start, run[-1].end
    if _AFTER.match(page.low, end) or _ENGLISH_AFTER.match(page.low, end):
        return True
    return _BEFORE.search(page.low[:start]) is not None and _BEFORE_END.match(page.low, end) is not None


def _sent(page: Page, run: list[Mark]) -> bool:
    """Whether one certificate is named by its short word, and a picture of it was sent."""
    alone = len(run) == 1 and run[0].kind == "document" and page.low[: run[0].end].endswith("证")
    return alone and _SENT.match(page.low, run[0].end) is not None


def _asked_again(page: Page, run: list[Mark], runs: list[list[Mark]]) -> bool:
    """成绩单开过了,再来两份: what stands without a paper behind it is still said of it."""
    later = [each for each in runs if each[0].start >= run[-1].end]
    bare = later and not any(mark.kind == "document" for mark in later[0])
    return bool(bare) or _ONCE_MORE.match(page.low, run[-1].end) is not None
