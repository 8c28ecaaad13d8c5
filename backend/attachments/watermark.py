"""What staff see of a picture: the same with words across it, so that a copy tells where it came from."""

import io
import math
from functools import cache

from PIL import Image, ImageDraw, ImageFont

from backend.kit.fonts import FILE

_ANGLE = 28


@cache
def _font(size: int) -> ImageFont.FreeTypeFont | ImageFont.ImageFont:
    if FILE.exists():
        return ImageFont.truetype(str(FILE), size)
    return ImageFont.load_default(size)


def marked(data: bytes, words: str) -> bytes:
    """A JPEG with the words repeated across it. Words the font cannot draw show as boxes, the mark stays."""
    with Image.open(io.BytesIO(data)) as opened:
        picture = opened.convert("RGBA")
    font = _font(max(16, min(picture.size) // 18))
    left, top, right, bottom = font.getbbox(words)
    step_x, step_y = int(right - left) + 80, int(bottom - top) * 5 + 40
    side = int(math.hypot(*picture.size)) + step_x
    layer = Image.new("RGBA", (side, side), (0, 0, 0, 0))
    pen = ImageDraw.Draw(layer)
    for row, y in enumerate(range(0, side, step_y)):
        for x in range(-(row % 2) * step_x // 2, side, step_x):
            pen.text((x, y), words, font=font, fill=(90, 90, 90, 96))
    turned = layer.rotate(_ANGLE)
    corner = ((side - picture.width) // 2, (side - picture.height) // 2)
    picture.alpha_composite(turned.crop((*corner, corner[0] + picture.width, corner[1] + picture.height)))
    buffer = io.BytesIO()
    picture.convert("RGB").save(buffer, "JPEG", quality=85)
    return buffer.getvalue()
