"""Whose a number is: the writer's own telephone, that of who is acted for, the receiver's; or somebody's mark."""

import re

from actions.dialogue.kin import KIN, THEM
from actions.dialogue.turn import Detail, Turn
from actions.dialogue.whose import NEW_HANDLER, names_in, words_around

_RECEIVERS = re.compile(
    rf"(?:寄|邮|快递|送|发|转交)[^。；;〔]{{0,6}}{KIN}(?:〔姓名〕)?[^。；;〔]{{0,12}}(?:电话|手机|号码|联系)[^。；;〔我]{{0,6}}$"
)


def is_receivers(turn: Turn, detail: Detail) -> bool:
    """ "快递寄我室友那里，电话…": the number of the one whom it is posted to."""
    return bool(_RECEIVERS.search(words_around(turn, detail)[0]))


def name_of(turn: Turn, detail: Detail) -> Detail | None:
    """The name that a telephone number belongs to: the only one of the message, else the last one before it."""
    names = [one for one in names_in(turn) if not one.denied and one.role != "recipient"]
    if len(names) == 1:
        return names[0]
    return next((one for one in reversed(names) if one.start < detail.start), None)


def last_name_before(turn: Turn, detail: Detail) -> Detail | None:
    """The name right before a number in the message."""
    return next((one for one in reversed(names_in(turn)) if one.start < detail.start), None)


_REFERENCE = re.compile(
    r"(?:reference|ref\b|wes|order|case|申请号|订单|参考号|编号)[^，,。；;〔]{0,16}$", re.IGNORECASE
)


def is_reference(turn: Turn, detail: Detail) -> bool:
    """Whether a number is somebody else's mark ("the WES reference number is"), not the student's."""
    return bool(_REFERENCE.search(words_around(turn, detail)[0]))


_OWN = re.compile(
    r"(?:[我俺咱](?:自己)?的?(?:这个|这边的?)?|本人的?|经办人的?|联系人的?|my )\s*"
    r"(?:电话|手机|号码|联系|phone|mobile|number)[^，,。；;〔]{0,8}$"
    r"|(?:打|拨|呼|找|联系)(?:给)?[我俺](?:的|这个|这边)?(?:电话|手机|号)?(?:就行|也行)?[，,:：]?\s*$"
)


def is_own(turn: Turn, detail: Detail) -> bool:
    """Whether a telephone number is called the writer's own."""
    before, after = words_around(turn, detail)
    return bool(_OWN.search(before) or _IS_MINE.match(after))


_HANDLER = re.compile(r"(?:经办|承办|代办|联系|对接)人[^，,。；;〔我]{0,6}$")


def is_handlers(turn: Turn, detail: Detail) -> bool:
    """ "经办人换成〔姓名〕，他的电话是…": "he" is the one just named as handler."""
    named = last_name_before(turn, detail)
    before = words_around(turn, named)[0] if named else ""
    return bool(NEW_HANDLER.search(before) or _HANDLER.search(before))


_IS_MINE = re.compile(r"\s*(?:这个|才|就|，|,)*是(?:我|本人|经办人)(?:自己|本人)?的?(?=[，,。；;！!\s]|$)")
_IS_THEIRS = re.compile(
    rf"\s*(?:这个|才|就|，|,)*是(?:我)?(?:家)?(?:{THEM}|本人)(?:的|电话|手机|号|(?=\s*(?:[，,。；;！!]|$)))"
)


_THEIRS = re.compile(
    rf"(?:{THEM}|\b(?:his|her))"
    r"(?:的|自己的?|本人的?|(?:国内|国外|海外|当地|现在|平时|常用|那边|那头|新)(?:用)?的?){0,3}"
    r"(?:电话|手机|号码|联系|phone|mobile|number|号(?=[是为:：]))[^。；;〔我]{0,10}$",
    re.IGNORECASE,
)


def is_theirs(turn: Turn, detail: Detail) -> bool:
    """Whether a telephone number is called that of the one who is acted for ("她手机...")."""
    before, after = words_around(turn, detail)
    return bool(_THEIRS.search(before) or _IS_THEIRS.match(after))
