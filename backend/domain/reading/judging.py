"""Which of a message's marks stand: replaced, dropped, echoed or taken back ones are marked so."""

from __future__ import annotations

import re
from dataclasses import replace

from backend.domain.reading import edits, marks, recounts, weighing
from backend.domain.reading.marks import Mark
from backend.domain.reading.numbers import COUNT
from backend.domain.reading.page import Page

#: With one of these a dropped paper is named to be dropped, not replaced by another.
KEEPS = re.compile(r"留着|照常|保留|照旧|继续|不变|keep")


def judged(page: Page, found: list[Mark]) -> list[Mark]:
    """The marks in order, each with what the message says against it."""
    found = [mark for mark in found if mark.kind != "language" or not edits.kept(page, _run_end(page, mark, found))]
    found = recounts.without_there(page, found)
    told = [_judged(page, mark, found) for mark in sorted(found, key=lambda mark: (mark.start, mark.end))]
    told = weighing.weighed(page, recounts.put_right(page, told))
    told = recounts.replaced(page, _broken_down(_versions_gone(page, told)))
    told = _gone_together(page, recounts.echoed(page, told))
    told = [_refused_before(page, mark, told) for mark in told]
    return _with_their_counts(page, told, [_gone_later(page, mark, told) for mark in told])


def _refused(page: Page, mark: Mark, later: Mark) -> bool:
    """Whether a paper is not wanted, and not only called by a wrong name."""
    alike = page.low[mark.start : mark.end] == page.low[later.start : later.end]
    return (mark.denied or mark.dropped) and alike and not page.low.endswith("不是", 0, mark.start)


#: 要, 开, 给我: what makes a mention a wish.
_CLAUSE_END = re.compile(r"[,。;!?\n]")
_WISHED = re.compile(r"(?<!不)(?<!别)[要开办打印出加来改]|给我|补|还是|请")


def _refused_before(page: Page, mark: Mark, told: list[Mark]) -> Mark:
    """先不要成绩单,先办学位证明,成绩单等我问清楚: refused once, and then but mentioned."""
    papers = [m for m in told if m.kind == "document"]
    same = [m for m in papers if m.value == mark.value and m.start < mark.start]
    others = any(m.value != mark.value and not (m.denied or m.dropped) for m in papers)
    if mark not in papers or mark.dropped or not same or not others or not all(_refused(page, m, mark) for m in same):
        return mark
    begin = max(page.low.rfind(edge, 0, mark.start) for edge in ",。;!?\n") + 1
    end = _CLAUSE_END.search(page.low, mark.end)
    until = end.start() if end else len(page.low)
    alone = not any(m.kind != "document" and begin <= m.start < until for m in told)
    return replace(mark, denied=True) if alone and not _WISHED.search(page.low, begin, until) else mark


def _versions_gone(page: Page, marked: list[Mark]) -> list[Mark]:
    """中文成绩单用不着,换成英文毕业证明: the version goes with the paper it stood before, where another one is told."""
    gone = [mark.start for mark in marked if mark.kind == "document" and mark.denied]
    told = [mark.start for mark in marked if mark.kind == "language" and not mark.denied]
    return [
        replace(mark, denied=True)
        if mark.kind == "language"
        and any(0 <= start - mark.end <= 1 and page.low[mark.end : start] in ("", "的", " ") for start in gone)
        and any(start > mark.end for start in told)
        else mark
        for mark in marked
    ]


def _broken_down(marked: list[Mark]) -> list[Mark]:
    """中英文成绩单我都要,中文1份英文2份: how many of each is told, so the pair before is no paper in two languages."""
    told = [mark for mark in marked if not mark.denied and not mark.dropped]
    pairs = [mark for mark in told if mark.kind == "language" and mark.pair]
    single = [mark for mark in told if mark.kind == "language" and not mark.pair]
    counts = [mark for mark in told if mark.kind == "copies"]
    parts = {
        mark.value
        for mark in single
        if any(mark.start > pair.end for pair in pairs) and any(0 <= n.start - mark.end <= 3 for n in counts)
    }
    one_paper = sum(mark.kind == "document" for mark in told) <= 1
    whole = one_paper and len(pairs) == 1 and len(single) == len(counts) == 2 and parts == {"zh", "en"}
    return [replace(mark, denied=True) if whole and mark is pairs[0] else mark for mark in marked]


#: 学位证明和学历证明都不要了: what joins papers that go together, and the word that says so.
_AND = re.compile(r"(?:这|那)?[个份张]?(?:\s|和|跟|与|及|以及|还有|、|,)+")
_TOGETHER = re.compile(r"(?:这|那)?(?:[两二三四几][个样份种项])?(?:都|全|统统|通通|一起|一并)")


def _gone_together(page: Page, judged: list[Mark]) -> list[Mark]:
    """Papers listed before one that goes, when the words say that all of them go."""
    found, together = list(judged), False
    for place in range(len(found) - 1, 0, -1):
        mark, before = found[place], found[place - 1]
        goes = mark.kind == "document" and (mark.dropped or mark.denied)
        together = goes and (together or _TOGETHER.match(page.low, mark.end) is not None)
        together = together and before.kind == "document" and bool(_AND.fullmatch(page.low[before.end : mark.start]))
        if together:
            found[place - 1] = replace(before, dropped=True, denied=mark.denied)
    return found


def _with_their_counts(page: Page, before: list[Mark], after: list[Mark]) -> list[Mark]:
    """成绩单两份……哦成绩单划掉: the count goes with the paper that is taken back later."""
    dropped = {mark.value for mark in before if mark.dropped or (mark.kind == "language" and mark.denied)}
    gone = [
        mark
        for mark, stood in zip(after, before, strict=True)
        if mark.kind in ("document", "language") and mark is not stood and mark.value in dropped
    ]
    return [
        replace(mark, denied=True)
        if mark.kind == "copies"
        and any(page.low[paper.end : mark.start] in ("", "的", " ") and paper.end <= mark.start for paper in gone)
        else mark
        for mark in after
    ]


#: 不是牛皮纸袋的人事档案: which one is not meant.
_NOT_THAT_ONE = re.compile(r"(?<!是)不是[^,。;!?\n]{1,6}的$")


def _gone_later(page: Page, mark: Mark, judged: list[Mark]) -> Mark:
    """想要成绩单和学位证明,想了下学位证明不要了: a paper that is taken back is taken back where it stood first, too."""
    if mark.kind == "language" and (_taken_back_alone(mark, judged) or _version_gone(mark, judged)):
        return replace(mark, denied=True)
    if mark.kind != "document":
        return mark
    again = [m for m in judged if m.kind == "document" and m.value == mark.value and m.start > mark.start]
    again = [m for m in again if not edits.kept(page, _run_end(page, m, judged))]  # 成绩单照旧办 takes nothing back
    again = [m for m in again if (m.denied or m.dropped) and not _contrasted(page, mark, m)]
    named = {place for other in again for place in (other.start, other.start - 1)}
    versions = bool(again) and any(m.kind == "language" and m.end in named for m in judged)
    return replace(mark, denied=True) if again and not versions else mark


def _taken_back_alone(mark: Mark, judged: list[Mark]) -> bool:
    """英文的他们不看,英文那份不要了: a version that is spoken of alone, and then taken back."""
    again = [m for m in judged if m.kind == "language" and m.value == mark.value and m.start > mark.start]
    alone = not any(m.kind in ("document", "copies") and abs(m.start - mark.end) <= 1 for m in judged)
    counted = any(m.kind == "copies" and m.start < mark.start and mark.start - m.end <= 1 for m in judged)
    return bool(again) and alone and not counted and all(m.denied or m.dropped for m in again)


def _version_gone(mark: Mark, judged: list[Mark]) -> bool:
    """成绩单中文两份英文一份,英文的不要了: of one paper, and another version of it is left."""
    later = [m for m in judged if m.kind == "language" and m.value == mark.value and m.start > mark.start]
    left = any(m.kind == "language" and m.value != mark.value and not (m.denied or m.dropped) for m in judged)
    papers = {m.value for m in judged if m.kind == "document"}
    return bool(later) and all(m.denied or m.dropped for m in later) and left and len(papers) <= 1 and not mark.pair


def _contrasted(page: Page, mark: Mark, later: Mark) -> bool:
    """要成绩单,不是成绩排名: what is not meant is called otherwise than what is."""
    called = [page.low[each.start : each.end] for each in (mark, later)]
    return called[0] != called[1] and page.low.endswith(("不是", "而非"), 0, later.start)


#: 中文的改成三份: the count is new, not the language.
_RECOUNTED = re.compile(
    rf"(?:的|版|那份|成绩单)*(?:改成|改为|换成|变成|加到|减到|增加到|减少到|改到|变)\s*{COUNT}\s*[份张]"
)


#: 三份改四份
_FROM_TO = re.compile(rf"\s*[改换]\s*{COUNT}\s*[份张套]")
#: 成绩单改成英文的: the language is new, not the paper.
_OTHER_VERSION = re.compile(
    r"(?:的|那份|那个)*(?:都|也)?(?:改成|改为|改|换成|换|变成)(?:要|个|用)?(?:中文|英文|英语|双语|中英)"
)


_NONE = re.compile(r"(?:的|版)?\s*(?:[:x*]\s*)?[0零]\s*(?:份|张)?(?=[,。;\s]|$)")


def _run_end(page: Page, mark: Mark, found: list[Mark]) -> int:
    """Where the count, the language and the paper end that stand together: 两份英文成绩单, 中文一份."""
    end = mark.end
    for other in sorted(found, key=lambda m: m.start):
        near = other.start >= end and page.low[end : other.start] in ("", "的", " ")
        kinds = ("copies", "document") if mark.kind == "language" else ("language", "document")
        follows = near and other.kind != mark.kind and other.kind in kinds
        end = other.end if follows else end
    return end


def _past_count(page: Page, mark: Mark, found: list[Mark]) -> int:
    """The end of a language, or of the count that stands with it."""
    count = next((m for m in found if m.kind == "copies" and 0 <= m.start - mark.end <= 3), None)
    near = count is not None and page.low[mark.end : count.start] in ("", "的", "版", "版的", "那种", "的那种", " ")
    return count.end if near and count is not None else mark.end


def _judged(page: Page, mark: Mark, found: list[Mark]) -> Mark:
    """A mark that is replaced by another of its kind is denied; one merely dropped keeps its meaning."""
    if mark.kind == "sealed":
        return mark
    if edits.kept(page, _run_end(page, mark, found)):
        return mark if _count_stays(page, mark, found) else replace(mark, denied=True)
    if _keeps_its_meaning(page, mark, found):
        return mark
    others = any(m.kind == mark.kind and m.start != mark.start for m in found)
    goes = edits.dropped(page, mark.start, mark.end, others={m.start for m in found if m.kind == mark.kind}) or (
        mark.kind == "document" and edits.waved_off(page, mark.end)
    )
    besides = _COMES_BESIDES.search(page.low, mark.end)
    if others and not (goes and besides and mark.kind == "document") and _taken_back(page, mark, found):
        return replace(mark, denied=True)
    if mark.kind == "copies" and page.low.startswith("算了", mark.end):
        return mark  # 一份算了,省事
    if goes:
        return replace(mark, dropped=True, denied=others and not (KEEPS.search(page.low) or besides))
    return mark


#: 中文成绩单不要了,另外加一份毕业证明: what comes besides does not stand in the other one's place.
_COMES_BESIDES = re.compile(
    r"[,。;!\s](?:(?:另外|此外|还有|顺便)[^,。;]{0,4}(?:加|要|办|开|补|来)|(?:再|请|麻烦|帮我|给我|另|就)*(?:加|添|补(?!交|寄))[^,。;]{0,3}份)"
)


def _count_stays(page: Page, mark: Mark, found: list[Mark]) -> bool:
    """要学位证明,不是毕业证明,份数三份不变: of the paper put right before, the count stands as it was."""
    alone = mark.kind == "copies" and re.search(r"[,。;!\s](?:份数|还是|仍|仍是|,)*$", page.low[: mark.start])
    papers = [m for m in found if m.kind == "document" and m.start < mark.start]
    wrong = [m for m in papers if edits.negated(page, m.start)]
    return bool(alone) and len(papers) == 2 and len(wrong) == 1


def _keeps_its_meaning(page: Page, mark: Mark, found: list[Mark]) -> bool:
    """Whether what follows a mark sounds like taking it back, and speaks of something else."""
    if mark.kind != "document":
        return mark.kind != "copies" and _RECOUNTED.match(page.low, mark.end) is not None
    if edits.drop_denied(page, mark.start, mark.end) or marks.spoken_of_seal(mark, found):
        return True
    return bool(_RECOUNTED.match(page.low, mark.end) or _OTHER_VERSION.match(page.low, mark.end))


#: 学籍证明,换成毕业证明: right before the next of its kind, or before the count that leads it.
_SWITCH = re.compile(r"(?:改|换)(?:成|为|做|作|要|开|办|用|回)(?:是|要|开|办|个|那[个份]|我的|一下)*$")


#: change my Chinese transcript to a bilingual one
_CHANGES = re.compile(r"\b(?:chang|switch|turn|convert|swap|amend)\w*(?: [a-z]+){0,3} $")
_INTO = re.compile(r" (?:in)?to (?:an? |the )?(?:bilingual|english|chinese)\b")

#: 中文改成1份英文改成3份: each version has its count behind it.
_COUNTED_BEHIND = re.compile(rf"(?:的|版|也|就|都|要|,)*(?:改|换|变|加|减)?(?:成|为|到|回)?\s*{COUNT}\s*[份张]")


def _switched(page: Page, mark: Mark, found: list[Mark]) -> bool:
    """Whether the next mark of its kind is what this one is changed into."""
    later = sorted((other for other in found if other.start >= mark.end), key=lambda other: other.start)
    place = next((n for n, other in enumerate(later) if other.kind == mark.kind), None)
    if place is None or later[place].value == mark.value:
        return False
    if mark.kind == "language" and any(other.kind == "document" for other in later[:place]):
        return False  # 成绩单英文的,学位证明改成中文的
    head = later[place].start
    led = mark.kind == "document" or not _COUNTED_BEHIND.match(page.low, later[place].end)
    for other in reversed(later[:place] if led else []):
        head = other.start if other.kind != "sealed" and page.low[other.end : head] in ("", "的", " ") else head
    gap = page.low[mark.end : head]
    return gap in ("改", "换", "变") or _SWITCH.search(gap) is not None


def _taken_back(page: Page, mark: Mark, found: list[Mark]) -> bool:
    """Whether the words around a mark say that another of its kind is meant."""
    if mark.kind in ("document", "language") and _switched(page, mark, found):
        return True
    if mark.kind == "document":
        return edits.denied(page, mark.start, mark.end) or bool(_NOT_THAT_ONE.search(page.low[: mark.start]))
    if mark.kind == "copies":
        if _FROM_TO.match(page.low, mark.end):
            return True
        end = mark.end  # 两份成绩单,不对,三份: the paper stands between the count and what takes it back
        told = any(m.kind == "language" and 0 <= mark.start - m.end <= 3 for m in found)
        kinds = ("document",) if told else ("language", "document")  # 中文一份英文改成三份
        for other in sorted(found, key=lambda m: m.start):
            end = other.end if other.kind in kinds and 0 <= other.start - end <= 1 else end
        return edits.denied(page, mark.start, end)
    headed = [m for m in found if m.kind == "document" and 0 <= m.start - mark.end <= 1]
    if _NONE.match(page.low, mark.end):
        return True  # 英文2 中文0
    if not headed:  # 中文的那种两份哦不对,英文两份
        return edits.denied(page, mark.start, _past_count(page, mark, found))
    another = any(m.kind == "language" and m.value != mark.value for m in found)
    turned = another and any(_OTHER_VERSION.match(page.low, m.end) for m in headed)  # 把中文成绩单改成双语的
    turned = turned or (
        bool(_CHANGES.search(page.low[: mark.start])) and any(_INTO.match(page.low, m.end) for m in headed)
    )
    broken_off = another and any(edits.broken_off(page, m.end) for m in headed)
    return turned or broken_off or edits.negated(page, mark.start)
