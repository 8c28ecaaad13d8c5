"""The label for the envelope: 100 x 70 mm, readable by the carrier, with the code for whoever hands it over."""

import io

from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Flowable, Frame, KeepInFrame

from backend.catalogue.service import Configuration
from backend.models.requests import Request
from backend.printing.facts import Facts
from backend.printing.paper import qr, words

WIDTH, HEIGHT = 100 * mm, 70 * mm
_SIDE = 20 * mm


def label(request: Request, configuration: Configuration, lang: str = "zh") -> bytes:
    """The label as PDF. A request that is collected gets its way of delivery instead of an address."""
    facts = Facts(request, configuration, lang)
    buffer = io.BytesIO()
    canvas = Canvas(buffer, pagesize=(WIDTH, HEIGHT))
    canvas.setTitle(request.code)
    canvas.setAuthor(facts.institution)
    _put(canvas, _to(facts), 4 * mm, 25 * mm, WIDTH - 8 * mm, HEIGHT - 28 * mm)
    canvas.setLineWidth(0.5)
    canvas.line(4 * mm, 25 * mm, WIDTH - 4 * mm, 25 * mm)
    _put(canvas, _from(facts), 4 * mm, 1 * mm, WIDTH - _SIDE - 12 * mm, 23.5 * mm)
    qr(request.code, _SIDE).drawOn(canvas, WIDTH - _SIDE - 4 * mm, 3 * mm)
    canvas.showPage()
    canvas.save()
    return buffer.getvalue()


def _put(canvas: Canvas, lines: list[Flowable], x: float, y: float, width: float, height: float) -> None:
    """Lines in a box; they shrink before they run over its edge."""
    frame = Frame(x, y, width, height, leftPadding=0, rightPadding=0, topPadding=0, bottomPadding=0)
    frame.addFromList([KeepInFrame(width, height, lines, mode="shrink")], canvas)


def _to(facts: Facts) -> list[Flowable]:
    name = facts.at("delivery.recipient", "requester.name", "subject.name")
    if facts.request.delivery_method != "express":
        return [words(facts.way(), 13), words(name, 17), words(facts.request.code, 12)]
    phone = facts.at("delivery.phone", "requester.phone", "subject.phone")
    return [
        words(facts.say("print.label.to"), 9, colour="#555555"),
        words(facts.at("delivery.address"), 13, leading=1.3),
        words(f"{name}　{phone}", 15),
    ]


def _from(facts: Facts) -> list[Flowable]:
    service = facts.configuration.service
    found: list[Flowable] = [words(f"{facts.say('print.label.from')}　{facts.institution}", 9.5)]
    found += [words(one, 8.5) for one in facts.contact()[:2]]
    if service.postcode:
        found.append(words(f"{facts.say('print.label.postcode')} {service.postcode}", 8.5))
    found.append(words(facts.request.code, 10.5))
    return found
