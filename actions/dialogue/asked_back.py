"""Questions about what stands in the form ("中文英文都有吧？"): they are answered, and change nothing."""

import re

from actions.dialogue.state import Form
from actions.dialogue.turn import Turn, usable_details

_ASKS = re.compile(
    r"(?:吧|吗|么|嘛|是不是|对不对|有没有|\bright|\bcorrect|isn'?t it)\s*[?？]*\W*$|[?？]\s*$", re.IGNORECASE
)
_CHANGES = re.compile(
    r"改|换|加|减|去掉|删|取消|不要|别|要|再|补|[多少][一二两三四五\d]|来[一二两三四五\d]|帮我|给我|麻烦|请|只(?![剩有])|就(?![剩有这])"
    r"|可以|能|[行成好中][吗么不吧]|还是|不是|(?<!对)不对|错|应该|算了|多了|少了|太[多少]|不够"
    r"|\b(?:make|change|add|want|need|please|instead|can|could|would|may|shall|only|just|not|drop|remove)\b",
    re.IGNORECASE,
)
_ORDERS = re.compile(r"办|开|寄|打印|复印|申请|send|order|apply", re.IGNORECASE)
_AS_TOLD = re.compile(
    r"(?:办|开|要|寄|发|填|写|记|选|登记|申请|打印|复印)(?:了)?的(?=是|都|就|[中英一二两三四五\d])|打?印出来的?"
)
_OF_ROWS = frozenset({"copies", "language", "document_type"})


_FEARS = re.compile(
    r"(?:没|不会)(?:给我|帮我|把)?[^，,。]{0,6}(?:弄|写|填|点|选|搞|开|记|办|印|打|交|提交|发)(?:成|错|漏|重)[^，,。]{0,8}[吧吗么]"
)
""" "没给我弄成英文的吧", "不会交成两件吧"."""


def fears(turn: Turn) -> bool:
    """Whether a mistake is feared: nothing is to change."""
    return turn.kind == "text" and turn.choice is None and bool(_FEARS.search(turn.text))


def asks_back(turn: Turn) -> bool:
    """A question without a word of changing."""
    if fears(turn):
        return True
    if _SETTLES_FOR.fullmatch(turn.text):
        return False
    text = _AS_TOLD.sub("", turn.text)
    asked = _ASKS.search(text) or (_ASKED_FIRST.search(text) and not _OF_A_ROW.search(_ASKED_FIRST.split(text)[-1]))
    return turn.kind == "text" and turn.choice is None and bool(asked) and not _CHANGES.search(text)


_SETTLES_FOR = re.compile(
    r"\W*(?:那|嗯+|先|就|要|都|各|来|我|好)*\s*[一二两三四五六七八九十\d]+\s*[份张](?:好了|就行|就够)?[吧嘛呗](?![^。！!~～…]*[?？])\W*"
)
"""A count by itself with a soft ending ("两份吧") is the answer, however late."""
_ASKED_FIRST = re.compile(r"(?:吧|吗|么|嘛)?[?？]")
_OF_A_ROW = re.compile(
    r"[一二两三四五六七八九十\d]\s*[份张]|[中英][文语]|成绩|证明|[密盖]封|封[口上住]|[办开寄]|\b(?:cop|seal|english|chinese)"
)
""" "密封的信封封口会盖章吧？学校卡得很严": what follows the question only says why it is asked."""


def of_rows(turn: Turn, form: Form) -> bool:
    """A question about the rows of a form in which nothing of them is open: no order, so no row changes."""
    if not (turn.items or turn.edits) or turn.expecting in _OF_ROWS or not asks_back(turn):
        return False
    settled = bool(form.items) and all(row.get("copies") and row.get("language") for row in form.items)
    facts = set(usable_details(turn)) - {"delivery_method"}
    return settled and not facts and not _ORDERS.search(_AS_TOLD.sub("", turn.text))


def of_field(turn: Turn, entity: str, known: object) -> bool:
    """ "是发顺丰吧？": of what was told already, and no other choice."""
    return bool(known) and entity in _PLAIN and asks_back(turn)


_PLAIN = frozenset({"delivery_method", "degree_level", "enrollment_year", "graduation_year", "purpose", "needed_by"})
