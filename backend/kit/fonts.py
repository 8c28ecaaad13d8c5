"""The Chinese font that npm brings: for printed papers, and for the mark on what staff see."""

from functools import cache
from pathlib import Path
from typing import Any

from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont

from backend.kit.errors import Problem

FONT = "NotoSansSC"
#: The old printers' mark for a type that is not in the case.
MISSING_GLYPH = "〓"

FILE = Path(__file__).parents[1] / "assets" / "static" / "vendor" / "NotoSansSC-Regular.ttf"


@cache
def load() -> frozenset[int]:
    """Load the font, once a process, and tell which characters it has."""
    if not FILE.exists():
        raise Problem(503, "font_missing", "the Chinese font is not installed: run `make setup`")
    font = TTFont(FONT, str(FILE))
    pdfmetrics.registerFont(font)
    # Neither bold nor italic is shipped; the same cut stands in, so that no mark-up can fail.
    pdfmetrics.registerFontFamily(FONT, normal=FONT, bold=FONT, italic=FONT, boldItalic=FONT)
    return frozenset(font.face.charToGlyph)


def printable(text: Any) -> str:
    """Text the font can print: other characters (rare names) become a mark to be filled in by hand."""
    known = load()
    kept = "".join(one if ord(one) in known or one == "\n" else _instead(one) for one in str(text))
    return kept.strip()


def _instead(character: str) -> str:
    """Control characters and joiners vanish, blanks are blanks, anything else is marked."""
    if character.isspace():
        return " "
    return MISSING_GLYPH if character.isprintable() else ""
