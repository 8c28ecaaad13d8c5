"""`read`: every reader in its order over one message, and the results as one Reading."""

from __future__ import annotations

import re
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
    had_papers,
    identifiers,
    judging,
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
    shares,
    stages,
    taking_back,
    years,
)
from backend.domain.reading.marks import Mark
from backend.domain.reading.model import Detail, Item, Reading
from backend.domain.reading.page import Hit, Page

if TYPE_CHECKING:
    from backend.domain.catalogue import Catalogue

#: 我翻录取通知书核了一下: what one holds in one's hand.
_LOOKED_AT = re.compile(
    r"(?:翻|照着|翻出|翻到|翻着|翻见|翻了|找出|核对|(?<![文英语])对照着)(?:了|出来|着|一?下|了下|我的)?$"
)
_DONATING = re.compile(r"捐|赠送?|征集|借给你们|底片|移交给|送给(?:你们|母校|学校|档案馆)")
_BROWSING = re.compile(
    r"(?:看一?看|翻一?翻|瞧一?瞧|参观|瞻仰|现场看|来看|瞅瞅).{0,10}(?:照片|毕业照|合影|合照|校报|校刊|老报|书信|手稿|同学录|纪念册)"
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
    stages.mark(page)
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
    found = shares.without_sum(page, shares.without_compared(page, found))
    found += [*shares.remainders(page, found), *shares.as_many(page, found), *shares.leading(page, found)]
    found = shares.pointing_back(page, found)
    told = marks.by_kind(page)
    found = [mark for mark in found if not any(mark.start < m.end and m.start < mark.end for m in told)] + told
    found += marks.seals(page)
    for mark in found:
        if mark.kind == "sealed" and page.low.startswith("封起", mark.start):
            page.claim(mark.start, mark.end)  # nobody's name
    told_of_others = [*others.stories(page), *second_thoughts.undone_additions(page), *second_thoughts.undecided(page)]
    found = [mark for mark in found if not any(start <= mark.start < end for start, end in told_of_others)]
    found = had_papers.without_had(page, counts.without_weak(found))
    found += marks.elliptic_seals(page, found)
    return judging.judged(page, found)


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
    return mark.kind == "language" and heads and others and not judging.KEEPS.search(page.low)


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
