"""Sound keys: the same key for words that a Chinese ear, or a speech recogniser, takes for each other."""

from __future__ import annotations

from functools import lru_cache
from itertools import product

from pypinyin import Style, pinyin

_INITIALS = (("zh", "z"), ("ch", "c"), ("sh", "s"))


@lru_cache(maxsize=16384)
def syllables(char: str) -> tuple[str, ...]:
    """The loose readings of one Han character (southern accents merged); () for anything else."""
    if not "\u3400" <= char <= "\u9fff":
        return ()
    found = pinyin(char, style=Style.NORMAL, heteronym=True, errors="ignore")
    return tuple(dict.fromkeys(_loosen(reading) for reading in found[0])) if found else ()


def spoken(word: str) -> tuple[str, ...]:
    """The one loose reading of each character of a word, chosen by the word; () if one is no Han character."""
    if not all("\u3400" <= char <= "\u9fff" for char in word):
        return ()
    return tuple(_loosen(readings[0]) for readings in pinyin(word, style=Style.NORMAL))


def spells(letters: str, name: str) -> bool:
    """Whether a name in letters is a Chinese one in pinyin, the family name first or last: Min Zhao, 赵敏."""
    told = "".join(char for char in letters.lower() if char.isalpha())
    readings = pinyin(name, style=Style.NORMAL, heteronym=True, errors="ignore")
    if len(readings) != len(name) or len(told) > _LONGEST_SYLLABLE * len(name):
        return False
    for said in product(*readings):
        cut = ["".join((*said[place:], *said[:place])) for place in range(min(3, len(said)))]
        if told in (one.replace("ü", "v") for one in cut) or told in (one.replace("ü", "u") for one in cut):
            return True
    return False


_LONGEST_SYLLABLE = 6
"""Letters of the longest syllable in pinyin (zhuang)."""


def _loosen(reading: str) -> str:
    for full, flat in _INITIALS:
        if reading.startswith(full):
            reading = flat + reading[len(full) :]
            break
    if reading.startswith("l"):
        reading = "n" + reading[1:]
    if reading.endswith(("ang", "eng", "ing")):
        reading = reading[:-1]
    return reading
