"""What is weighed, or added and given up, in the same breath: nothing of it stands."""

from __future__ import annotations

import re

from backend.domain.reading.page import Page

#: 再加一份中文成绩单行不?算了不加了
_ADDED_AND_NOT = re.compile(
    r"(?:加|添|追加|多要|多办|多开|补)(?!急)[^。;；!！\n]{0,24}?(?:"
    r"[,，。?？!！\s…]+(?:哎|唉|呃|啊|哦|额|嗯|想了?想)*[,，\s]*(?:还是)?(?:算了|罢了|别了)[,，\s]*(?:还是)?(?:(?:不|别|先不|莫)(?:加|添|要|办|补|多要)了?)?"
    r"|[,，。?？!！\s…]*(?:还是|哎|唉|算了|那)+[,，]?(?:不|别|先不|莫)(?:加|添|补)了?)"
)


def undone_additions(page: Page) -> list[tuple[int, int]]:
    """Where something is added and given up in the same breath: nothing of it stands."""
    return [match.span() for match in _ADDED_AND_NOT.finditer(page.low)]


_LANGUAGE = r"(?:中英文?|中文|英文|英语|双语)"
#: 中文还是英文?我想想: weighed, and not yet chosen.
_WEIGHED = re.compile(
    rf"{_LANGUAGE}(?:的|版)*(?:还是|或者?){_LANGUAGE}(?:的|版)*(?:呢|啊|好|合适|行)*?(?:\s*[?？…]+|[,，。\s]*(?:我|还|也|得|要|先)*"
    r"(?:想想|考虑|不知道|不清楚|没想好|问问|问一?下|不确定|没定|没说)|(?:好|合适)[呢啊点些一]*$)"
)


#: 中文和英文我说反了,应该是中文两份: named to be put right, not as one bilingual paper.
_MIXED_UP = re.compile(
    rf"{_LANGUAGE}(?:和|跟|与|、)?{_LANGUAGE}?[^,，。;；]{{0,4}}(?:说|写|填|弄|搞|记|打|讲)?[反颠混](?:倒|淆)?了"
)


#: 之前说不封那句不算: what was said does not count.
_NOT_COUNTED = re.compile(
    r"(?:之前|刚才|刚刚|前面|先前|上面|上一句)(?:我)?(?:说|讲|写|填)(?:过|了)?的?[^,，。;；]{0,12}?(?:那句|那个|的话|这句)?(?:都)?(?:不算(?!贵|高|多|慢)|作废|不作数)"
)


def undecided(page: Page) -> list[tuple[int, int]]:
    """Where two languages are weighed against each other, or said to be mixed up, or something said not to count."""
    return [match.span() for pattern in (_WEIGHED, _MIXED_UP, _NOT_COUNTED) for match in pattern.finditer(page.low)]
