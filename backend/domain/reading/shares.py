"""Counts told by other counts: the rest of a total, as many as of the paper before, a figure before its paper."""

from __future__ import annotations

import re

from backend.domain.reading.marks import Mark
from backend.domain.reading.numbers import COUNT, number
from backend.domain.reading.page import Page

#: 一共六份,中文两份,其余英文
_REST = re.compile(r"(?:其[余它他]|剩下|剩余|余下)(?:的|几?份|那?几份)*(?:就|都|全)*(?:是|要|开|用|给我)?$")
_CLAUSE = re.compile(r"[,。;、!?\n]")


def remainders(page: Page, found: list[Mark]) -> list[Mark]:
    """The count of the one version that is called the rest of a total."""
    counts = sorted((mark for mark in found if mark.kind == "copies"), key=lambda mark: mark.start)
    more: list[Mark] = []
    for mark in found:
        rest = _REST.search(page.low[: mark.start]) if mark.kind == "language" else None
        told = [count for count in counts if count.end <= mark.start]
        if rest is None or len(told) < 2 or _counted(page, mark, counts):
            continue
        left = int(told[0].value) - sum(int(count.value) for count in told[1:])
        if left > 0:
            more.append(Mark("copies", left, *rest.span()))
    return more


def _counted(page: Page, mark: Mark, counts: list[Mark]) -> bool:
    """Whether a count of its own stands behind a version: 其余英文各两份."""
    return any(mark.end <= count.start and not _CLAUSE.search(page.low[mark.end : count.start]) for count in counts)


#: 八份材料:成绩单五份,学位证明三份
_IN_ALL = re.compile(r"(?:的)?(?:各种|不同的?)?(?:材料|东西|文件|证明|纸质件|复印件)?\s*(?:[,:;。\n(]|分别是|包括|有)")


def without_sum(page: Page, found: list[Mark]) -> list[Mark]:
    """The marks without a count before every paper that is the sum of what is counted behind it."""
    counts = sorted((mark for mark in found if mark.kind == "copies"), key=lambda mark: mark.start)
    papers = [mark.start for mark in found if mark.kind == "document"]
    if len(counts) < 3 or not papers or counts[0].end > min(papers):
        return found
    adds_up = int(counts[0].value) == sum(int(count.value) for count in counts[1:])
    if not adds_up or not _IN_ALL.match(page.low, counts[0].end):
        return found
    page.claim(counts[0].start, counts[0].end)
    return [mark for mark in found if mark is not counts[0]]


#: 成绩单英文两份,中文数量一样; 学籍卡一份 成绩单同上
_AS_MANY = re.compile(
    r"(?:的|版|那[份个])*(?:(?:也|都|跟它|和它|跟前面|和前面|跟上面|和上面)*(?:数量|份数|张数)?(?:也|都|跟它|和它)*)"
    r"(?:一样(?:多)?|同上|相同|同样(?:多|份数)?)(?:的?(?:份数|数量))?(?=[,。;、!\s]|$)"
)


def as_many(page: Page, found: list[Mark]) -> list[Mark]:
    """The counts of papers and versions that are as many as what was counted before them."""
    counts = [mark for mark in found if mark.kind == "copies"]
    more: list[Mark] = []
    for mark in found:
        told = _AS_MANY.match(page.low, mark.end) if mark.kind in ("language", "document") else None
        before = [count for count in counts if count.end <= mark.start]
        own = told and any(0 <= count.start - told.end() <= 2 for count in counts)  # 学位证明也一样,三份封两份不封
        if told and before and not own and page.free(*told.span()):
            more.append(Mark("copies", before[-1].value, *told.span()))
    return more


#: need 2 英文成绩单, 1 中文毕业证明
_LEADING = re.compile(r"(?:^|(?<=[\s,;:要需开办]))(?P<n>[1-9]|1\d)\s?$")


def leading(page: Page, found: list[Mark]) -> list[Mark]:
    """Figures right before the papers where nothing else is counted, and which do not number a list."""
    if any(mark.kind == "copies" for mark in found):
        return []
    named = sorted((mark for mark in found if mark.kind in ("language", "document")), key=lambda mark: mark.start)
    more: list[Mark] = []
    for mark in named:
        figure = _LEADING.search(page.low[: mark.start])
        if figure and page.free(*figure.span("n")):
            more.append(Mark("copies", int(figure.group("n")), *figure.span("n")))
    numbers = [int(mark.value) for mark in more]
    return [] if numbers == list(range(1, len(numbers) + 1)) else more


#: 学位证明也要 跟毕业证明一样
_COMPARED = re.compile(r"(?P<gap>[,。;\s]|也要|也办|也开|就|要)(?:跟|和|与|同|照着?|按照?|像)$")
_ALIKE = re.compile(r"(?:的|那[份个张]|的份数|的数量)*(?:一样|相同|一致|同样|那样)")


def without_compared(page: Page, found: list[Mark]) -> list[Mark]:
    """The marks without a paper that another one, named in a clause before it, is only likened to."""
    papers = [mark for mark in found if mark.kind == "document"]
    likened = [
        mark
        for mark in papers
        if _COMPARED.search(page.low[: mark.start])
        and _ALIKE.match(page.low, mark.end)
        and any(other.end <= mark.start and other.value != mark.value for other in papers)
    ]
    return [mark for mark in found if not any(mark is each for each in likened)]


#: 英文四份,那四份里两份要封
_BACK = re.compile(
    rf"[那这](?P<n>{COUNT})[份张]|(?P<n2>{COUNT})[份张](?:之?中(?![文,。;、!\s]|$)|里面?|里头|当中)(?!再|另|还|加)"
)


def pointing_back(page: Page, found: list[Mark]) -> list[Mark]:
    """The marks with those counts that point back at as many copies told before."""
    for match in _BACK.finditer(page.low):
        value, span = number(match.group("n") or match.group("n2")), match.span("n" if match.group("n") else "n2")
        told = any(m.kind == "copies" and m.value == value and m.end <= match.start() for m in found)
        if told and value and value > 1:
            found = [m for m in found if m.kind != "copies" or not match.start() <= m.start < match.end()]
            found = [m for m in found if not match.group("n2") or not _said_once_more(page, m, match, found)]
            found = [*found, Mark("copies", value, *span, back=True)]
    return found


def _said_once_more(page: Page, mark: Mark, whole: re.Match[str], found: list[Mark]) -> bool:
    """十份行吗,行的话我要十份,十份里八份密封: the same count, alone in its clause, between the first and its parts."""
    before = [m for m in found if m.kind == mark.kind == "copies" and m.value == mark.value and m.start < mark.start]
    if not before or mark.value != number(whole.group("n2")) or mark.end > whole.start():
        return False
    begin = max(page.low.rfind(edge, 0, mark.start) for edge in ",。;!?\n")
    end = _CLAUSE.search(page.low, mark.end)
    alone = [m for m in found if m is not mark and begin < m.start < (end.start() if end else len(page.low))]
    return not alone
