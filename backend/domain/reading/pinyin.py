"""Sound keys: the same key for words that a Chinese ear, or a speech recogniser, takes for each other."""

from __future__ import annotations

from functools import lru_cache

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
