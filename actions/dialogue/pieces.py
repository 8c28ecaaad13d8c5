"""A piece of an address put right by itself ("是28号，不是82号"). The address is sealed: the backend puts the piece in
its place, and where it is not certain which is meant, the whole is asked for."""

import re
from dataclasses import replace

from actions.backend_client import Refused
from actions.dialogue.desk import Desk
from actions.dialogue.filling import Filled
from actions.dialogue.state import Form, Talk
from actions.dialogue.turn import Detail, Turn

_NUMBER = r"[0-9０-９a-z一二三四五六七八九十百零〇]{1,6}"
_UNIT = r"(?:号(?:楼|院|门)?|栋|幢|座|单元|室|楼|层|弄|巷|门|组|队|村|支路|路|街)"
_PIECE = re.compile(rf"(?<![份月]){_NUMBER}\s*(?P<unit>{_UNIT})(?![份个])", re.IGNORECASE)
_INSTEAD = re.compile(r"不是|而非|写成|打成|按成|敲成|输成|改成|改为|换成|应该是|应为|才对")
_A_DAY = re.compile(r"月|日期|[来去取拿领要前到]|之前|截止|入学|毕业|身份证|学号|电话")
_NAMED = re.compile(
    r"(?:门牌|楼号|楼栋|栋号|幢号|单元号?|房间?号|室号|巷号|弄号|路名|街名|街道名?|小区名?)[^，,。；;！!？?吗]{0,6}"
    r"(?:不对|错|反了|岔|是|为|改|换|[:：])"
    r"|\b(?:house|street|room|flat|apartment|apt|unit|building|lane|door|floor) ?(?:number|no\.?)?"
    r" (?:is|was|should be) (?:wrong|incorrect|not|\d)",
    re.IGNORECASE,
)
_LATIN_PIECE = (
    r"(?:lane|no\.?|number|room|rm|apt|apartment|building|bldg|unit|block|flat|floor|road|street|avenue|gate|suite|house)"
    r"\.? ?#?[\w-]{1,6}"
)
_LATIN_SWAP = re.compile(
    rf"\b{_LATIN_PIECE}[, ]+(?:and )?(?:not|instead of|rather than) (?:{_LATIN_PIECE}|\d)"
    rf"|\bnot {_LATIN_PIECE}[, ]+(?:but |it'?s |it is |should be )",
    re.IGNORECASE,
)
_SWAPPED_INSIDE = re.compile(r"\bnot\b", re.IGNORECASE)
_ONLY_PIECES = re.compile(rf"\W*(?:是|应该是|在)?(?:{_NUMBER}\s*{_UNIT}){{2,}}[\d-]*\W*", re.IGNORECASE)


def told(turn: Turn) -> bool:
    """Whether a piece of an address is told, and no whole one."""
    if turn.kind != "text" or turn.choice is not None:
        return False
    addresses = [one for one in turn.details if one.entity == "address"]
    if any(not _scrap(one) for one in addresses):
        return False
    named = bool(_NAMED.search(turn.text)) and not _A_DAY.search(turn.text)
    return bool(addresses) or named or _swapped(turn.text) or bool(_ONLY_PIECES.fullmatch(turn.text))


async def mend(turn: Turn, form: Form, filled: Filled, desk: Desk) -> bool:
    """Put a piece in the place of another in the address that was given; tells whether that was asked for and done."""
    known = form.delivery.get("address")
    if not isinstance(known, dict) or "delivery.address" in filled.new or not told(turn):
        return False
    swapped = swap(turn.text)
    if swapped is None:
        return False
    try:
        form.delivery["address"] = await desk.archive.mend_piece(desk.conversation, known["sealed"], *swapped)
    except Refused:
        return False
    filled.new.add("delivery.address")
    filled.replaced.add("delivery.address")
    form.checking = False
    return True


def swap(text: str) -> tuple[str, str | None] | None:
    """The piece that is right and, when told, the one it stands in for; None when the words leave that open."""
    for pattern in (_PIECE, _LATIN_ONE):
        found = list(pattern.finditer(text))
        if not found:
            continue
        gone = [one.group() for one in found if _goes(text, one)]
        new = [one.group() for one in found if not _goes(text, one)]
        bare = _NOT_BARE.search(text) if not gone else None
        old = gone[0] if gone else (bare["figures"] or bare["han"]) if bare else None
        return (new[0].strip(), old) if len(new) == 1 and len(gone) <= 1 else None
    return None


def _goes(text: str, piece: re.Match[str]) -> bool:
    return bool(_BEFORE_OLD.search(text[: piece.start()]) or _AFTER_OLD.match(text[piece.end() :]))


_LATIN_ONE = re.compile(
    r"\b(?:lane|room|rm|apt|apartment|building|bldg|unit|block|flat|floor|gate|suite|house|no)\.? ?#?\d[\w-]{0,5}",
    re.IGNORECASE,
)
_BEFORE_OLD = re.compile(
    r"(?:不是|而非|别是|[写打按敲输]成了?|把|从|原来(?:是|的)?|\bnot|instead of|rather than|from)\s*$",
    re.IGNORECASE,
)
_AFTER_OLD = re.compile(
    r"\s*(?:[,，]?\s*(?:写|打|填|按|敲|输|说|弄|搞)错|错了|不对|改成|改为|换成|应该是|应为|is wrong|should be)",
    re.IGNORECASE,
)
#: Lane 52, not 25
_NOT_BARE = re.compile(r"\bnot (?P<figures>\d[\w-]{0,5})\b|不是(?P<han>\d{1,5})(?!\d)", re.IGNORECASE)


def set_apart(turn: Turn, talk: Talk) -> Turn:
    """What was read as an address or a name in "Lane 52, not Lane 25" is neither."""
    scraps = [one for one in turn.details if one.entity == "address" and _scrap(one)]
    held = talk.last_filed is not None if talk.form is None else bool(talk.form.delivery.get("address"))
    if not scraps or not held or not told(turn):
        return turn
    details = [replace(one, denied=True) if one.entity in ("address", "name") else one for one in turn.details]
    return replace(turn, details=tuple(details))


def _scrap(address: Detail) -> bool:
    """Whether what was read as an address says itself that it is not another one."""
    return bool(_SWAPPED_INSIDE.search(address.masked or ""))


def _swapped(text: str) -> bool:
    """Two pieces of one kind, one in the place of the other."""
    if _LATIN_SWAP.search(text):
        return True
    units = [found["unit"] for found in _PIECE.finditer(text)]
    twice = len(units) != len(set(units))
    return twice and bool(_INSTEAD.search(text)) and not _A_DAY.search(text)
