"""`read`: every reader in its order over one message, and the results as one Reading."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from backend.domain.codes import find as find_codes
from backend.domain.reading import contacts, delivery, documents, education, identifiers, marks, rows, years
from backend.domain.reading.model import Detail, Item, Reading
from backend.domain.reading.page import Hit, Page

if TYPE_CHECKING:
    from backend.domain.catalogue import Catalogue

#: More than WeChat lets anybody type; the rest of a longer text is not read.
_LIMIT = 6_000


def read(text: str, *, catalogue: Catalogue, today: date, expecting: str | None = None) -> Reading:
    """Everything a message says, in the light of what was just asked (`expecting`, an entity's name)."""
    page = Page(text[:_LIMIT])
    _codes(page)
    contacts.find(page, expecting)
    identifiers.find_identity(page, expecting)
    years.find(page, today, expecting)
    identifiers.find_students(page, expecting)
    items = _papers(page, catalogue)
    delivery.find(page)
    education.find_levels(page, expecting)
    education.find_schools(page, expecting)
    return Reading(details=_details(page), items=items)


def _codes(page: Page) -> None:
    for found in find_codes(page.text):
        value = found.code or page.text[found.start : found.end]
        page.add(Hit("request_code", value, found.start, found.end, None if found.code else "check"))


def _papers(page: Page, catalogue: Catalogue) -> tuple[Item, ...]:
    named = documents.names_of(catalogue).find(page)
    for paper in named:
        page.add(Hit("document_type", paper.code, paper.start, paper.end))
    found = [marks.Mark("document", p.code, p.start, p.end) for p in named]
    found += marks.languages(page)
    found += marks.copies(page, [mark.end for mark in found])
    found += marks.seals(page)
    for mark in found:
        if mark.kind in ("language", "copies"):
            page.add(Hit(mark.kind, mark.value, mark.start, mark.end))
    return rows.rows(found, page.low)


def _details(page: Page) -> tuple[Detail, ...]:
    found = []
    for hit in sorted(page.hits, key=lambda h: (h.start, h.end)):
        start, end = page.span(hit.start, hit.end)
        found.append(Detail(hit.entity, hit.value, start, end, hit.problem, hit.role, hit.denied))
    return tuple(found)
