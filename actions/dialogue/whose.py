"""Whose name or number a detail is: the writer's own, the one's it is about, the spouse's."""

import re
from dataclasses import replace

from actions.dialogue.state import Form
from actions.dialogue.turn import Detail, Turn


def of(detail: Detail, turn: Turn, form: Form) -> Detail:
    """The detail with its role as the words around it and the open form tell it."""
    if detail.entity == "name" and _of_spouse(turn, form):
        return replace(detail, role="spouse")
    if detail.entity == "name" and form.track in ("proxy", "organization"):
        return replace(detail, role=_whose(turn, detail) or detail.role)
    if detail.entity in ("id_number", "passport") and form.track == "proxy":
        return replace(detail, role=_role_of_name_before(turn, detail) or detail.role)
    return detail


_FIRST_PERSON = re.compile(
    r"(?:我(?:自己)?(?:的名字)?(?:叫|是)|我(?:自己|本人)|(?<!他)(?<!她)自己叫|经办人?|代办人?|联系人|我妈妈?让我"
    r"|i am|i'm|my name is|this is)[^，,。〔]{0,4}$",
    re.IGNORECASE,
)
_THE_OTHER = re.compile(
    r"(?:员工|职工|干部|当事人|被查(?:询)?(?:人|的人)|查的(?:人)?|候选人|学生|委托人|客户|他|她|本人|同学|室友"
    r"|我(?:妈妈?|爸爸?|母亲|父亲|老公|老婆|爱人|丈夫|妻子|儿子|女儿|哥哥?|姐姐?|弟弟?|妹妹?|朋友|闺蜜))[^，,。；;〔]{0,6}$"
)
_NAME_HERE = "〔姓名〕"


def _names(turn: Turn) -> list[Detail]:
    return sorted((one for one in turn.details if one.entity == "name"), key=lambda one: one.start)


def _whose(turn: Turn, detail: Detail) -> str | None:
    """Whose name it is by the words right before: the writer's own ("我叫"), or the one's it is about ("他叫")."""
    names, before = _names(turn), turn.text.split(_NAME_HERE)
    place = names.index(detail)
    if place >= len(before) - 1:
        return None
    if _FIRST_PERSON.search(before[place]):
        return "requester"
    return "named" if _THE_OTHER.search(before[place]) else None


def _role_of_name_before(turn: Turn, detail: Detail) -> str | None:
    """Of two identity numbers each belongs to the person named last before it; one alone is the subject's."""
    if sum(one.entity in ("id_number", "passport") for one in turn.details) < 2:
        return None
    earlier = [one for one in _names(turn) if one.start < detail.start]
    return "requester" if earlier and _whose(turn, earlier[-1]) == "requester" else None


_SPOUSE = re.compile(r"(?:爱人|配偶|丈夫|妻子|老公|老婆|老伴|对方|husband|wife|spouse)")


def _of_spouse(turn: Turn, form: Form) -> bool:
    """A name put right in a message about the spouse ("爱人名字写错了，是...") is the spouse's."""
    known = "spouse_name" in form.details or "spouse" in form.details
    return known and turn.intent == "correction" and bool(_SPOUSE.search(turn.text))
