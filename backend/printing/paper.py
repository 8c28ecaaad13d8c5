"""What every printed paper needs: the Chinese font, a QR code drawn as squares, text that never breaks a print."""

from functools import cache
from pathlib import Path
from typing import Any, Literal
from xml.sax.saxutils import escape

import segno
from reportlab.graphics.shapes import Drawing, Rect
from reportlab.lib import colors
from reportlab.lib.styles import ParagraphStyle
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.platypus import Paragraph

from backend.kit.errors import Problem

FONT = "NotoSansSC"
#: The old printers' mark for a type that is not in the case.
MISSING_GLYPH = "〓"

_FILE = Path(__file__).parents[1] / "assets" / "static" / "vendor" / "NotoSansSC-Regular.ttf"


@cache
def _glyphs() -> frozenset[int]:
    """Load the font, once a process, and tell which characters it has."""
    if not _FILE.exists():
        raise Problem(503, "font_missing", "the Chinese font is not installed: run `make setup`")
    font = TTFont(FONT, str(_FILE))
    pdfmetrics.registerFont(font)
    # Neither bold nor italic is shipped; the same cut stands in, so that no mark-up can fail.
    pdfmetrics.registerFontFamily(FONT, normal=FONT, bold=FONT, italic=FONT, boldItalic=FONT)
    return frozenset(font.face.charToGlyph)


def printable(text: Any) -> str:
    """Text the font can print: other characters (rare names) become a mark to be filled in by hand."""
    known = _glyphs()
    kept = "".join(one if ord(one) in known or one == "\n" else _instead(one) for one in str(text))
    return kept.strip()


def _instead(character: str) -> str:
    """Control characters and joiners vanish, blanks are blanks, anything else is marked."""
    if character.isspace():
        return " "
    return MISSING_GLYPH if character.isprintable() else ""


@cache
def style(
    size: float = 10.5, *, leading: float = 1.45, align: Literal[0, 1, 2] = 0, colour: str = "#000000"
) -> ParagraphStyle:
    """A style in our font; Chinese lines may break anywhere."""
    _glyphs()
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
