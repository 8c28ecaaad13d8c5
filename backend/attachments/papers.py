"""PDFs written anew: without metadata, scripts, attached files or links that act; and marked for staff."""

import io
from contextlib import suppress
from typing import Any

import pikepdf
from reportlab.pdfgen.canvas import Canvas

from backend.kit.fonts import FONT, printable

_OF_THE_FILE = ("/OpenAction", "/AA", "/Names", "/Metadata", "/PieceInfo", "/Collection", "/Perms", "/Outlines")
_OF_A_FORM = ("/AcroForm", "/StructTreeRoot", "/MarkInfo")
_OF_A_PAGE = ("/AA", "/Metadata", "/PieceInfo", "/Thumb")
_OF_A_NOTE = ("/A", "/AA", "/PA", "/Parent")
_ACTING_NOTES = frozenset({"/FileAttachment", "/RichMedia", "/Screen", "/Movie", "/Sound", "/3D", "/Widget"})
_ANGLE = 28
_SIZE = 15
_MOST_LETTERS = 130
"""A page's width and height together, in letters."""
_GREY, _ALPHA = 0.35, 0.3


class Locked(ValueError):
    """It opens only with a password."""


class Broken(ValueError):
    """It cannot be taken apart, so nobody can say what is in it."""


_FAULTS = (pikepdf.PdfError, pikepdf.DataDecodingError, ValueError, KeyError, AttributeError, TypeError, RuntimeError)


def rewritten(data: bytes) -> bytes:
    """The same pages without what is not on them. Raises Locked, and Broken for what cannot be taken apart."""
    try:
        with pikepdf.open(io.BytesIO(data)) as pdf:
            _strip(pdf)
            buffer = io.BytesIO()
            pdf.save(buffer, object_stream_mode=pikepdf.ObjectStreamMode.generate, deterministic_id=True)
    except pikepdf.PasswordError as error:
        raise Locked from error
    except _FAULTS as error:
        raise Broken from error
    return buffer.getvalue()


def marked_paper(data: bytes, words: str) -> bytes:
    """The PDF with words across each page. Raises Broken: what cannot be marked is not shown."""
    try:
        with pikepdf.open(io.BytesIO(data)) as pdf:
            marks: dict[tuple[float, float], pikepdf.Page] = {}
            with pikepdf.new() as sheets:
                for page in pdf.pages:
                    size = _size(page)
                    if size not in marks:
                        with pikepdf.open(io.BytesIO(_sheet(size, words))) as sheet:
                            sheets.pages.append(sheet.pages[0])
                        marks[size] = sheets.pages[-1]
                    page.add_overlay(marks[size], None)
                buffer = io.BytesIO()
                pdf.save(buffer)
    except _FAULTS as error:
        raise Broken from error
    return buffer.getvalue()


def _size(page: pikepdf.Page) -> tuple[float, float]:
    left, bottom, right, top = (float(edge) for edge in page.mediabox)
    return right - left, top - bottom


def _strip(pdf: pikepdf.Pdf) -> None:
    if not len(pdf.pages):
        raise ValueError("no pages")
    _flatten(pdf)
    _drop(pdf.Root, (*_OF_THE_FILE, *_OF_A_FORM))
    with suppress(KeyError):
        del pdf.trailer["/Info"]
    for page in pdf.pages:
        _size(page)  # what could not be marked for staff later is refused now, while its sender can send another
        _drop(page.obj, _OF_A_PAGE)
        notes = page.obj.get("/Annots")
        if not isinstance(notes, pikepdf.Array):
            continue
        kept = [note for note in notes if _quiet(note)]
        for note in kept:
            _drop(note, _OF_A_NOTE)
        page.obj["/Annots"] = pikepdf.Array(kept)


def _flatten(pdf: pikepdf.Pdf) -> None:
    """Make what was filled in part of the page: fields and their programs can then go."""
    if "/AcroForm" not in pdf.Root:
        return
    _drop(pdf.Root.AcroForm, ("/XFA",))
    # Words that no viewer has drawn yet are drawn here, as far as it can; an odd form is no reason to refuse a paper.
    with suppress(pikepdf.PdfError, RuntimeError):
        pdf.generate_appearance_streams()
    pdf.flatten_annotations("all")


def _quiet(note: Any) -> bool:
    return isinstance(note, pikepdf.Dictionary) and str(note.get("/Subtype")) not in _ACTING_NOTES


def _drop(holder: Any, names: tuple[str, ...]) -> None:
    for name in names:
        if name in holder:
            del holder[name]


def _sheet(size: tuple[float, float], words: str) -> bytes:
    """An empty page with the words in slanting rows."""
    words = printable(words)
    buffer = io.BytesIO()
    canvas = Canvas(buffer, pagesize=size)
    side = int(sum(size))
    # A page may claim to be miles wide: the words grow with it, so that their number stays the same.
    letters = max(_SIZE, side // _MOST_LETTERS)
    canvas.setFont(FONT, letters)
    canvas.setFillGray(_GREY, _ALPHA)
    step_x, step_y = canvas.stringWidth(words, FONT, letters) + 4 * letters, letters * 7
    canvas.rotate(_ANGLE)
    for row, y in enumerate(range(-side, side, step_y)):
        x = -side - (row % 2) * step_x / 2
        while x < side:
            canvas.drawString(x, y, words)
            x += step_x
    canvas.save()
    return buffer.getvalue()
