"""A level told as another school's: 本科是别的学校, 在你们那读的是硕士. This school's records do not hold it."""

from __future__ import annotations

import re

_LEAD = r"(?:阶段|那会儿?|时候?|的|学历|,)*(?:是|就|后来|之前|以前|才|都|不过|但|另外)*"
_ELSEWHERE = re.compile(
    rf"{_LEAD}(?:在|从|去)?的?(?:别的?|外|其[他它]|另外的?|另一[所个家]|隔壁|人家|外地|外省|国外)的?[个所家]?(?:学校|校|大学|地方|院校|高校)"
)
#: 本科不是你们这的, said beside the level that is.
_NOT_HERE = re.compile(
    r"(?:阶段|的|学历|,)*(?:并?不是|不在)在?(?:你们|贵校|咱们|这里|这边|这|本校|你校)?(?:学校|校)?[读上念]?的?(?=$|[,。;\s])"
)
#: 本科是在川大读的, where another level is told of 你们.
_AT_ANOTHER = re.compile(
    rf"{_LEAD}在(?!你们|贵校|咱|本校|我校|母校|这|兰台)[\u4e00-\u9fff]{{1,8}}?(?:大学|学院|大|师范|理工)(?:读|上|念|学|毕业)的"
)
#: 硕士在利物浦读的, the same.
_READ_AT = re.compile(
    r"(?:阶段|那会儿?|后来|是|,)*[在去](?!你们|贵校|咱|本校|我校|母校|这|兰台|那|职|校)[\u4e00-\u9fff]{2,8}?(?:读|上|念|拿)的"
)
#: 后来在伦敦读的硕士, where another level is told of 贵校.
_STUDIED_AT = re.compile(
    r"[在去到](?!你们|贵校|咱|本校|我校|母校|这|兰台|那[时会年])[\u4e00-\u9fff]{2,8}?[读上念拿修][的了过完]*个?$"
)
_HERE = re.compile(r"你们|贵校|咱们?学校|本校|母校|你校|这里|这边")


def read_elsewhere(text: str, start: int, end: int, *, beside: bool) -> bool:
    """Whether the level from `start` to `end` is another school's; `beside`: another level is told, too."""
    if _ELSEWHERE.match(text, end):
        return True
    if beside and _HERE.search(text) and (_STUDIED_AT.search(text[:start]) or _READ_AT.match(text, end)):
        return True
    named = _HERE.search(text) and _AT_ANOTHER.match(text, end)
    return beside and bool(_NOT_HERE.match(text, end) or named)
