"""What every printed paper needs: a style in the Chinese font, a QR code as squares, text that never breaks a print."""

from functools import cache
from typing import Any, Literal
from xml.sax.saxutils import escape

import segno
from reportlab.graphics.shapes import Drawing, Rect
from reportlab.lib import colors
from reportlab.lib.styles import ParagraphStyle
from reportlab.platypus import Paragraph

from backend.kit.fonts import FONT, load, printable


@cache
def style(
    size: float = 10.5, *, leading: float = 1.45, align: Literal[0, 1, 2] = 0, colour: str = "#000000"
) -> ParagraphStyle:
    """A style in our font; Chinese lines may break anywhere."""
    load()
    return ParagraphStyle(
        f"s{size}-{leading}-{align}-{colour}",
        fontName=FONT,
        fontSize=size,
        leading=size * leading,
        alignment=align,
        textColor=colors.HexColor(colour),
        wordWrap="CJK",
    )


def words(text: Any, size: float = 10.5, **more: Any) -> Paragraph:
    """A paragraph of plain text: nothing in it is mark-up."""
    return Paragraph(escape(printable(text)).replace("\n", "<br/>"), style(size, **more))


def qr(text: str, side: float) -> Drawing:
    """A QR code of a given side, drawn as squares: sharp on any printer, no picture needed."""
    rows = [list(row) for row in segno.make(text, error="m", micro=False).matrix]
    drawing, cell = Drawing(side, side), side / (len(rows) + 4)
    for y, row in enumerate(rows):
        for x, dark in enumerate(row):
            if dark:
                left, bottom = (x + 2) * cell, side - (y + 3) * cell
                # A hair wider than its cell, so that no white line shows between two.
                square = Rect(left, bottom, cell * 1.02, cell * 1.02)
                square.setProperties({"strokeColor": None, "fillColor": colors.black})
                drawing.add(square)
    return drawing
