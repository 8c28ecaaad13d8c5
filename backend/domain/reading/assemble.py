"""`read`: every reader in its order over one message, and the results as one Reading."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

from backend.domain.codes import find as find_codes
from backend.domain.reading import (
    addresses,
    choices,
    contacts,
    contextual,
    counts,
    dates,
    delivery,
    documents,
    edits,
    education,
    identifiers,
    marks,
    names,
    needed_by,
    offices,
    organisations,
    others,
    purposes,
    recounts,
    relations,
    rows,
    second_thoughts,
    taking_back,
    years,
)
from backend.domain.reading.marks import Mark
from backend.domain.reading.model import Detail, Item, Reading
from backend.domain.reading.numbers import COUNT
from backend.domain.reading.page import Hit, Page

if TYPE_CHECKING:
    from backend.domain.catalogue import Catalogue

#: With one of these a dropped paper is named to be dropped, not replaced by another.
_KEEPS = re.compile(r"留着|照常|保留|照旧|继续|不变|keep")
_DONATING = re.compile(r"捐|赠送?|征集|借给你们|底片|移交给|送给(?:你们|母校|学校|档案馆)")
_BROWSING = re.compile(
    r"(?:看一?看|翻一?翻|瞧一?瞧|参观|瞻仰|现场看|来看|瞅瞅).{0,10}(?:照片|校报|校刊|老报|书信|手稿|同学录|纪念册)"
)
#: More than WeChat lets anybody type; the rest of a longer text is not read.
_LIMIT = 4_000


def read(text: str, *, catalogue: Catalogue, today: date, expecting: str | None = None) -> Reading:
    """Everything a message says, in the light of what was just asked (`expecting`, an entity's name)."""
    page = Page(text[:_LIMIT])
    if not page.text:
        return Reading()
    _numbers(page, today, expecting)
    purposes.find_early(page, expecting)
    education.find_levels(page, expecting)
    marked = _marks(page, catalogue, expecting)
    education.claim_levels(page)
    items, gone = rows.rows(marked, page.low)
    _keep_marks(page, marked, items)
    delivery.find(page)
    _words(page, expecting)
    taking_back.mark(page)
    others.mark(page)
    details = _details(page)
    return Reading(
        details=details, items=items, edits=edits.edits(page, details, items, marked, gone), dropped=tuple(gone)
    )


def _numbers(page: Page, today: date, expecting: str | None) -> None:
    """Whatever is told by its figures, the surest first."""
    for found in find_codes(page.text):
        value = found.code or page.text[found.start : found.end]
        page.add(Hit("request_code", value, found.start, found.end, None if found.code else "check"))
    identifiers.find_sure(page)
    contacts.find(page, expecting)
    identifiers.find_identity(page, expecting)
    identifiers.find_named_students(page)
    years.find_spans(page, today)
    if expecting != "student_id":
        dates.find(page, today, expecting)
    needed_by.find(page, today)
    years.find(page, today, expecting)
    identifiers.find_students(page, expecting)


def _words(page: Page, expecting: str | None) -> None:
    """Whatever is told by its words."""
    organisations.find(page, expecting)
    if expecting in {"name", "former_name", "spouse_name", "recipient"}:
        addresses.find_sure(page)
        names.find(page, expecting)
    addresses.find(page, expecting)
    education.find_schools(page, expecting)
    purposes.find(page, expecting)
    relations.find(page, expecting)
    names.find(page, expecting)
    choices.find(page, expecting)


def _marks(page: Page, catalogue: Catalogue, expecting: str | None) -> list[Mark]:
    """Papers, languages, counts and seals with what is taken back among them."""
    named = contextual.find(page, documents.names_of(catalogue).find(page))
    if _DONATING.search(page.low) or _BROWSING.search(page.low):
        named = [
            paper for paper in named if paper.code != "other"
        ]  # what is given, or only looked at, is not asked for
    rooms = offices.spans(page.low)
    named = [paper for paper in named if not _LOOKED_AT.search(page.low[: paper.start])]
    named = [paper for paper in named if not offices.holds(rooms, paper.start, paper.end)]
    page.papers = bool(named) or expecting == "copies" or "证明" in page.low
    mentioned = contextual.file_mentioned(page, named)
    if mentioned is not None and not offices.holds(rooms, mentioned.start, mentioned.end):
        hint = Hit("document_type", mentioned.code, mentioned.start, mentioned.end, "context")
        page.add(hint, claim=False)
    for paper in named:
        page.claim(paper.start, paper.end)
    found = [Mark("document", paper.code, paper.start, paper.end) for paper in named]
    found += marks.inner_languages(page, found)
    found += marks.languages(page)
    found += counts.copies(page, found, expecting)
    found += recounts.bare(page, found)
    found += recounts.halves(page, found)
    told = marks.by_kind(page)
    found = [mark for mark in found if not any(mark.start < m.end and m.start < mark.end for m in told)] + told
    found += marks.seals(page)
    for mark in found:
        if mark.kind == "sealed" and page.low.startswith("封起", mark.start):
            page.claim(mark.start, mark.end)  # nobody's name
    told_of_others = [*others.stories(page), *second_thoughts.undone_additions(page), *second_thoughts.undecided(page)]
    found = [mark for mark in found if not any(start <= mark.start < end for start, end in told_of_others)]
    found = counts.without_weak(found)
    found += marks.elliptic_seals(page, found)
    found = [mark for mark in found if mark.kind != "language" or not edits.kept(page, _run_end(page, mark, found))]
    judged = [_judged(page, mark, found) for mark in sorted(found, key=lambda mark: (mark.start, mark.end))]
    judged = recounts.replaced(page, _broken_down(recounts.put_right(page, judged)))
    judged = _gone_together(page, recounts.echoed(page, judged))
    return [_gone_later(page, mark, judged) for mark in judged]


def _broken_down(judged: list[Mark]) -> list[Mark]:
    """中英文成绩单我都要,中文1份英文2份: how many of each is told, so the pair before is no paper in two languages."""
    told = [mark for mark in judged if not mark.denied and not mark.dropped]
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
    return [replace(mark, denied=True) if whole and mark is pairs[0] else mark for mark in judged]


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


#: 不是牛皮纸袋的人事档案: which one is not meant.
_NOT_THAT_ONE = re.compile(r"(?<!是)不是[^,。;!?\n]{1,6}的$")


def _gone_later(page: Page, mark: Mark, judged: list[Mark]) -> Mark:
    """想要成绩单和学位证明,想了下学位证明不要了: a paper that is taken back is taken back where it stood first, too."""
    again = [m for m in judged if m.kind == "document" and m.value == mark.value and m.start > mark.start]
    again = [m for m in again if not _contrasted(page, mark, m)]
    back = mark.kind == "document" and any(m.denied or m.dropped for m in again)
    versions = any(m.kind == "language" and 0 <= other.start - m.end <= 1 for m in judged for other in again)
    return replace(mark, denied=True) if back and not versions else mark


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
#: 我翻录取通知书核了一下: what one holds in one's hand.
_LOOKED_AT = re.compile(r"(?:翻|照着|翻出|翻到|翻着|翻见|翻了|找出|核对|(?<![文英语])对照着)(?:了|出来|着|一下|我的)?$")
#: 成绩单改成英文的: the language is new, not the paper.
_OTHER_VERSION = re.compile(
    r"(?:的|那份|那个)*(?:都|也)?(?:改成|改为|改|换成|换|变成)(?:要|个|用)?(?:中文|英文|英语|双语|中英)"
)


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
        return replace(mark, denied=True)
    if _keeps_its_meaning(page, mark, found):
        return mark
    others = any(m.kind == mark.kind and m.start != mark.start for m in found)
    if others and _taken_back(page, mark, found):
        return replace(mark, denied=True)
    if mark.kind == "copies" and page.low.startswith("算了", mark.end):
        return mark  # 一份算了,省事
    if edits.dropped(page, mark.start, mark.end, others={m.start for m in found if m.kind == mark.kind}) or (
        mark.kind == "document" and edits.waved_off(page, mark.end)
    ):
        return replace(mark, dropped=True, denied=others and not _KEEPS.search(page.low))
    return mark


def _keeps_its_meaning(page: Page, mark: Mark, found: list[Mark]) -> bool:
    """Whether what follows a mark sounds like taking it back, and speaks of something else."""
    if mark.kind != "document":
        return mark.kind != "copies" and _RECOUNTED.match(page.low, mark.end) is not None
    if edits.drop_denied(page, mark.start, mark.end) or marks.spoken_of_seal(mark, found):
        return True
    return bool(_RECOUNTED.match(page.low, mark.end) or _OTHER_VERSION.match(page.low, mark.end))


def _taken_back(page: Page, mark: Mark, found: list[Mark]) -> bool:
    """Whether the words around a mark say that another of its kind is meant."""
    if mark.kind == "document":
        return edits.denied(page, mark.start, mark.end) or bool(_NOT_THAT_ONE.search(page.low[: mark.start]))
    if mark.kind == "copies":
        if _FROM_TO.match(page.low, mark.end):
            return True
        end = mark.end  # 两份成绩单,不对,三份: the paper stands between the count and what takes it back
        for other in sorted(found, key=lambda m: m.start):
            end = other.end if other.kind in ("language", "document") and 0 <= other.start - end <= 1 else end
        return edits.denied(page, mark.start, end)
    headed = [m for m in found if m.kind == "document" and 0 <= m.start - mark.end <= 1]
    if not headed:  # 中文的那种两份哦不对,英文两份
        return edits.denied(page, mark.start, _past_count(page, mark, found))
    another = any(m.kind == "language" and m.value != mark.value for m in found)
    turned = another and any(_OTHER_VERSION.match(page.low, m.end) for m in headed)  # 把中文成绩单改成双语的
    return turned or edits.negated(page, mark.start)


def _keep_marks(page: Page, marked: list[Mark], items: tuple[Item, ...]) -> None:
    """Languages, counts and papers as details; 中英文各 counts as both languages."""
    spoken = {item.language for item in items}
    for mark in marked:
        if mark.kind == "sealed":
            continue
        entity = "document_type" if mark.kind == "document" else mark.kind
        values = [mark.value]
        if mark.pair and "zh_en" not in spoken and {"zh", "en"} <= spoken:
            values = ["zh", "en"]
        if mark.kind == "copies" and not mark.denied and not mark.dropped and _merged(mark, marked, items):
            page.claim(mark.start, mark.end)
            continue
        for value in values:
            page.add(Hit(entity, value, mark.start, mark.end, denied=mark.denied or _goes(page, mark, marked)))


def _goes(page: Page, mark: Mark, marked: list[Mark]) -> bool:
    """英文成绩单不要了,只要中文的: the language goes with the paper it stands before."""
    others = any(m.kind == "language" and m.start > mark.end and not m.dropped for m in marked)
    heads = any(m.kind == "document" and m.dropped and 0 <= m.start - mark.end <= 1 for m in marked)
    return mark.kind == "language" and heads and others and not _KEEPS.search(page.low)


def _merged(mark: Mark, marked: list[Mark], items: tuple[Item, ...]) -> bool:
    """Whether a count is no row's: the total of a breakdown."""
    counts = [m for m in marked if m.kind == "copies" and not m.denied and not m.dropped]
    return len(counts) > 1 and all(item.copies != mark.value for item in items) and bool(items)


_NAMES = frozenset({"name", "former_name", "spouse_name"})
#: 危 亦 凡: written apart, one name.
_BLANK_BETWEEN = re.compile(r"(?<=[\u3400-\u9fff])\s+(?=[\u3400-\u9fff])")


def _details(page: Page) -> tuple[Detail, ...]:
    found = []
    for hit in sorted(page.hits, key=lambda h: (h.start, h.end)):
        start, end = page.span(hit.start, hit.end)
        value = _BLANK_BETWEEN.sub("", str(hit.value)) if hit.entity in _NAMES else hit.value
        found.append(Detail(hit.entity, value, start, end, hit.problem, hit.role, hit.denied))
    return tuple(found)
