"""Which papers a message names: by catalogue names, everyday names, and near misses of both.

A near miss is a word that sounds the same (成积单, 学记证明), or one of four or more characters with one
wrong, missing or doubled. Words that merely resemble a paper's name are listed in data/not_documents.txt.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from backend.domain.reading import lexicon
from backend.domain.reading.page import Page, _fold
from backend.domain.reading.pinyin import sound_keys, sounds_like

if TYPE_CHECKING:
    from backend.domain.catalogue import Catalogue

_HAN_RUN = re.compile(r"[\u4e00-\u9fff]{3,}")
_LONGEST = 9


@dataclass(frozen=True, slots=True)
class Named:
    """A paper named in the text."""

    code: str
    start: int
    end: int
    word: str
    exact: bool


class DocumentNames:
    """The names of all papers, compiled for searching."""

    def __init__(self, names: Iterable[tuple[str, str]]) -> None:
        """Take (name, code) pairs; an earlier pair wins over a later one with the same name."""
        self.codes: dict[str, str] = {}
        for name, code in names:
            folded = "".join(_fold(char) for char in name).lower().strip()
            if len(folded) > 1:
                self.codes.setdefault(folded, code)
        self._pattern = re.compile("|".join(self._alternatives()) or r"(?!)")
        self._sounds: dict[str, str] = {}
        self._masked: dict[str, str | None] = {}
        for name in self.codes:
            if len(name) >= 3 and all("\u4e00" <= char <= "\u9fff" for char in name):
                self._index(name)
        self._not = frozenset(lexicon.words("not_documents"))

    def _alternatives(self) -> Iterator[str]:
        for name in sorted(self.codes, key=len, reverse=True):
            body = re.escape(name).replace(r"\ ", r"[ \-_]+")
            yield rf"\b{body}\b" if name.isascii() else _loose(body)

    def _index(self, name: str) -> None:
        for key in sound_keys(name):
            self._sounds.setdefault(key, name)
        if len(name) >= 4:
            for key in _wildcards(name):
                other = self._masked.get(key, name)
                same = other is not None and self.codes[other] == self.codes[name]
                self._masked[key] = name if same else None

    def find(self, page: Page) -> list[Named]:
        """The papers named in the free stretches of the page, in order."""
        found = [
            Named(self.codes[m.group().replace(" ", "")], m.start(), m.end(), m.group(), True)
            if m.group().replace(" ", "") in self.codes
            else Named(self._code_of(m.group()), m.start(), m.end(), m.group(), True)
            for m in page.free_matches(self._pattern)
        ]
        found = [named for named in found if not self._part_of_another_word(page, named)]
        covered = bytearray(len(page.text))
        for named in found:
            covered[named.start : named.end] = b"\x01" * (named.end - named.start)
        return sorted([*found, *self._near(page, covered)], key=lambda named: named.start)

    def _code_of(self, matched: str) -> str:
        squeezed = re.sub(r"[ \-_]+", " ", matched)
        return self.codes.get(squeezed) or self.codes.get(squeezed.replace(" ", "-"), "other")

    def _part_of_another_word(self, page: Page, named: Named) -> bool:
        around = page.low[max(0, named.start - 4) : named.end + 4]
        return any(
            word in around and named.word in word and word not in self.codes for word in self._not if word in around
        )

    def _near(self, page: Page, covered: bytearray) -> Iterator[Named]:
        for run in _HAN_RUN.finditer(page.low):
            position = run.start()
            while position < run.end() - 2:
                named = self._near_at(page, position, run.end(), covered)
                if named is None:
                    position += 1
                else:
                    yield named
                    position = named.end

    def _near_at(self, page: Page, start: int, limit: int, covered: bytearray) -> Named | None:
        for length in range(min(_LONGEST, limit - start), 2, -1):
            end = start + length
            if any(covered[start:end]) or not page.free(start, end):
                continue
            word = page.low[start:end]
            if word in self._not or any(other in word for other in self._not if len(other) >= 3):
                continue
            name = self._by_sound(word) or (self._by_shape(word) if length >= 3 else None)
            if name is not None:
                return Named(self.codes[name], start, end, name, False)
        return None

    def _by_sound(self, word: str) -> str | None:
        if not any(sounds_like(char, "单") or char in "证明册表卡件书袋案档记城工青婚" for char in word[-2:]):
            return None
        return next((self._sounds[key] for key in sound_keys(word) if key in self._sounds), None)

    def _by_shape(self, word: str) -> str | None:
        """One character wrong, missing or doubled in a name of four or more."""
        for key in _wildcards(word) if len(word) >= 4 else ():
            name = self._masked.get(key)
            if name is not None and len(name) == len(word):
                return name
        return None


def _wildcards(word: str) -> Iterator[str]:
    for place in range(len(word)):
        yield f"{word[:place]}?{word[place + 1 :]}"


def _loose(body: str) -> str:
    """Allow one blank after the second character of a Chinese name (成绩 单), as speech recognisers write."""
    return f"{body[:2]} ?{body[2:]}" if len(body) >= 3 and body.isalpha() else body


_cache: dict[int, tuple["Catalogue", DocumentNames]] = {}
_CACHE_SIZE = 8


def names_of(catalogue: "Catalogue") -> DocumentNames:
    """The compiled names of a catalogue, kept for the few catalogues in use."""
    known = _cache.get(id(catalogue))
    if known is not None and known[0] is catalogue:
        return known[1]
    names = DocumentNames(_pairs(catalogue))
    if len(_cache) >= _CACHE_SIZE:
        _cache.clear()
    _cache[id(catalogue)] = (catalogue, names)
    return names


def _pairs(catalogue: "Catalogue") -> Iterator[tuple[str, str]]:
    own = lexicon.keyed("documents")
    for document in catalogue.documents:
        for name in (document.name_zh, document.name_en, *document.aliases_zh, *document.aliases_en):
            yield name, document.code
    for code, aliases in own.items():
        for alias in aliases:
            yield alias, code
