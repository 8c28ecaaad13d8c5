"""A message made ready for reading: folded characters, positions kept, stretches already understood marked.

Readers work on `Page.text` (half width, simplified, no invisible characters) and report positions there;
`Page.raw` gives back what was written.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, replace
from functools import lru_cache

from backend.domain.reading import heard
from backend.domain.reading.lexicon import traditional
from backend.domain.reading.model import Role

_SPECIAL = {
    "—": "-", "–": "-", "－": "-", "−": "-", "‐": "-", "‑": "-", "―": "-", "─": "-", "﹣": "-",
    "〜": "~", "∼": "~", "～": "~", "•": "·", "・": "·", "‧": "·", "∙": "·", "●": "·", "᛫": "·",
    "“": '"', "”": '"', "「": '"', "」": '"', "『": '"', "』": '"', "‘": "'", "’": "'", "`": "'",
    "【": "(", "】": ")", "〔": "(", "〕": ")", "《": "<", "》": ">", "×": "x", "✕": "x", "✖": "x", "〇": "零", "○": "零",
    "﹒": "·", "．": ".", "＠": "@", "→": "→", "\u3000": " ", "\t": " ", "\r": "\n",
}  # fmt: skip
#: Small words as ears and keyboards mistake them; each as long as what is meant.
_MEANT = {
    "英闻": "英文", "英问": "英文", "应文": "英文", "英纹": "英文", "中闻": "中文", "中问": "中文", "忠文": "中文", "终文": "中文",
    "地只": "地址", "地止": "地址", "店话": "电话", "手基": "手机", "由箱": "邮箱", "优箱": "邮箱", "油箱": "邮箱",
    "成缋": "成绩", "成债": "成绩", "成渍": "成绩", "成碛": "成绩", "戍绩": "成绩", "戌绩": "成绩", "或绩单": "成绩单",
    "录取名删": "录取名册", "录取名珊": "录取名册", "学箱": "学籍", "蜜封": "密封", "必业": "毕业", "币业": "毕业", "收姬": "手机", "快第": "快递", "快弟": "快递", "块递": "快递", "自渠": "自取",
    "密奉": "密封", "密丰": "密封", "密蜂": "密封", "密锋": "密封", "密缝": "密封", "密逢": "密封", "蜜丰": "密封", "蜜奉": "密封", "蜜风": "密封", "秘封": "密封",
    "硕土": "硕士", "博土": "博士",
    "瞬丰": "顺丰", "顺风快": "顺丰快", "顺峰": "顺丰",
}  # fmt: skip
#: The same of words that mean something of their own elsewhere: 音文成绩单, 要蜜蜂起来, 中文英文个一份.
_PAPER_NEXT = r"(?=(?:的|版|版的|件)?(?:成绩|[城陈]绩|学[籍位历为]|毕业|必业|在读|证明|翻译)|(?:版|的)(?:[一二两三四五六\d要和跟与,、。 ]|$)|(?:版|的)?[要各x*]?[一二两三四五六七八九\d][份分张粉])"
_MEANT_HERE = (
    (
        rf"(?<![叫是名姓为:\u4e00-\u9fff])[音鹰莺婴因樱]文{_PAPER_NEXT}|(?<=[要开办份张的和跟与来打个出成版单明请])[音鹰莺婴因樱]文{_PAPER_NEXT}",
        "英文",
    ),
    (rf"英[吻温稳]{_PAPER_NEXT}", "英文"),
    (r"学土(?![木地壤建族])", "学士"),
    (rf"(?<![叫是名姓为:])[钟仲]文{_PAPER_NEXT}", "中文"),
    (r"(?<=[要用需都全得])蜜蜂(?=起|好|的|吧|[,。;!)\s]|$)|蜜蜂(?=起来|一下|好(?:[的了,。]|$))", "密封"),
    (r"(?<=[文版单明件])个(?=[一二两三四五六\d]份)", "各"),
    (r"(?<=[单明书表件文册])一[是事试室](?=[一二两三四五六\d]份)", "一式"),
    (r"(?<=[我帮替代给])老[工攻宫](?=[开办的申查要他弄取在,。]|$)", "老公"),
    (r"(?<![加汽柴石原煤机])油(?=寄(?:到|给|去|过|来|往|出|吗|[,。?]|$))", "邮"),
)
_MISTYPED = re.compile("|".join([*_MEANT, *(f"(?P<m{place}>{wrong})" for place, (wrong, _) in enumerate(_MEANT_HERE))]))
#: Words spread out with blanks: 成 绩 单.
_SPREAD = re.compile(r"(?<![\u3400-\u9fff])(?:[\u3400-\u9fff] ){2,}[\u3400-\u9fff](?![\u3400-\u9fff])")
#: 【姓名】昝雨桐, at the head of a line: a field and what stands in it.
_LABEL = re.compile(r"^\(([\u4e00-\u9fff]{2,5})\)(?=[^\s(),。])", re.MULTILINE)
_INVISIBLE = frozenset({"Cf", "Cc", "Mn", "Me", "Cs", "Co", "Cn"})


@dataclass(frozen=True, slots=True)
class Hit:
    """A detail in page positions, while the message is still being read."""

    entity: str
    value: str | int
    start: int
    end: int
    problem: str | None = None
    role: Role = "subject"
    denied: bool = False

    def deny(self) -> Hit:
        """The same, taken back by the writer."""
        return replace(self, denied=True)


@lru_cache(maxsize=8192)
def _fold(char: str) -> str:
    """The folded form of one character; empty when it is invisible."""
    special = _SPECIAL.get(char)
    if special is not None:
        return special
    if char in "\n ":
        return char
    if unicodedata.category(char) in _INVISIBLE:
        return ""
    folded = unicodedata.normalize("NFKC", char)
    return "".join(traditional().get(part, part) for part in folded if part.isprintable())


def _meant(match: re.Match[str]) -> str:
    """The word that was meant, as long as the one that stands there."""
    return _MEANT_HERE[int(match.lastgroup[1:])][1] if match.lastgroup else _MEANT[match.group()]


class Page:
    """The message being read and what has been claimed in it so far."""

    __slots__ = ("_origin", "hits", "low", "papers", "raw", "taken", "text")

    def __init__(self, raw: str) -> None:
        """Fold `raw` character by character, remembering where each came from."""
        self.raw = raw
        pieces: list[str] = []
        origin: list[int] = []
        for position, char in enumerate(raw):
            for part in char if "!" <= char <= "~" else _fold(char):
                pieces.append(part)
                origin.append(position)
        self.text = "".join(pieces)
        for match in reversed(list(_SPREAD.finditer(self.text))):
            for place in reversed(range(match.start(), match.end())):
                if pieces[place] == " ":
                    del pieces[place], origin[place]
        self.text = _LABEL.sub(r" \1:", heard.figures("".join(pieces)))
        lowered = self.text.lower()
        if len(lowered) != len(self.text):
            lowered = "".join(c.lower() if len(c.lower()) == 1 else c for c in self.text)
        self.low = _MISTYPED.sub(_meant, heard.plain(lowered))
        self._origin = origin
        self.taken = bytearray(len(self.text))
        self.hits: list[Hit] = []
        self.papers = False  # whether a paper is named

    def free(self, start: int, end: int) -> bool:
        """Whether nothing in this stretch has been claimed."""
        return self.taken.find(1, start, end) < 0

    def claim(self, start: int, end: int) -> None:
        """Mark a stretch as understood, so that later readers leave it alone."""
        self.taken[start:end] = b"\x01" * (end - start)

    def add(self, hit: Hit, *, claim: bool = True) -> Hit:
        """Keep a hit, by default claiming its stretch."""
        self.hits.append(hit)
        if claim:
            self.claim(hit.start, hit.end)
        return hit

    def free_matches(self, pattern: re.Pattern[str], *, low: bool = True) -> list[re.Match[str]]:
        """All matches whose stretch is still free."""
        return [
            m for m in pattern.finditer(self.low if low else self.text) if self.taken.find(1, m.start(), m.end()) < 0
        ]

    def written(self, start: int, end: int) -> str:
        """The stretch as the writer wrote it."""
        first, last = self.span(start, end)
        return self.raw[first:last].strip()

    def span(self, start: int, end: int) -> tuple[int, int]:
        """A stretch of the page as positions in the message."""
        if not self._origin or start >= len(self._origin) or end <= start:
            return 0, 0
        return self._origin[start], self._origin[end - 1] + 1

    def gap(self, end: int, start: int) -> str:
        """The text between two stretches."""
        return self.low[end:start]
