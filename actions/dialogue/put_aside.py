"""The open form put aside for another paper that is in more of a hurry ("成绩单先放着，先查婚姻登记")."""

import re

from actions.dialogue.clauses import clause_of
from actions.dialogue.kin import THEM
from actions.dialogue.state import Form, Row, row_of
from actions.dialogue.turn import Turn

_ASIDE = re.compile(
    r"先?(?:放|搁)(?:着|一[放搁下]|一边|到?一边|在一边|放)|(?:先|暂时)(?:缓一?缓|停一?停|等一等|不急|不忙|不着急)"
    r"|(?:回头|等会儿?|等下|待会儿?|晚点|晚些|过后|之后|以后|完了|改天|过几天)再(?:办|弄|说|填|来|接着|搞|开)"
    r"|\b(?:put|leave|set|keep)\b[^.,;]{0,24}\b(?:aside|on hold|for later)\b|\bcan wait\b",
    re.IGNORECASE,
)
_FIRST = re.compile(r"先(?!放|搁|缓|停|不)|急|要紧|优先|\b(?:first|urgent|urgently)\b", re.IGNORECASE)


def wanted(turn: Turn, form: Form) -> list[Row]:
    """The rows of the paper that comes first; none where nothing is put aside for it.

    What is put aside must be the open form's, and what comes first must be no row of it: "学籍证明回头再说，先办成绩单"
    within one list is a matter of its rows.
    """
    if turn.choice is not None or turn.kind != "text" or not form.items or form.track not in ("self", "citizen"):
        return []
    clauses = [clause for clause in re.split(r"[，,。；;！!？?\n]", turn.text) if _ASIDE.search(clause)]
    if not clauses or not _FIRST.search(turn.text) or any(re.search(THEM, clause) for clause in clauses):
        return []
    there = {row["document_type"] for row in form.items}
    papers = [one for one in turn.details if one.entity == "document_type" and not one.denied]
    waits = {str(one.value) for one in papers if _ASIDE.search(clause_of(turn, one))}
    if waits - there:
        return []
    return [row_of(item) for item in turn.items if item.get("document_type") not in {None, *there, *waits}]


def meant(turn: Turn, form: Form) -> bool:
    """Whether a message puts the open form aside for another paper."""
    return bool(wanted(turn, form))
