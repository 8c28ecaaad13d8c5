"""Which papers a message names: by catalogue names, everyday names, and near misses of both.

A near miss is a word that sounds the same (成积单, 学记证明), or one of four or more characters with one
wrong, missing or doubled. Words that merely resemble a paper's name are listed in data/not_documents.txt.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import TYPE_CHECKING

from backend.domain.reading import lexicon
from backend.domain.reading.english_names import EnglishNames
from backend.domain.reading.page import Page, _fold
from backend.domain.reading.pinyin import spoken, syllables

if TYPE_CHECKING:
    from backend.domain.catalogue import Catalogue

_ENDING = re.compile(r"(?:档案|证明|材料|记录|登记表|名册|存根|复印件)$")
_HAN_RUN = re.compile(r"[\u4e00-\u9fff]{3,}")
_LONGEST = 9
_OF_IT = re.compile(r"(?:的?(?:那|这)?[个张份]?)")
_OF_IT_THEN = re.compile(r".?|(?:当年|那时候?|以前|当时)?的(?:那[份个])?")
_OPENS_GLOSS = re.compile(r"(?: [a-z]+)? ?\(")
_FORMS = frozenset({"登记表", "登记卡", "花名册"})
_CERTIFICATE_COPY = re.compile(r"(?:毕业|学位|学历)证书?(?:复印件|存根|副本|扫描件)")
#: Characters that are words of their own: they do not stand for a mistyped one.
_SMALL_WORDS = frozenset("开办要查的和是在有无没做出打寄领补交给请能可不了个份张来去上下中文英与及一二两三")
#: Names that need their context (see contextual.py), whatever a catalogue says.
_BY_CONTEXT = frozenset(
    "毕业档案 学籍材料 学籍资料 毕业证 毕业证书 毕业证件 学位证 学位证书 学历证 学历证书 我的档案 档案转递 档案去向 密封档案 其他 其它 调动 工作调动 插队 下乡 "
    "招工 知青 other translation grades 图纸".split()
) - {"招工", "知青", "插队", "translation"}


@dataclass(frozen=True, slots=True)
class Named:
    """A paper named in the text."""

    code: str
    start: int
    end: int
    word: str
    exact: bool


@dataclass(slots=True)
class _Sounds:
    """A node of the tree of names by sound."""

    after: dict[str, _Sounds] = field(default_factory=dict)
    name: str | None = None


class DocumentNames:
    """The names of all papers, compiled for searching."""

    def __init__(self, names: Iterable[tuple[str, str]]) -> None:
        """Take (name, code) pairs; an earlier pair wins over a later one with the same name."""
        self.codes: dict[str, str] = {}
        for name, code in names:
            folded = "".join(_fold(char) for char in name).lower().strip()
            if len(folded) > 1 and folded not in _BY_CONTEXT and not _CERTIFICATE_COPY.fullmatch(folded):
                self.codes.setdefault(folded, code)
        self._pattern = re.compile("|".join(self._alternatives()) or r"(?!)")
        self._sounds = _Sounds()
        self._masked: dict[str, str | None] = {}
        for name in self.codes:
            if len(name) >= 3 and all("\u4e00" <= char <= "\u9fff" for char in name):
                self._index(name)
        self._english = EnglishNames.of(name for name, code in self.codes.items() if code != "other")
        self._not = frozenset(lexicon.words("not_documents"))

    def _alternatives(self) -> Iterator[str]:
        for name in sorted(self.codes, key=len, reverse=True):
            body = re.escape(name).replace(r"\ ", r"[ \-_]+").replace("of[", "of(?: my| the| his| her)?[")
            yield rf"(?<![a-z]){body}s?(?![a-z])" if name.isascii() else _loose(body)

    def _index(self, name: str) -> None:
        node = self._sounds
        for sound in spoken(name):
            node = node.after.setdefault(sound, _Sounds())
        node.name = node.name or name
        if len(name) >= 4 and self.codes[name] != "other" and "档案" not in name:
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
        found = _joined([named for named in found if not self._part_of_another_word(page, named)], page.low)
        covered = bytearray(len(page.text))
        for named in found:
            covered[named.start : named.end] = b"\x01" * (named.end - named.start)
        near = [*self._near(page, covered), *self._near_english(page, covered)]
        return sorted([*found, *near], key=lambda named: named.start)

    def _near_english(self, page: Page, covered: bytearray) -> Iterator[Named]:
        for name, start, end in self._english.near(page.low):
            if covered.find(1, start, end) < 0 and page.free(start, end):
                yield Named(self.codes[name], start, end, name, False)

    def _code_of(self, matched: str) -> str:
        squeezed = re.sub(r"\bof (?:my|the|his|her) ", "of ", re.sub(r"[ \-_]+", " ", matched))
        tries = (
            squeezed,
            squeezed.replace(" ", "-"),
            re.sub(r"的?那[个份种张套些]|的", "", squeezed.replace(" ", "")),
            squeezed.removesuffix("s"),
        )
        return next((self.codes[name] for name in tries if name in self.codes), "other")

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
        name, length = self._by_sound(page.low, start, limit)
        if name is None:
            name, length = self._by_shape(page.low, start, limit)
        end = start + length
        if name is None or covered.find(1, start, end) >= 0 or not page.free(start, end):
            return None
        if _INTRODUCED.search(page.low[max(0, start - 6) : start]):
            return None
        word = page.low[start:end]
        if "的" in word and "的" not in name and length == len(name):
            return None  # 当年办证的档案: the small word is no wrong character of 征地档案
        if length == 3 and not set(word) & set(name):
            return None  # 潘怡平: a short name that shares but its sound
        if any(other in word or (word in other and other in page.low) for other in self._not):
            return None
        return Named(self.codes[name], start, end, name, False)

    def _by_sound(self, text: str, start: int, limit: int) -> tuple[str | None, int]:
        """The longest name that sounds like what begins here, and its length."""
        nodes: list[_Sounds] = [self._sounds]
        best: tuple[str | None, int] = (None, 0)
        for place in range(start, min(limit, start + _LONGEST)):
            nodes = [node.after[s] for node in nodes for s in syllables(text[place]) if s in node.after]
            if not nodes:
                break
            name = next((node.name for node in nodes if node.name), None)
            best = (name, place + 1 - start) if name else best
        return best

    def _by_shape(self, text: str, start: int, limit: int) -> tuple[str | None, int]:
        """A name of four or more with one wrong character inside, and its length."""
        for length in range(min(_LONGEST, limit - start), 3, -1):
            for key in _wildcards(text[start : start + length]):
                name = self._masked.get(key)
                if name is not None and text[start + key.index("?")] not in _SMALL_WORDS:
                    return name, length
        return None, 0


#: 我叫潘怡浩: a name that happens to sound like a paper (翻译稿).
_INTRODUCED = re.compile(r"(?:[我他她]|名字)叫$|姓名[:是]*$|名字[:是]+$")


def _joined(found: list[Named], text: str) -> list[Named]:
    """招工录用 + 登记表, 知青 + 花名册: a form's plain name right after a paper's belongs to it."""
    kept: list[Named] = []
    for named in found:
        if kept and named.word in _FORMS and _OF_IT.fullmatch(text[kept[-1].end : named.start]):
            kept[-1] = replace(kept[-1], end=named.end)
        elif kept and kept[-1].code == named.code and _glossed(text, kept[-1].end, named):
            kept[-1] = replace(kept[-1], end=named.end + 1)  # graduation certificate (毕业证明)
        elif kept and kept[-1].code == "other" and _OF_IT_THEN.fullmatch(text[kept[-1].end : named.start]):
            kept[-1] = replace(named, start=kept[-1].start)  # 博士论文的评阅书
        else:
            kept.append(named)
    return kept


def _glossed(text: str, end: int, named: Named) -> bool:
    """Whether a paper stands in brackets behind its own name in other words."""
    return bool(_OPENS_GLOSS.fullmatch(text, end, named.start)) and text[named.end : named.end + 1] == ")"


def _wildcards(word: str) -> Iterator[str]:
    """The word with each inner character in turn left open; the first and last carry too much of the meaning."""
    for place in range(1, len(word) - 1):
        yield f"{word[:place]}?{word[place + 1 :]}"


def _loose(body: str) -> str:
    """Allow one blank after the second character (成绩 单), as speech recognisers write, or 的 before the ending."""
    if len(body) < 3 or not body.isalpha():
        return body
    ending = _ENDING.search(body)
    if ending is not None and ending.start() >= 2:
        return f"{body[:2]} ?{body[2 : ending.start()]}(?:的?那[个份种张套些]|的)?{ending.group()}"
    return f"{body[:2]} ?{body[2:]}"


_cache: dict[int, tuple[Catalogue, DocumentNames]] = {}
_CACHE_SIZE = 8


def names_of(catalogue: Catalogue) -> DocumentNames:
    """The compiled names of a catalogue, kept for the few catalogues in use."""
    known = _cache.get(id(catalogue))
    if known is not None and known[0] is catalogue:
        return known[1]
    names = _compiled(tuple(_pairs(catalogue)))
    if len(_cache) >= _CACHE_SIZE:
        _cache.clear()
    _cache[id(catalogue)] = (catalogue, names)
    return names


@lru_cache(maxsize=_CACHE_SIZE)
def _compiled(pairs: tuple[tuple[str, str], ...]) -> DocumentNames:
    """A configuration read anew mostly names the same papers: compiling takes a tenth of a second."""
    return DocumentNames(pairs)


def _pairs(catalogue: Catalogue) -> Iterator[tuple[str, str]]:
    own = lexicon.keyed("documents")
    for document in catalogue.documents:
        for name in (document.name_zh, document.name_en, *document.aliases_zh, *document.aliases_en):
            yield name, document.code
    for code, aliases in own.items():
        for alias in aliases:
            yield alias, code
