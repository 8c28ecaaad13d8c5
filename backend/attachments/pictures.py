"""What a file really is, and pictures drawn anew: no metadata, no trailing bytes, no surprise survives."""

import io
import warnings
from dataclasses import dataclass

from PIL import Image, ImageOps, UnidentifiedImageError

MAX_BYTES = 10 * 1024 * 1024
MAX_PIXELS = 40_000_000
LONGEST_SIDE = 4000

_MAGIC = (
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"GIF87a", "image/gif"),
    (b"GIF89a", "image/gif"),
    (b"%PDF-", "application/pdf"),
)
_OFFICE = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"{\\rtf")
"""How documents of word processors begin: the newer ones, the older ones, RTF."""
_HEIF = frozenset({b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1"})
_ACTIVE = (b"/JavaScript", b"/JS ", b"/JS(", b"/Launch", b"/EmbeddedFile", b"/RichMedia", b"/XFA")


class Refused(ValueError):
    """The file is not kept; `code` is stable: empty, too_large, type, heic, document, pixels, broken,
    locked, active_content."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True)
class Clean:
    """A file fit to be kept."""

    data: bytes
    media_type: str


def sniff(data: bytes) -> str:
    """The type by the first bytes; names and declared types mean nothing. Raises Refused."""
    for magic, media_type in _MAGIC:
        if data.startswith(magic):
            return media_type
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return "image/webp"
    if data[4:8] == b"ftyp" and data[8:12] in _HEIF:
        raise Refused("heic")
    if data.startswith(_OFFICE):
        raise Refused("document")
    raise Refused("type")


def clean(data: bytes) -> Clean:
    """A file fit to be kept. Raises Refused."""
    if not data:
        raise Refused("empty")
    if len(data) > MAX_BYTES:
        raise Refused("too_large")
    media_type = sniff(data)
    if media_type == "application/pdf":
        return _document(data)
    return _redraw(data, media_type)


def _document(data: bytes) -> Clean:
    """PDFs are refused when they could act when opened, else written anew without what is not on their pages."""
    if b"%%EOF" not in data[-2048:]:
        raise Refused("broken")
    if any(mark in data for mark in _ACTIVE):
        raise Refused("active_content")
    from backend.attachments.papers import (  # half a second of every start, where few send papers
        Broken,
        Locked,
        rewritten,
    )

    try:
        return Clean(rewritten(data), "application/pdf")
    except Locked as error:
        raise Refused("locked") from error
    except Broken as error:
        raise Refused("broken") from error


def _redraw(data: bytes, media_type: str) -> Clean:
    """Decode and encode again: upright, without metadata, not larger than needed."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(io.BytesIO(data)) as opened:
                if opened.width * opened.height > MAX_PIXELS:
                    raise Refused("pixels")
                picture = ImageOps.exif_transpose(opened)
                picture.load()
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise Refused("pixels") from error
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, EOFError) as error:
        if isinstance(error, Refused):
            raise
        raise Refused("broken") from error
    picture.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    return _encode(picture, lossless=media_type in ("image/png", "image/gif"))


def _encode(picture: Image.Image, *, lossless: bool) -> Clean:
    plain = Image.new("RGB", picture.size, "white")
    layered = picture.convert("RGBA")
    plain.paste(layered, mask=layered.getchannel("A"))
    buffer = io.BytesIO()
    if lossless:
        plain.save(buffer, "PNG", optimize=False)
        if buffer.tell() <= MAX_BYTES // 2:
            return Clean(buffer.getvalue(), "image/png")
        buffer = io.BytesIO()
    plain.save(buffer, "JPEG", quality=88)
    return Clean(buffer.getvalue(), "image/jpeg")
