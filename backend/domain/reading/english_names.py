"""English names of papers with a slip of the finger: trasncript, graduaton certificate, degree certifcate."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

_TOKEN = re.compile(r"[a-z]+(?:-[a-z]+)?")
#: Words that may stand inside a name without being part of it: certificate of my graduation.
_INSIDE = frozenset({"my", "the", "his", "her"})
#: Words of their own that are near to a name's.
_WORDS = frozenset(
    "transcription transcriptions transcribe transcribed transcriber translate translated translates translator translators "
    "translating translational transport transports graduate graduates graduated graduating enroll enrolled enrolling "
    "certified certificated certify verify verified administration administrations registered registering register "
    "attendant attendants admitted administer personal personnel student students record records recorder records"
    " regulation regulations education educational educated resignation gradation".split()
)
_PLAIN_LENGTH = 6
_LONG_LENGTH = 8


@dataclass(slots=True)
class EnglishNames:
    """The names of papers in English, by how many words they have."""

    by_length: dict[int, list[tuple[tuple[str, ...], str]]] = field(default_factory=lambda: defaultdict(list))
    words: set[str] = field(default_factory=set)

    @classmethod
    def of(cls, names: Iterable[str]) -> EnglishNames:
        """Keep those written in plain letters; a single word must be long enough to be told by its shape."""
        kept = cls()
        for name in names:
            parts = tuple(part for part in re.split(r"[ _]+", name) if part)
            if all(_TOKEN.fullmatch(part) for part in parts) and (len(parts) > 1 or len(name) >= _LONG_LENGTH):
                kept.by_length[len(parts)].append((parts, name))
                kept.words.update(parts)
        return kept

    def near(self, text: str) -> Iterator[tuple[str, int, int]]:
        """The names nearly written in a text, each with where it stands."""
        tokens = [match for match in _TOKEN.finditer(text) if match.group() not in _INSIDE]
        place = 0
        while place < len(tokens):
            found = next(filter(None, (self._at(tokens, place, size) for size in (4, 3, 2, 1))), None)
            if found is not None:
                yield found[0], tokens[place].start(), tokens[place + found[1] - 1].end()
            place += found[1] if found else 1

    def _at(self, tokens: list[re.Match[str]], place: int, size: int) -> tuple[str, int] | None:
        written = [token.group() for token in tokens[place : place + size]]
        if len(written) < size or all(word in self.words or word in _WORDS for word in written):
            return None
        for parts, name in self.by_length.get(size, ()):
            if all(map(_alike, written, parts)):
                return name, size
        return None


def _alike(written: str, meant: str) -> bool:
    """Whether a word is the one meant, give or take a letter, or two of a long one."""
    if written == meant or written == f"{meant}s":
        return True
    if len(meant) < _PLAIN_LENGTH or written in _WORDS or written[0] != meant[0]:
        return False
    return _distance(written, meant) <= (2 if len(meant) >= _LONG_LENGTH else 1)


def _distance(one: str, other: str) -> int:
    """How many letters are wrong, missing, doubled or turned round."""
    if abs(len(one) - len(other)) > 2:
        return 3
    before: list[int] = []
    above = list(range(len(other) + 1))
    for row, letter in enumerate(one, 1):
        line = [row]
        for column, meant in enumerate(other, 1):
            best = min(above[column] + 1, line[-1] + 1, above[column - 1] + (letter != meant))
            turned = row > 1 and column > 1 and letter == other[column - 2] and one[row - 2] == meant
            line.append(min(best, before[column - 2] + 1) if turned else best)
        before, above = above, line
    return above[-1]
