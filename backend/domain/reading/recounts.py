"""A number of copies that the same message puts right: 来一份,唉不够,来两份; 本来要六份,想想四份足够; two, make that five.

Only a count of the same paper in the same language stands in for an earlier one, and none that is asked for besides.
"""

from __future__ import annotations

import re
from dataclasses import replace

from backend.domain.reading.marks import Mark
from backend.domain.reading.numbers import COUNT, ENGLISH, number
from backend.domain.reading.page import Page

_OPENS = r"[,。.…!?~\s-]*(?:(?:哎呀?|唉|诶|哦|噢|喔|呃|额|啊|呀|嗯|哟|晕|糟|那个|等等|等一?下|不好意思|抱歉|对不起)[,。.…!~\s]*)*"
_HEDGE = r"(?:我|也|实在|好像|似乎|感觉|觉得|怕是?|恐怕|应该|可能|估计|也许|肯定|明显|显然|还是|有点|有些|偏|太|忒|老|只|才|都|刚才|刚刚|刚|又|是){0,4}"
_LEADS = r"(?:那|就|还是|应该|应当|其实|想|要|开|来|打|办|出|弄|整|搞|给我|改|是|得|请|按|换成|改成|麻烦|帮我|我|一共|总共|吧|需要|说的|定|留|凑|干脆|直接|,|\s)*$"
#: 数错了, 口误, 不够: why the number before is not the one.
_SLIP = re.compile(
    rf"(?:吧|嘛|的|来着|啦|呢)?{_OPENS}{_HEDGE}"
    r"(?:[数算说打写记讲弄搞看按选点填报输敲](?:错|多|少|漏|快|反|岔)了?(?:数|份数)?|[嘴手](?:快|滑|误|瓢|抖)了?|口误|手误|笔误"
    r"|不太?够用?|不大够|不足|[多少]了(?:点|些|一点)?|[多少]|用不(?:了|完)|不不+|不是|不对|算了|不(?=[,。.…!\s]|$|[一二两三四五六七八九十\d]))"
    rf"了?(?:的?样子|吧|啊|呀|[哈呵嘿嘻]+|这么多|那么多)?[,。.…!~\s-]*{_LEADS}"
)
#: 保险起见还是三份.
_RATHER = re.compile(
    r"(?:吧|的)?[,。.…!\s]+[^,。;!?]{0,8}(?:还是|干脆|索性|不如)(?:就|要|开|来|办|打|给我|按|弄){0,2}$"
)
#: 两份吧,再想想……那就三份.
_RECONSIDERED = re.compile(
    r"(?:再?想想|想了一?[想下]|仔细想|细想|转念|再考虑|考虑(?:了|一下)|商量(?:了|一下)|再?算(?:了)?一?[算下])[^;!?]{0,24}(?:那就|就|还是|那)(?:要|开|来|办|打|定|改成)?$"
)
#: 我先生说要三份,我觉得两份够了.
_OTHERS_SAY = re.compile(r"(?<!我)(?:说|讲|让我|叫我|喊我|建议|劝我)(?:我)?(?:要|办|开|打|最好|先)*$")
_OWN_VIEW = re.compile(r"[,。;\s](?:但|可|不过)?我(?:自己)?(?:觉得|看|想|感觉|认为|寻思|估计|还是)[^,。;!?]{0,6}$")
#: 本来打算要六份.
_AT_FIRST = re.compile(
    r"(?:(?:本来|原来|原本|原先|原计划|原打算|起初|起先|最初|最早|最开始|一开始|刚开始|先前|早先|之前|前面|刚才|刚刚|刚)[^,。;!?]{0,8}"
    r"(?:说|讲|要|想|打算|准备|计划|写|填|报|让|叫|定|以为|寻思|琢磨|觉得|估计|选|考虑|需要|是|申请|开|办)"
    r"|原计划|原打算|先(?:是)?(?:[^,。;!?]{0,4}(?:让|叫|告诉|通知)|说|跟我说|写|报|填|以为|想着?|打算))[^,。;!?\d]{0,6}$"
)
#: 想想四份足够: what came after.
_LATER = re.compile(
    r"后来|后面|现在|如今|结果|最后|最终|昨天|昨晚|今天|今早|眼下|想想|想了|一想|一算|细想|考虑|商量|合计|琢磨|改口|主意|又(?:说|打|让|改|讲|觉得|通知|来电)"
    r"|其实|还是|这次|这会|这下|觉得|发现|感觉|听说|才知道|问了|够"
)
#: 上次开了两份,这次要三份.
_DONE = re.compile(
    r"(?:上次|上回|以前|之前|去年|前年|那次|早先|上个?月|前阵子|前几年)[^,。;!?]{0,8}?(?:办|开|打|要|拿|申请|领|寄|出)(?P<k>过|了|的是?|来的?|到)?$"
)
_NOW = re.compile(r"这次|这回|这一次|现在|今天|今年|眼下|如今")
#: What is asked for besides, on a condition or at another time puts nothing right.
_BESIDES = re.compile(
    r"再(?!想|说)|另|还[要有得]|加|追|多[要开来办备给]|剩|其[余中他]|如果|要是|的话|万一|以后|下次|[两三]种|一种|各|和$|分别"
)

#: 多要一份,变两份: so many more, and what that makes.
_MORE_BEFORE = re.compile(r"(?:[再多加添增]|追加|增加)(?:给我|帮我|加|来|要|开|办|打|印|补|多|上){0,2}\s*$")
_MAKES = re.compile(
    r"[,。!\s]*(?:那|就|这样|也|一共|总共|共|合起来|加起来)*(?:(?:变|凑|加|增|升)(?:成|到|为|够)?|成|就?是|也就是|共|一共|总共|加起来)(?:了|是|要)?\s*"
)
_IN_ALL = re.compile(rf"{_MAKES.pattern}{COUNT}\s*[份张套]")
#: 再加一份复印件不,一共两份: what stands between.
_THING = re.compile(r"^(?:的|复印件|原件|副本|[不吗么嘛呗吧])+")
#: 中文还是一份: of the one named right before it nothing changes.
_STILL = re.compile(
    r"(?:的|那[份个]|版|[,\s]|不[变动改]|照旧|就|要|不用改){0,4}(?:还是?|保持|维持|仍然?|依[旧然]|照旧)(?:是|为|要|不变)*\s*"
)

_WORD = "|".join(word for word in ENGLISH if len(word) > 2)
_TURN = (
    r"(?:(?:let's )?(?:make|call) (?:it|that)|i (?:really |actually )?(?:meant?|need|want)|scratch that|on second thoughts?|strike that|correction|or rather"
    r"|no wait|wait no|actually|sorry|oops|wait|no|rather|it should be|should be|it's|that's|better|(?:or )?maybe|let's say)"
)
#: Sorry, make that five: a number that needs no noun behind such a word.
_BARE = re.compile(
    rf"\b{_TURN}(?:[\s,.:;!-]+{_TURN})*[\s,.:;!-]+(?:only |just |to say |say )*(?P<n>{_WORD}|\d{{1,2}})(?=\s*(?:[,;!?]|\.(?!\d)|$|instead\b|please\b|then\b|of them\b))"
)
_TURNED = re.compile(
    r"\b(?:make (?:it|that)|i (?:really |actually )?meant?\b|scratch that|strike that|on second thoughts?|correction|or rather|no wait|wait|actually|sorry|oops|no)[\s,.:;!-]+"
    r"(?:(?:i|we) (?:really |actually )?(?:need|want|would like|meant?) |i'd like |make (?:it|that) |it should be |only |just |to say |say |wait,? |no,? |sorry,? |actually,? )*$"
)


def bare(page: Page, known: list[Mark]) -> list[Mark]:
    """The English numbers that put an earlier count right and stand without a noun."""
    found: list[Mark] = []
    for match in _BARE.finditer(page.low):
        value = ENGLISH.get(match.group("n")) or number(match.group("n"))
        earlier = any(mark.kind == "copies" and mark.end <= match.start() for mark in known)
        taken = any(mark.start < match.end("n") and match.start("n") < mark.end for mark in known)
        if value and earlier and not taken and page.free(*match.span("n")):
            found.append(Mark("copies", value, *match.span("n")))
    return found


#: 一半中文一半英文.
_HALF = re.compile(
    r"(?:一半|各半)(?=(?:是|要|开|打|来)?(?P<l>中文?|英文?)(?![\u4e00-\u9fff]|$)|(?:是|要|开|打|来)?(?:中文|英文))"
)


def halves(page: Page, known: list[Mark]) -> list[Mark]:
    """The two halves of the only count there is."""
    told = page.free_matches(_HALF)
    counts = [mark for mark in known if mark.kind == "copies"]
    if len(told) != 2 or len(counts) != 1 or int(counts[0].value) % 2:
        return []
    return [Mark("copies", int(counts[0].value) // 2, *match.span()) for match in told]


#: 原来中文1份,现在改成双语2份: what stood before and what stands in its stead.
_STOOD = re.compile(
    r"(?:原来|原先|原本|本来|之前|先前|当初|前面|刚才|刚刚|一开始|起初)[^。;!?\n]{1,24}?[,。;\s]+(?P<new>[^。;!?\n]{0,16}?"
    r"(?:现在|如今|改成|改为|换成|改要|换为|直接要|直接开|直接办|还是要|还是开|还是办))"
)
_MORE = re.compile(r"再(?!想|说)|另|还(?!是)|加|多|也|都")


def replaced(page: Page, found: list[Mark]) -> list[Mark]:
    """The marks with those denied that tell what stood before another was wished for."""
    for match in _STOOD.finditer(page.low):
        if _MORE.search(page.low[match.start("new") : match.end("new") + 8]):
            continue
        later = {mark.kind for mark in found if mark.start >= match.start("new") and not mark.denied}
        papers = [mark for mark in found if mark.kind == "document" and mark.start >= match.start()]
        if len({mark.value for mark in papers}) > 1:
            continue  # 本来要成绩单两份,现在三份学位证明
        found = [
            replace(mark, denied=True)
            if match.start() <= mark.start < match.start("new") and mark.kind in later & {"language", "copies"}
            else mark
            for mark in found
        ]
    return found


#: 申请里只有中文成绩单,想再补两份英文的: what is there already is not asked for once more.
_THERE = re.compile(
    r"(?:申请|单子|[单表]里?|里面|里头|上面|订单|已经?|之前|上次|当时)(?:里面?|里头|上)?(?:只|就|是)?(?:有|要|办|开|交|写|选|填|申请)(?:了|过)?"
    r"(?P<there>[^,。;!?\n]{2,16})[,。;\s]+(?=[^。;!?\n]{0,8}?(?:再(?!想|说)|另外|还(?:想|要)|加|补|多))"
)


def without_there(page: Page, found: list[Mark]) -> list[Mark]:
    """The marks without the versions that a request has already, where another is asked for besides."""
    for match in _THERE.finditer(page.low):
        inside = [m for m in found if match.start("there") <= m.start < match.end("there")]
        languages = {m.value for m in found if m.kind == "language" and m.start >= match.end()}
        if not languages or not any(m.kind == "language" and m.value not in languages for m in inside):
            continue
        found = [m for m in found if m.kind not in ("language", "copies") or not any(m is each for each in inside)]
    return found


#: 两份够了,就两份吧: the same count once more.
_ECHO = re.compile(
    r"(?:(?:就)?够了?|吧|嘛|的|[,。!\s])*(?:对|嗯|是的|好|行|那)?[,\s]*(?:那就|就是|就|也就是|要)?(?:要|开|来|办|是)?"
)


def echoed(page: Page, found: list[Mark]) -> list[Mark]:
    """The marks without counts that only repeat the one before."""
    kept: list[Mark] = []
    for mark in found:
        before = kept[-1] if kept else None
        same = before is not None and (before.kind, before.value) == ("copies", mark.value) == (mark.kind, mark.value)
        plain = before is not None and not (before.denied or before.dropped or mark.denied or mark.dropped)
        gap = page.low[before.end : mark.start] if before is not None else ""
        if mark.back or not (same and plain and len(gap) != 1 and _ECHO.fullmatch(gap)):
            kept.append(mark)
    return kept


def put_right(page: Page, found: list[Mark]) -> list[Mark]:
    """The marks with those counts denied which a later count stands in for."""
    counts = [mark for mark in found if mark.kind == "copies" and not mark.dropped]
    differences = [mark for mark in counts if _difference(page, mark, counts)]
    found = [mark for mark in found if not any(mark is each for each in differences)]
    again = [mark for mark in counts if _named_again(page, mark, counts, found)]
    found = [replace(mark, denied=True) if any(mark is each for each in again) else mark for mark in found]
    counts = [mark for mark in found if mark.kind == "copies" and not mark.dropped]
    wrong = [
        first
        for place, first in enumerate(counts[:-1])
        if not first.denied and _stands_in(page, first, counts[place + 1], found)
    ]
    return [replace(mark, denied=True) if any(mark is each for each in wrong) else mark for mark in found]


#: 少写了一份,三份改四份: by how much it was wrong.
_DIFFERENCE = re.compile(r"[少漏多](?:[写填报说算选点要开办打]了?|了)?$")


_SHOULD_BE = re.compile(r"(?:应该|应当|本来|其实|一共|总共)(?:就|都)?(?:是|要|有|填)")


def _named_again(page: Page, mark: Mark, counts: list[Mark], found: list[Mark]) -> bool:
    """Whether a count goes with a later one: 三份证明。三份多了,两份."""
    gone = [each for each in counts if each.denied and each.start > mark.start and each.value == mark.value]
    return not mark.denied and any(alike(page, mark, each, found) for each in gone)


def _difference(page: Page, mark: Mark, counts: list[Mark]) -> bool:
    """Whether a count is the difference between two later ones."""
    right = any(
        each.start > mark.start and (each.denied or _SHOULD_BE.search(page.low, max(0, each.start - 6), each.end))
        for each in counts
    )
    return right and _DIFFERENCE.search(page.low[: mark.start]) is not None


def _stands_in(page: Page, first: Mark, second: Mark, found: list[Mark]) -> bool:
    """Whether the second count is said instead of the first."""
    if _grows(page, first, second) and not second.denied:
        return True
    if second.total or second.denied or first.value == second.value or not alike(page, first, second, found):
        return False
    gap = _between(page, first, second, found)
    before = page.low[max(0, first.start - 24) : first.start]
    if _TURNED.search(gap) or _grows(page, first, second):
        return True
    if _other_stays(page, first, second, found):
        return False
    done = _DONE.search(before)
    if done and _NOW.search(gap) and (done.group("k") == "过" or not _BESIDES.search(gap)):
        return True
    if _BESIDES.search(gap):
        return False
    if _SLIP.fullmatch(gap) or _RATHER.search(gap) or _RECONSIDERED.search(gap):
        return True
    if _OTHERS_SAY.search(before) and _OWN_VIEW.search(gap):
        return True
    return bool(_AT_FIRST.search(before) and _LATER.search(gap))


def _grows(page: Page, first: Mark, second: Mark) -> bool:
    """Whether the second count is what the first, so many more, makes in all."""
    more = _MORE_BEFORE.search(page.low[: first.start]) is not None
    makes = _MAKES.fullmatch(_THING.sub("", page.low[first.end : second.start])) is not None
    return more and makes and int(second.value) > int(first.value)


def told_in_all(page: Page, end: int) -> bool:
    """Whether so many more are followed by what they make in all: 多要一份,变两份."""
    return _IN_ALL.match(page.low, end) is not None


def _other_stays(page: Page, first: Mark, second: Mark, found: list[Mark]) -> bool:
    """英文加到三份,中文还是一份: the second count is of another row, which stays as it is."""
    named = [mark for mark in found if mark.kind in ("document", "language")]
    inside = [mark for mark in named if first.end <= mark.start and mark.end <= second.start]
    if not inside or not _STILL.fullmatch(page.low[inside[-1].end : second.start]):
        return False
    earlier = [mark.value for mark in named if mark.kind == inside[-1].kind and mark.end <= first.start]
    return bool(earlier) and earlier[-1] != inside[-1].value


def _between(page: Page, first: Mark, second: Mark, found: list[Mark]) -> str:
    """The text between two counts without the papers and languages that stand in it."""
    inside = [mark for mark in found if mark.kind in ("document", "language")]
    inside = [mark for mark in inside if first.end <= mark.start and mark.end <= second.start]
    place, pieces = first.end, []
    for mark in inside:
        pieces.append(page.low[place : mark.start])
        place = max(place, mark.end)
    return "".join([*pieces, page.low[place : second.start]])


def alike(page: Page, first: Mark, second: Mark, found: list[Mark]) -> bool:
    """Whether both counts may speak of one row: no other paper, no other language."""
    for kind in ("document", "language"):
        values = [mark for mark in found if mark.kind == kind and not mark.denied]
        one, other = _said_with(page, first, values), _said_with(page, second, values)
        if one is not None and other is not None and one != other:
            return False
        between = {mark.value for mark in values if first.end <= mark.start < second.start}
        if len(between) > 1 or (one is not None and between - {one}):
            return False
    return True


def _said_with(page: Page, count: Mark, values: list[Mark]) -> str | int | bool | None:
    """The paper or language that stands with a count: right behind it, or else before it in the same clause."""
    for mark in values:
        near = page.low[count.end : mark.start] if count.end <= mark.start else ""
        if count.end <= mark.start and len(near) <= 12 and not re.search(r"[,。;、!?]", near):
            return mark.value
    before = [mark for mark in values if mark.end <= count.start]
    if before and not re.search(r"[,。;!?]", page.low[before[-1].end : count.start]):
        return before[-1].value
    return None
