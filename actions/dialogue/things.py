"""A thing of a request that is cancelled by name ("把密封取消"), while the request itself stays."""

import re
from dataclasses import replace

from actions.dialogue.state import Form
from actions.dialogue.turn import Turn

_THING = (
    r"(?:密封|封口|封装|骑缝章|加急|急件|邮寄|快递|顺丰|备注|留言|用途|说明|领取箱|希望日期|截止日期"
    r"|seal(?:ing)?|express|courier|posting|rush|expedited|note|remark|purpose|deadline)"
)
_THING_GOES = re.compile(
    rf"(?:取消|去掉|撤掉|撤销|删掉|删除|免掉|不要|不用)(?:了|掉)?(?:这个|那个|我的|原来的?|刚才的?)?(?P<one>{_THING})"
    r"(?!的?(?:成绩|证明|那[份个单]|申请))"
    rf"|(?P<two>{_THING})(?:的?要求|服务|这[个项条]|那[个项条]|的)?(?:就|也|都|先|给我|帮我|请|麻烦)*"
    r"(?:取消|去掉|撤掉|撤销|删掉|删了|免了)"
    rf"|\b(?:cancel|remove|drop) (?:the |my |that )?(?P<three>{_THING})\b",
    re.IGNORECASE,
)
_ALL_OF_IT = re.compile(
    r"申请[^,，。]{0,4}(?:取消|撤|不办|不要)|(?:整个|全部|都|这单|那单|一起|也)(?:都|就)?(?:取消|撤|不办|不要)|不办了|算了"
    r"|(?:取消|撤[回销掉]?)[^,，。]{0,4}(?:申请|单子|订单|全部|整个)"
    r"|cancel (?:the|my|this) (?:whole )?(?:request|application|order)",
    re.IGNORECASE,
)


def cancelled_things(turn: Turn) -> list[str]:
    """ "把密封取消，成绩单照办": what of a request is to go while the request stays; none where all of it is meant."""
    rest = _THING_GOES.sub("", turn.text)
    if turn.choice is not None or turn.kind != "text" or _ALL_OF_IT.search(rest):
        return []
    groups = [found.groupdict() for found in _THING_GOES.finditer(turn.text)]
    return [str(group["one"] or group["two"] or group["three"]).lower() for group in groups]


_POSTING = frozenset({"邮寄", "快递", "顺丰", "express", "courier", "posting"})
_HURRY = frozenset({"加急", "急件", "希望日期", "截止日期", "rush", "expedited", "deadline"})
_WORDS = frozenset({"备注", "留言", "说明", "note", "remark"})
_PURPOSE = frozenset({"用途", "purpose"})


def without_cancelled_ways(turn: Turn) -> Turn:
    """ "取消邮寄": the way that is named there is not the one that is wished."""
    ways = {"sf" if thing == "顺丰" else "express" for thing in _POSTING & set(cancelled_things(turn))}
    gone = [
        replace(one, denied=True) if one.entity == "delivery_method" and one.value in ways else one
        for one in turn.details
    ]
    return replace(turn, details=tuple(gone))


def drop_things(turn: Turn, form: Form) -> bool:
    """Take out of the form what was cancelled of it; tells whether anything was there."""
    things = set(cancelled_things(turn))
    before = (form.needed_by, form.note, form.purpose, dict(form.delivery))
    if things & _HURRY:
        form.needed_by = None
    if things & _WORDS and not any(row["document_type"] == "other" for row in form.items):
        form.note = None
    if things & _PURPOSE and turn.first("purpose") is None:
        form.purpose = None
    told = turn.first("address", "delivery_method") is not None
    if things & _POSTING and form.delivery.get("method") == "express" and not told:
        for key in ("method", "carrier"):
            form.delivery.pop(key, None)
    changed = before != (form.needed_by, form.note, form.purpose, form.delivery)
    form.checking = form.checking and not changed
    return changed
