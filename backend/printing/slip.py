"""The slip that goes to the shelf with whoever searches: what, whose, by when, and room for what was found."""

import io
from typing import Any

from reportlab.lib import colors
from reportlab.lib.pagesizes import A5
from reportlab.lib.units import mm
from reportlab.platypus import Flowable, SimpleDocTemplate, Spacer, Table, TableStyle

from backend.catalogue.service import Configuration
from backend.kit import clock
from backend.kit.fonts import MISSING_GLYPH, printable
from backend.models.requests import Request
from backend.printing.facts import Facts
from backend.printing.paper import qr, words

_WIDTH = A5[0] - 24 * mm
_GRID = TableStyle(
    [
        ("GRID", (0, 0), (-1, -1), 0.5, colors.HexColor("#777777")),
        ("VALIGN", (0, 0), (-1, -1), "MIDDLE"),
        ("TOPPADDING", (0, 0), (-1, -1), 2),
        ("BOTTOMPADDING", (0, 0), (-1, -1), 3),
    ]
)


def slip(request: Request, configuration: Configuration, lang: str = "zh") -> bytes:
    """The search slip as PDF (A5). Identity numbers are masked: paper lies about."""
    facts = Facts(request, configuration, lang)
    buffer = io.BytesIO()
    title = f"{facts.say('print.slip.title')} {request.code}"
    document = SimpleDocTemplate(
        buffer,
        pagesize=A5,
        leftMargin=12 * mm,
        rightMargin=12 * mm,
        topMargin=10 * mm,
        bottomMargin=10 * mm,
        title=title,
        author=facts.institution,
    )
    document.build(
        [
            _head(facts),
            Spacer(1, 3 * mm),
            _facts(facts),
            Spacer(1, 4 * mm),
            _to_fill_in(facts),
            Spacer(1, 2 * mm),
            _foot(facts),
        ]
    )
    return buffer.getvalue()


def _head(facts: Facts) -> Flowable:
    request = facts.request
    due = ""
    if request.due_on:
        due = facts.day(request.due_on) + (facts.say("print.slip.provisional") if request.due_provisional else "")
    lines = [
        words(facts.institution, 10),
        words(facts.say("print.slip.title"), 17),
        words(request.code, 16),
        words(f"{facts.say('print.slip.filed')} {facts.moment(request.created_at)}", 10),
        words(f"{facts.say('print.slip.due')} {due or '—'}", 12),
    ]
    side = 30 * mm
    table = Table([[lines, qr(request.code, side)]], colWidths=[_WIDTH - side, side])
    table.setStyle(TableStyle([("VALIGN", (0, 0), (-1, -1), "TOP"), ("LEFTPADDING", (0, 0), (-1, -1), 0)]))
    return table


def _facts(facts: Facts) -> Flowable:
    request = facts.request
    notes = [f"　{item.note}" if item.note else "" for item in request.items]
    rows = [line + note for line, note in zip(facts.lines(), notes, strict=True)]
    told: list[tuple[str, str]] = [
        ("items", "\n".join(f"□ {row}" for row in rows)),
        ("person", _lines(facts.person(request.subject, calls=False))),
        ("requester", _lines(facts.person(request.requester, calls=True))),
        ("details", _lines(facts.leads())),
        ("purpose", request.purpose or ""),
        ("note", request.note or ""),
        ("needed_by", facts.day(request.needed_by) if request.needed_by else ""),
        ("delivery", facts.way()),
        ("channel", facts.say(f"print.channel.{request.channel}")),
    ]
    cells = [[words(facts.say(f"print.slip.{name}"), 10), words(text, 11)] for name, text in told if text]
    table = Table(cells, colWidths=[20 * mm, _WIDTH - 20 * mm])
    table.setStyle(_GRID)
    return table


def _lines(pairs: list[tuple[str, str]]) -> str:
    return "\n".join(f"{label} {value}" for label, value in pairs)


def _to_fill_in(facts: Facts) -> Flowable:
    """Empty boxes for the hand."""
    left = [facts.say(f"print.slip.{name}") for name in ("shelf", "found", "by")]
    right = ["", facts.say("print.slip.pages"), facts.say("print.slip.day")]
    cells: list[list[Any]] = [[words(a, 10), "", words(b, 10), ""] for a, b in zip(left, right, strict=True)]
    table = Table(cells, colWidths=[24 * mm, _WIDTH / 2 - 24 * mm, 18 * mm, _WIDTH / 2 - 18 * mm], rowHeights=10 * mm)
    table.setStyle(_GRID)
    table.setStyle(TableStyle([("SPAN", (1, 0), (3, 0))]))
    return table


def _foot(facts: Facts) -> Flowable:
    text = facts.say("print.slip.printed", at=facts.moment(clock.now()))
    request = facts.request
    said = f"{request.subject} {request.requester} {request.details} {request.purpose} {request.note}"
    if MISSING_GLYPH in printable(said):
        text += "\n" + facts.say("print.slip.missing_glyphs")
    return words(text, 9, colour="#555555")
