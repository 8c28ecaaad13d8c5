"""Built-in sample pictures, drawn on the spot: nothing in them is of a real person or paper."""

from collections.abc import Callable
from functools import cache
from io import BytesIO

from PIL import Image, ImageDraw, ImageFont

_INK, _PALE = (60, 66, 78), (205, 210, 218)


def _caption(draw: ImageDraw.ImageDraw, at: tuple[int, int], words: str, size: int) -> None:
    draw.text(at, words, fill=_INK, font=ImageFont.load_default(size))


def _card() -> Image.Image:
    image = Image.new("RGB", (860, 540), (226, 238, 246))
    draw = ImageDraw.Draw(image)
    for step in range(0, 860, 28):
        draw.line((step, 0, step - 240, 540), fill=(216, 230, 241), width=6)
    draw.rounded_rectangle((20, 20, 840, 520), 28, outline=(150, 178, 200), width=4)
    draw.rounded_rectangle((570, 90, 790, 380), 12, fill=(196, 212, 226))
    draw.ellipse((635, 130, 725, 230), fill=(150, 170, 190))
    draw.pieslice((600, 240, 760, 480), 180, 360, fill=(150, 170, 190))
    for row, width in enumerate((220, 150, 320, 380, 300)):
        draw.rounded_rectangle((80, 100 + row * 56, 80 + width, 122 + row * 56), 8, fill=(150, 170, 190))
    _caption(draw, (80, 420), "SAMPLE  0000 0000 0000 0000", 34)
    return image


def _letter() -> Image.Image:
    image = Image.new("RGB", (720, 960), (252, 251, 247))
    draw = ImageDraw.Draw(image)
    draw.rounded_rectangle((240, 90, 480, 130), 8, fill=_INK)
    for row in range(9):
        draw.rounded_rectangle((90, 210 + row * 58, 630 - (row % 3) * 70, 226 + row * 58), 6, fill=_PALE)
    points = [(430 + step * 12, 800 + (step * 37 % 46) - 20) for step in range(14)]
    draw.line(points, fill=(40, 60, 140), width=5, joint="curve")
    draw.ellipse((470, 720, 610, 860), outline=(200, 60, 60), width=6)
    _caption(draw, (90, 880), "SAMPLE LETTER", 30)
    return image


def _campus() -> Image.Image:
    image = Image.new("RGB", (960, 640))
    draw = ImageDraw.Draw(image)
    for line in range(640):
        draw.line((0, line, 960, line), fill=(140 + line // 7, 185 + line // 11, 225 - line // 24))
    draw.ellipse((730, 70, 830, 170), fill=(255, 244, 214))
    draw.polygon([(0, 430), (220, 300), (420, 420), (640, 270), (960, 440), (960, 640), (0, 640)], fill=(122, 160, 134))
    draw.rectangle((330, 330, 630, 520), fill=(214, 196, 170))
    draw.polygon([(300, 335), (480, 240), (660, 335)], fill=(150, 84, 70))
    for column in range(5):
        draw.rectangle((358 + column * 54, 370, 386 + column * 54, 430), fill=(96, 110, 126))
    draw.rectangle((455, 450, 505, 520), fill=(110, 80, 66))
    draw.rectangle((0, 520, 960, 640), fill=(146, 178, 128))
    return image


SAMPLES: dict[str, Callable[[], Image.Image]] = {"card": _card, "letter": _letter, "campus": _campus}


@cache
def sample(name: str) -> bytes:
    """A sample as JPEG."""
    file = BytesIO()
    SAMPLES[name]().save(file, "JPEG", quality=88)
    return file.getvalue()
