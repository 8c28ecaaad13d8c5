"""The end of a number put right: "尾号打反了，是5571不是5517". The number itself is sealed; the backend mends it."""

import re

from actions.backend_client import Refused
from actions.dialogue import spoken
from actions.dialogue.desk import Desk
from actions.dialogue.filling import Filled
from actions.dialogue.state import Form
from actions.dialogue.turn import Turn

_CUE = re.compile(
    r"尾号|尾数|结尾|末尾|[后末](?:面)?[一二两三四1-4几][位个]|最后(?:面)?(?:的|那)?(?:[一二两三四1-4几])?(?:[位个]|是)"
    r"|last (?:\w+ )?digits?",
    re.IGNORECASE,
)
_PUTS_RIGHT = re.compile(
    r"错|反|岔|不是|而非|别是|改|换|(?:是|为|成|该)\s*(?:\d|x)|\b(?:not|should|is|are|actually|wrong)\b", re.IGNORECASE
)
_BARE = re.compile(
    r"\W*(?:手机|电话|学号|身份证|号码?|的)*(?:尾号|尾数|[后末最].{0,4}[位个])\W*\d{1,5}x?\W*", re.IGNORECASE
)
_FIGURES = re.compile(r"(?<![\da-z〔])(\d{1,5}x?|x)(?![\da-z]|[位个份])", re.IGNORECASE)
_OLD = re.compile(r"(?:不是|而非|别是|写成了?|打成了?|not)\s*$", re.IGNORECASE)
#: 最后那个7其实是1: what stands before is what was given.
_OLD_BEFORE = re.compile(
    r"\s*(?:其实|实际上?|应该|应当|应|该)(?:是|为)|\s*(?:改成|改为|换成)|\s+(?:should be|is actually|is really)",
    re.IGNORECASE,
)
_FIELDS = (("student_id", "student_id"), ("id_number", "id_number"), ("phone", "phone"))


async def correct(turn: Turn, form: Form, filled: Filled, desk: Desk) -> bool:
    """Mend the end of a number that was given; tells whether that was asked for and could be done."""
    told = ends(turn.text) if turn.kind == "text" else None
    path = meant(turn, form)
    if told is None or path is None or path in filled.new:
        return False
    new, old = told
    head, _, key = path.partition(".")
    part = getattr(form, head)
    try:
        part[key] = await desk.archive.mend_end(desk.conversation, key, part[key]["sealed"], new, old)
    except Refused:
        return False
    filled.new.add(path)
    filled.replaced.add(path)
    form.checking = False
    return True


def ends(text: str) -> tuple[str, str | None] | None:
    """The figures a number ends in and, when told, those it ended in; None when the message speaks of no end."""
    if not _CUE.search(text) or not (_PUTS_RIGHT.search(text) or _BARE.fullmatch(text)):
        return None  # 尾号5571那个电话打来的: which one is spoken of
    found = [(one.group(1).upper(), _gone(text, one)) for one in _FIGURES.finditer(text)]
    new = [figures for figures, gone in found if not gone]
    old = [figures for figures, gone in found if gone]
    return (new[-1], old[-1] if old else None) if new else None


def _gone(text: str, figures: re.Match[str]) -> bool:
    """Whether these are the figures that were wrong."""
    return bool(_OLD.search(text[: figures.start()]) or _OLD_BEFORE.match(text, figures.end()))


def meant(turn: Turn, form: Form) -> str | None:
    """Which number's end a message speaks of: of the one that is named, else of the telephone; an X ends only one."""
    told = ends(turn.text) if turn.kind == "text" else None
    if told is None:
        return None
    unnamed = "id_number" if told[0].endswith("X") else "phone"
    named = [key for kind, key in _FIELDS if spoken.heard(turn, kind)] or [unnamed]
    for key in named:
        for head in ("subject", "requester") if form.track in ("self", "citizen") else ("requester", "subject"):
            if isinstance(getattr(form, head).get(key), dict):
                return f"{head}.{key}"
    return None
