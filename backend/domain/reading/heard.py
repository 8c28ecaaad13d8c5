"""What ears and dialects make of plain words: each character becomes the one that is meant, so no position moves."""

from __future__ import annotations

import re
from typing import Final

#: Figures said one by one (二零幺五, 七七零三幺五八): five and more of them, or fewer with a 幺, which says nothing else.
_SAID = re.compile(
    r"(?=[零一二三四五六七八九]*幺|[零一二三四五六七八九幺洞]{5})[零一二三四五六七八九幺洞]{2,}"
    r"|(?<=\d)[零一二三四五六七八九]*幺[零一二三四五六七八九幺洞]*"
)
_FIGURES: Final = str.maketrans("零一二三四五六七八九幺洞", "012345678910")

#: Single characters that are written in one dialect only.
_LETTERS: Final = str.maketrans("嘅咗嚟喺", "的了来在")
_KIN: Final = r"儿子|女儿|囡|爸|妈|姆妈|爷(?!爷)|娘|阿[爸妈哥姐爹娘爷婆公]|爱人|老公|老婆|老头|老太|[哥姐弟妹孙]"
#: Others, in the place where they stand for something else: 勿要, 自家来拿, 进格学堂, 下嘞乡, 读嘅系本科.
_PLACED = (
    (r"[勿弗](?=[要用想需必])", "不"),
    (r"自家(?=[来去过上拿取领])|各人(?=[来去过上拿取领])", "自己"),
    (r"(?<=[进上下读念毕考领扯结])[格嘞哩滴咯勒](?=学|校|乡|业|证|婚|大|厂)", "的"),
    (r"(?<=[上进读念的])学堂", "学校"),
    (r"(?<=[来嚟去])攞|(?<=自己)攞", "拿"),
    (rf"[伊渠](?={_KIN}|[叫额嘅个]|自家|今年)|(?<=[替帮代给])伊(?=[办拿寄查开弄来去要申补])", "他"),
    (rf"阿拉(?={_KIN}|屋里|单位|学堂|想|要|是)", "我们"),
    (r"额(?=成绩|学籍|学历|毕业|学位|档案|证|材料|名册|登记)", "的"),
    (r"(?<=[嘅佢都就])系(?!统|列|主任|里|的|办)", "是"),
)
_WORDS = re.compile("|".join(f"(?P<w{place}>{word})" for place, (word, _) in enumerate(_PLACED)))


def figures(text: str) -> str:
    """The text with figures said one by one as digits."""
    return _SAID.sub(lambda said: said.group().translate(_FIGURES), text)


def plain(text: str) -> str:
    """The text with a dialect's characters as those of the common language."""
    return _WORDS.sub(_meant, text).translate(_LETTERS)


def _meant(match: re.Match[str]) -> str:
    return _PLACED[int(str(match.lastgroup)[1:])][1]
