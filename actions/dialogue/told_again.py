"""Somebody asks to hear again what was noted, or what was just asked: nothing changes, and it is said once more."""

import re
from dataclasses import dataclass

from actions.dialogue import asked_back, asking, deciding, filed, filing, people, spoken, words
from actions.dialogue.desk import Desk
from actions.dialogue.say import Say, say
from actions.dialogue.state import Form, Talk
from actions.dialogue.turn import Turn, usable_details


@dataclass(frozen=True)
class Repeated:
    """What is said once more, and whether the form's next question follows it."""

    says: list[Say]
    goes_on: bool


def wanted(turn: Turn) -> bool:
    """ "再念一遍", "我填了些什么": an asking to repeat, with no detail or paper of its own beside it."""
    named = any(item.get("document_type") for item in turn.items) and not asked_back.asks_back(turn)
    told = named or bool(usable_details(turn) or turn.edits)
    repeats = spoken.heard(turn, "say_again") or spoken.heard(turn, "what_is_noted")
    return turn.kind == "text" and turn.choice is None and repeats and not told and not deciding.orders(turn)


def _asks_where(turn: Turn) -> bool:
    """Whether the address is to be read back, and not to be another one."""
    other = _WANTS_ANOTHER.search(turn.text) or turn.first("address") is not None
    return spoken.heard(turn, "whole_address") and not other


_WANTS_ANOTHER = re.compile(
    r"(?:想|要|得|帮我|给我|能不能|麻烦)[^，,。；;]{0,4}(?:换|改)|换(?:一个|成|个)|改成|改一下|搬家"
)


def asks(turn: Turn) -> bool:
    """Whether what stands in the form, or where it goes, is asked for in plain words, whatever else it looks like."""
    where = _asks_where(turn) and not deciding.orders(turn)
    return turn.choice is None and (where or (wanted(turn) and spoken.heard(turn, "what_is_noted")))


async def tell(turn: Turn, talk: Talk, desk: Desk, *, nothing_else: bool) -> Repeated | None:
    """The address, the list, or what is noted so far; None when the message asks for none of them.

    `nothing_else`: the message changed nothing and asks no question that has an answer of its own.
    """
    form = talk.form
    if form is None:
        return None
    address = _of_the_address(turn, form, shown=people.consented(talk, desk))
    if address is not None or not wanted(turn) or not (nothing_else or spoken.heard(turn, "what_is_noted")):
        return address
    agreed = people.consented(talk, desk)
    if form.checking:
        return Repeated(await filing.check(form, desk, consented=agreed), goes_on=False)
    if asking.next_step(form, desk, consented=agreed).group is None:
        return Repeated([], goes_on=True)
    noted = _so_far(form, desk, consented=agreed) if spoken.heard(turn, "what_is_noted") else []
    return Repeated([say("check.so_far", lines=noted)], goes_on=True) if noted else None


async def of_filed(turn: Turn, talk: Talk, desk: Desk) -> list[Say] | None:
    """What was filed last and where it goes, when that is asked and nothing is being filled in; else None."""
    of_it = wanted(turn) and spoken.heard(turn, "what_is_noted")
    where = _asks_where(turn) and not usable_details(turn)
    if talk.form is not None or talk.last_filed is None or turn.choice is not None or not (of_it or where):
        return None
    if of_it and len(await filed.unfinished(desk)) > 1:
        return await filed.progress(turn, desk)
    mine = await desk.archive.requests(desk.openid, code=talk.last_filed["code"])
    return [filed.line(mine[0], desk), *filed.goes_to(mine[0], whole=where)] if mine else None


def _of_the_address(turn: Turn, form: Form, *, shown: bool) -> Repeated | None:
    """The address as the person wrote it, when they ask to see it and agreed to its use; or that a longer one is to
    be written as a whole."""
    address = form.delivery.get("address")
    if not address:
        return None
    asked = turn.choice == "address.show" or _asks_where(turn)
    if asked and isinstance(address, dict):
        told = say("check.whole_address", value=address["sealed"]) if shown else say("check.address_closed")
        return Repeated([told], goes_on=True)
    longer = spoken.heard(turn, "longer_address") and not turn.first("address")
    return Repeated([say("problem.address.longer", expecting="address")], goes_on=False) if longer else None


def _so_far(form: Form, desk: Desk, *, consented: bool) -> list[Say]:
    return [
        *words.marked_rows(form.items, desk),
        *(words.person(form, desk) if consented else words.study(form)),
        *words.requester(form, closed=not consented),
        *words.delivery(form, closed=not consented),
        *words.more(form, closed=not consented),
        *([] if consented else words.sealed(form)),
    ]
