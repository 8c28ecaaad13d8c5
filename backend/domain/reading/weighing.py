"""Counts and versions weighed by who says them, and of when: what others say, what stood before, what may be some day.

老公说两份够,我说三份,听我的: of two figures for one row the writer's own of now stands.
"""

from __future__ import annotations

import re
from dataclasses import replace

from backend.domain.reading.marks import Mark
from backend.domain.reading.page import Page
from backend.domain.reading.recounts import alike

_EDGE = re.compile(r"[:,，。;；!！?？\n…~]")
_WHO = (
    r"(?:单位|公司|学校|学院|导师|老师|教授|领导|主任|hr|人事处?|社保局?|人社局?|劳资科|对方|那边|人家|律师|中介|窗口|供应商|使馆|法院|公证处|群里|同事|同学|室友|舍友|朋友|班长"
    r"|老公|老婆|媳妇|爱人|老伴|先生|太太|孩子妈?|女儿|儿子|闺女|[爸妈爹娘哥姐弟妹姑嫂舅叔姨][爸妈哥姐弟妹子]?|他们?|她们?)"
)
#: 社保局说要三份, 我嫂子说三份, 导师让我开两份: others say so.
_OTHERS_SAY = re.compile(
    rf"{_WHO}[^,。;]{{0,6}}?(?:说|讲|让|叫|喊|建议|劝|要求|规定|言|开口)(?!好|定)(?:我|要|办|开|打|最好|是|的|得|多|准备|那?就){{0,4}}[^,。;]{{0,8}}$"
)
#: 昨天填的两份, 系统里写的六份, 我那单是三份: it stood there before.
_BEFORE_NOW = re.compile(
    r"(?:之前|上次|上回|昨[天日晚儿]?|前天|前几天|前年|去年|上午|早上|原[来本想先说报定]|原打算|本来|起初|早先|先前|刚才|刚刚|刚(?=[填写说交发]|跟你)|前面|上面|上一条|已(?:经)?提交|交上去|系统里|单子[里上]|申请里|函里|清单上|你们?记的|我那单|待审核)"
    r"[^,。;]{0,14}$"
)
#: 刚才交的申请都改成密封的: what it is changed into is of now.
_CHANGED = re.compile(r"(?:改|换|变|调整?)(?:成|为|到|要|回)")
_STOP = re.compile(r"[。;!?\n]")
#: 这么算英文三份中文一份, 所以两份
_ADDS_UP = re.compile(r"(?:这[么样]算|算下来|也就是说?|就是说|所以|等于说?|总之)[^,。;]{0,8}$")
#: 不要给我拆成两张, 别逼我买三份
_NOT_THAT = re.compile(
    r"(?:别|不要|莫|甭|不许)(?!忘|漏|少|错|弄|搞|密|封)(?:再|又|给我|帮我|逼我|让我|拆|分|开|买|做|整|成){1,5}$"
)
_IF = re.compile(r"(?:要是|如果|万一|假如|若是?|倘若)[^,。;]{0,12}$")
_BESIDES = re.compile(
    r"再(?!想|说)|另|还[要想有得]|加|追|多[要开来办备给]|剩|其[余中他]|以后|下次|[两三]种|一种|各|分别|也|里[拿把]|(?<!提)[给寄交留]"
)


#: 那就三份, 只要学位证明, 我要英文的: what the writer comes to.
_COMES_TO = re.compile(r"(?:那就?|只|就|光|仅|现在|如今|这次|这回|我(?:要|想要|觉得|自己))[^,。;]{0,10}$")
#: 毕业证明改为1份: the figure that is put in another's place.
_ANEW = re.compile(r"(?:改|换|减|变|增|加|升|降|凑)(?:成|为|到|回|至)\s*$|份数改\s*$")
#: 英文的我也要
_TOO = re.compile(r"[^,。;]{0,6}?(?:也|还)(?:要|办|开|来|得)")
#: 听她的, 按单位说的来
_HEEDS = re.compile(r"听(?!我的|说)[^,。;]{1,3}的|(?:按|照)(?!我)[^,。;]{1,4}(?:说的|的)(?:来|办)")


def weighed(page: Page, found: list[Mark]) -> list[Mark]:
    """The marks with those denied against which another one for the same row weighs more."""
    light = [*_light_counts(page, found), *_light_names(page, found)]
    return [replace(mark, denied=True) if any(mark is each for each in light) else mark for mark in found]


def _light_counts(page: Page, found: list[Mark]) -> list[Mark]:
    counts = [mark for mark in found if mark.kind == "copies" and not (mark.denied or mark.dropped or mark.each)]
    if added_up := _added_up(page, counts, found):
        return added_up
    if _parcelled(page, counts):
        return []
    told = [mark for mark in counts if _only_told(page, mark) or _NOT_THAT.search(_head(page, mark))]
    told = [mark for mark in told if mark is not counts[-1] or "又" not in _head(page, mark)]  # 我说一份,社保又说两份
    own = [mark for mark in counts if not any(mark is each for each in told) and not _besides(page, mark)]
    if told and _HEEDS.search(page.low, told[-1].end):
        told, own = [mark for mark in own if mark.end < told[-1].start], told[-1:]
    light = [mark for mark in told if any(_rivals(page, mark, each, found) for each in own)]
    iffy = [mark for mark in told if _IF.search(_head(page, mark))]
    light += [mark for mark in iffy if any(_rivals(page, mark, each, found) for each in told if each not in iffy)]
    anew = [mark for mark in own if _ANEW.search(_head(page, mark))]
    versions = [mark for mark in found if mark.kind == "language"]
    behind = [mark for mark in own if any(0 <= mark.start - each.end <= 1 for each in versions)]
    pairs = len({each.value for each in versions}) > 1  # 中文一份英文改成3份: each version has its own
    first = [mark for mark in own if mark not in anew and not (pairs and mark in behind)]
    return light + [
        mark for mark in first if any(mark.end < each.start and _rivals(page, mark, each, found) for each in anew)
    ]


def _rivals(page: Page, mark: Mark, other: Mark, found: list[Mark]) -> bool:
    first, second = sorted((mark, other), key=lambda each: each.start)
    return first.value != second.value and alike(page, first, second, found)


def _parcelled(page: Page, counts: list[Mark]) -> bool:
    """两份,街道要一份,自己留一份: the later ones are parts of the one before them."""
    return any(
        int(first.value) == sum(int(mark.value) for mark in counts[place + 1 : end])
        and not any(_COMES_TO.search(_head(page, mark)) for mark in counts[place + 1 : end])
        for place, first in enumerate(counts)
        for end in range(place + 3, len(counts) + 1)
    )


def _added_up(page: Page, counts: list[Mark], found: list[Mark]) -> list[Mark]:
    """一份给使馆,一份给公司,所以两份: the counts that only tell how the last ones came about."""
    sums = [mark for mark in counts if mark.total or _ADDS_UP.search(_head(page, mark))]
    if not sums:
        return []
    place = counts.index(sums[0])
    stop = _STOP.search(page.low, sums[0].end)
    whole = sum(int(mark.value) for mark in counts[place:] if stop is None or mark.start < stop.start())
    parts = [mark for mark in counts[:place] if not _versions_between(mark, sums[0], found)]
    added = len(parts) > 1 and sum(int(mark.value) for mark in parts) == whole
    return parts if added and len(parts) == place else []


def _versions_between(count: Mark, later: Mark, found: list[Mark]) -> bool:
    """Whether a paper or a version is named between two counts: each of them has its own."""
    named = [mark for mark in found if mark.kind in ("document", "language") and count.end <= mark.start]
    between = [mark for mark in named if mark.end <= later.start]
    last = max((mark.start for mark in found if mark.kind == "copies" and mark.end <= later.start), default=0)
    return any(mark.start < last for mark in between)


def _light_names(page: Page, found: list[Mark]) -> list[Mark]:
    """Versions and papers of what was or of what others say, where nothing is counted with them."""
    seals = [mark for mark in found if mark.kind == "sealed"]
    told_seals = [mark for mark in seals if _only_told(page, mark)]
    light = [
        mark for mark in told_seals if any(each.value is not mark.value for each in seals if each not in told_seals)
    ]
    for kind in ("language", "document"):
        if kind == "language" and any(mark.kind == "document" and mark.dropped for mark in found):
            continue
        named = [mark for mark in found if mark.kind == kind and not (mark.denied or mark.dropped)]
        told = [mark for mark in named if _only_told(page, mark)]
        own = [mark for mark in named if not any(mark is each for each in told)]
        values = {mark.value for mark in own if _comes_to(page, mark)}
        kept = {mark.value for mark in own}
        counted = [mark for mark in told if any(_together(page, mark, each) for each in found if each.kind == "copies")]
        light += [mark for mark in told if values and mark.value not in kept and mark not in counted]
    return light


def _comes_to(page: Page, mark: Mark) -> bool:
    head = _head(page, mark)
    return bool(_COMES_TO.search(head)) and not _BESIDES.search(head) and not _TOO.match(page.low, mark.end)


def _together(page: Page, mark: Mark, count: Mark) -> bool:
    first, second = sorted((mark, count), key=lambda each: each.start)
    return _EDGE.search(page.low, first.end, second.start) is None and second.start - first.end <= 3


def _head(page: Page, mark: Mark) -> str:
    """The clause up to a mark."""
    edges = [edge.end() for edge in _EDGE.finditer(page.low, 0, mark.start)]
    return page.low[edges[-1] if edges else 0 : mark.start]


def _only_told(page: Page, mark: Mark) -> bool:
    head = _head(page, mark)
    told = _OTHERS_SAY.search(head) or _BEFORE_NOW.search(head)
    return bool(_IF.search(head) or (told and not _CHANGED.search(head) and not _besides(page, mark)))


def _besides(page: Page, mark: Mark) -> bool:
    return _BESIDES.search(_head(page, mark)) is not None
