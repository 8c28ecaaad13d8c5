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


def _loosen(reading: str) -> str:
    for full, flat in _INITIALS:
        if reading.startswith(full):
            reading = flat + reading[len(full) :]
            break
    if reading.endswith(("ang", "eng", "ing")):
        reading = reading[:-1]
    return reading


def sounds_like(one: str, other: str) -> bool:
    """Whether two characters share a loose reading."""
    return one == other or not set(syllables(one)).isdisjoint(syllables(other))
