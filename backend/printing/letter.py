"""The letter that goes with the papers, or says why there are none."""

import io
from collections.abc import Mapping, Sequence
from typing import Any

from reportlab.lib import colors
from reportlab.lib.pagesizes import A4
from reportlab.lib.units import mm
from reportlab.platypus import Flowable, SimpleDocTemplate, Spacer, Table, TableStyle

from backend.catalogue.service import Configuration
from backend.kit import clock
from backend.models.requests import Request
from backend.printing.facts import Facts, Kind
from backend.printing.paper import qr, words

_TOLD = ("reason", "referred_to", "missing", "working_days", "promise")
_WIDTH = A4[0] - 50 * mm


def letter(
    request: Request,
    configuration: Configuration,
    lang: str = "zh",
    *,
    kind: Kind,
    decision: Mapping[str, Any] | None = None,
    paragraphs: Sequence[str] = (),
) -> bytes:
    """The letter as PDF (A4).

    `decision` holds what the event said that the letter is about, in words (`reason`, `searched`, `missing` ...);
    `paragraphs` are words of the member of staff who signs, put in before the end.
    """
    facts = Facts(request, configuration, lang)
    buffer = io.BytesIO()
    document = SimpleDocTemplate(
        buffer,
        pagesize=A4,
        leftMargin=25 * mm,
        rightMargin=25 * mm,
        topMargin=22 * mm,
        bottomMargin=20 * mm,
        title=request.code,
        author=facts.institution,
    )
    document.build(_story(facts, kind, dict(decision or {}), paragraphs))
    return buffer.getvalue()


def _story(facts: Facts, kind: Kind, decision: dict[str, Any], paragraphs: Sequence[str]) -> list[Flowable]:
    told = {name: str(decision.get(name) or "—") for name in _TOLD}
    body = [facts.say(f"print.letter.{kind}", code=facts.request.code, **told)]
    gap = Spacer(1, 5 * mm)
    story: list[Flowable] = [_head(facts), gap, words(_greeting(facts), 12), Spacer(1, 3 * mm)]
    story += [words(text, 12, leading=1.6) for text in body]
    story += [gap, _table(facts), gap]
    for text in [*_closing(facts, kind, decision), *paragraphs]:
        story += [words(text, 12, leading=1.6), Spacer(1, 2 * mm)]
    return [*story, Spacer(1, 8 * mm), *_signature(facts)]


def _head(facts: Facts) -> Flowable:
    side = 22 * mm
    table = Table([[words(facts.institution, 18), qr(facts.request.code, side)]], colWidths=[_WIDTH - side, side])
    line = ("LINEBELOW", (0, 0), (-1, -1), 0.8, colors.HexColor("#8a1f1f"))
    table.setStyle(TableStyle([("VALIGN", (0, 0), (-1, -1), "MIDDLE"), ("LEFTPADDING", (0, 0), (-1, -1), 0), line]))
    return table


def _greeting(facts: Facts) -> str:
    unit = facts.at("requester.organization")
    if unit:
        return facts.say("print.letter.greeting_unit", name=unit)
    return facts.say("print.letter.greeting", name=facts.at("requester.name", "subject.name"))


def _table(facts: Facts) -> Flowable:
    head = [facts.say(f"print.letter.column.{name}") for name in ("document", "language", "copies", "remark")]
    rows = [[name, language, str(copies), remark] for name, language, copies, remark in facts.rows()]
    cells = [[words(text, 11) for text in row] for row in [head, *rows]]
    table = Table(cells, colWidths=[_WIDTH * part for part in (0.42, 0.2, 0.12, 0.26)], repeatRows=1)
    grid = ("GRID", (0, 0), (-1, -1), 0.5, colors.HexColor("#777777"))
    shade = ("BACKGROUND", (0, 0), (-1, 0), colors.HexColor("#f0f0f0"))
    table.setStyle(TableStyle([grid, shade, ("VALIGN", (0, 0), (-1, -1), "MIDDLE")]))
    return table


def _closing(facts: Facts, kind: Kind, decision: dict[str, Any]) -> list[str]:
    found = []
    for name in ("searched", "next_step"):
        if decision.get(name):
            found.append(facts.say(f"print.letter.{name}", **{name: str(decision[name])}))
    if kind in ("enclosed", "partly"):
        if any(item.sealed for item in facts.request.items):
            found.append(facts.say("print.letter.sealed_hint"))
        found.append(facts.say("print.letter.check"))
    if kind == "supplement":
        found.append(facts.say("print.letter.supplement_way"))
    if kind in ("partly", "not_found"):
        found.append(facts.say("print.letter.objection"))
    contact = facts.contact()
    if contact:
        separator = "，" if facts.lang == "zh" else ", "
        found.append(facts.say("print.letter.contact", contact=separator.join(contact)))
    return found


def _signature(facts: Facts) -> list[Flowable]:
    today = clock.today()
    date = facts.say("print.letter.date", year=today.year, month=today.month, day=today.day)
    return [words(facts.institution, 12, align=2), words(date, 12, align=2)]
