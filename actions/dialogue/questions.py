"""Open questions outside the form: one answer settles them, anything else lets them go."""

import re
from collections.abc import Awaitable, Callable
from typing import Any

from actions.dialogue import changing, deciding, filed, media, people, spoken, starting_over, told_before, word_left
from actions.dialogue.deciding import agrees_plainly
from actions.dialogue.desk import Desk
from actions.dialogue.rows import track_of
from actions.dialogue.say import Say, choice, joined, say
from actions.dialogue.state import Form, Talk
from actions.dialogue.turn import Turn, usable_details

Settler = Callable[[Turn, Talk, Desk], Awaitable[list[Say] | None]]


async def settle(turn: Turn, talk: Talk, desk: Desk) -> list[Say] | None:
    """The answer when the message settles the open question; None when it is about something else."""
    if talk.question is None:
        return None
    answer = await _SETTLERS[talk.question["kind"]](turn, talk, desk)
    if answer is None:
        talk.question = None
    return answer


def yes(turn: Turn) -> bool:
    """Whether the message agrees."""
    return bool(turn.choice and turn.choice.endswith(".yes")) or (turn.choice is None and turn.intent == "affirm")


def no(turn: Turn) -> bool:
    """Whether the message refuses."""
    return bool(turn.choice and turn.choice.endswith(".no")) or (turn.choice is None and turn.intent == "deny")


def _code_of(turn: Turn, talk: Talk) -> str | None:
    codes: list[str] = (talk.question or {}).get("codes", [])
    if turn.choice and turn.choice.startswith("code."):
        return turn.choice.removeprefix("code.")
    detail = turn.first("request_code")
    if detail and detail.value in codes:
        return str(detail.value)
    return codes[0] if len(codes) == 1 else None


_KEEP = re.compile(
    r"(?:不|别|先不|暂时不)(?:要|用|想|是要)?(?:给我)?(?:撤|取消)|不是(?:要|想)?撤|没(?:说)?要撤|(?:只是|就是|就)?(?:问问|问一下|问一声)|只是问"
    r"|留着|保留|照(?:常|旧)办|keep it|don'?t (?:withdraw|cancel)|just asking",
    re.IGNORECASE,
)


_WHOLLY = re.compile(r"整个|整单|整份|全部|都撤|一起撤|\b(?:whole|entire|all of it)\b", re.IGNORECASE)


async def _withdraw(turn: Turn, talk: Talk, desk: Desk) -> list[Say] | None:
    code = _code_of(turn, talk)
    chosen = bool(turn.choice and turn.choice.startswith("code.")) or turn.first("request_code") is not None
    again = turn.choice is None and turn.intent == "cancel_request" and not turn.items
    lessened = None
    if turn.choice is None and not _WHOLLY.search(turn.text):
        lessened = await changing.take_rows_away(turn, talk, desk)
    if lessened is not None:
        talk.question = None
        return lessened
    if turn.choice is None and _KEEP.search(turn.text):
        talk.question = None
        return [say("withdraw.kept")]
    if code and (yes(turn) or chosen or again):
        talk.question = None
        return await filed.do_withdraw(turn, code, desk)
    if code is None and turn.choice is None and not no(turn):
        return await _withdraw_named(turn, talk, desk)
    if no(turn):
        talk.question = None
        return [say("withdraw.kept")]
    return None


_NAME_ALONE = 16
"""Characters: "学籍证明那个" says which one is meant, a longer message may want something else."""


async def _withdraw_named(turn: Turn, talk: Talk, desk: Desk) -> list[Say] | None:
    """Which one is meant, told by its paper instead of its code."""
    counted = any(item.get("copies") for item in turn.items)
    if counted or len(turn.text) > _NAME_ALONE or spoken.heard(turn, "question"):
        return None
    codes = (talk.question or {}).get("codes", [])
    mine = [request for request in await filed.unfinished(desk) if request["code"] in codes]
    meant = filed.named_among(turn, mine)
    if meant is None:
        return None
    talk.question = None
    return await filed.do_withdraw(turn, str(meant["code"]), desk)


async def _modify(turn: Turn, talk: Talk, desk: Desk) -> list[Say] | None:
    code = _code_of(turn, talk)
    if no(turn) or code is None:
        return None
    mine = await desk.archive.requests(desk.openid, code=code)
    if not mine:
        return None
    wanted = changing.changes(turn, mine[0], desk)
    if wanted:
        return await changing.apply(code, wanted, talk, desk)
    if changing.about_the_person(turn):
        talk.question = None
        return await word_left.leave(turn, code, desk, told="modify.person_noted")
    if turn.choice and turn.choice.startswith("code."):
        talk.question = {"kind": "modify", "codes": [code]}
        return [say("modify.what", code=code, items=changing.items_of(mine[0], desk))]
    return None


async def _erase(turn: Turn, talk: Talk, desk: Desk) -> list[Say] | None:
    # While a form is open a mere "确认" means the form; deleting then takes the tap or the wish itself.
    if turn.choice == "erase.yes" or turn.intent == "delete_my_data" or (yes(turn) and talk.form is None):
        talk.question = None
        return await people.erase(talk, desk)
    if no(turn):
        talk.question = None
        return [say("erase.kept")]
    return None


async def _start_over(turn: Turn, talk: Talk, desk: Desk) -> list[Say] | None:
    """Shall what was filled in be dropped? Only a word for it drops it; the form's own "确认" does not."""
    if no(turn):
        talk.question = None
        return []
    agrees = yes(turn) and not deciding.orders(turn)
    if agrees or turn.intent == "restart" or spoken.heard(turn, "starts_over"):
        return starting_over.dropped(talk, desk)
    return None


async def _year(turn: Turn, talk: Talk, desk: Desk) -> list[Say] | None:
    """ "13年的": the answer says whether it was entering or leaving. The form goes on by itself."""
    year: Any = (talk.question or {}).get("year")
    form = talk.form
    if form is None or turn.choice not in ("year.enrollment", "year.graduation"):
        return None
    form.subject[f"{turn.choice.removeprefix('year.')}_year"] = year
    form.checking = False
    talk.question = None
    return []


async def _level(turn: Turn, talk: Talk, desk: Desk) -> list[Say] | None:
    if talk.form is None or not (turn.choice or "").startswith("level."):
        return None
    talk.form.subject["degree_level"] = (turn.choice or "").removeprefix("level.")
    talk.question = None
    return []


_KIND_ALONE = 8
"""Characters: "毕业证复印件" answers what the picture shows, it does not ask for one."""


async def _picture(turn: Turn, talk: Talk, desk: Desk) -> list[Say] | None:
    """What do the pictures show?"""
    ids: list[str] = (talk.question or {}).get("ids", [])
    if turn.choice:
        tapped = turn.choice.removeprefix("picture.") if turn.choice.startswith("picture.") else None
        shown = {ids[-1]: tapped} if tapped and ids else {}
    else:
        shown = media.shown_by(ids, turn.text, talk.form.track if talk.form else "self")
    if not shown:
        return None
    for attachment in [*(talk.form.attachments if talk.form else []), *talk.loose_attachments]:
        attachment["kind"] = shown.get(attachment["id"], attachment["kind"])
    for ident, kind in shown.items():
        await desk.archive.sort_attachment(ident, kind)
    talk.question = None
    if turn.choice is None and (turn.items or usable_details(turn)) and len(turn.text) > _KIND_ALONE:
        return None  # the message says more than what the picture shows
    key = "picture.sorted" if talk.form is not None or talk.last_filed else "picture.sorted_loose"
    named = joined([say(f"choice.picture.{kind}") for kind in dict.fromkeys(shown.values())], "list.comma")
    return [say(key, kind=named)]


async def _human(turn: Turn, talk: Talk, desk: Desk) -> list[Say] | None:
    """A person was offered. While a form is open, a mere yes may mean the form."""
    if turn.choice == "human" or (yes(turn) and talk.form is None):
        return await people.hand_over(talk, desk, "offered")
    return None


async def _apply_now(turn: Turn, talk: Talk, desk: Desk) -> list[Say] | None:
    """After an answer about a paper: shall it be asked for now?"""
    offer = talk.question or {}
    goes_into_it = turn.intent == "provide_details" and (usable_details(turn) or turn.items)
    if talk.form is not None or not (yes(turn) or spoken.heard(turn, "takes_offer") or goes_into_it):
        return None
    named = {item["document_type"] for item in turn.items if item.get("document_type")}
    if named - {row["document_type"] for row in offer["items"]} and not yes(turn):
        return None  # the message says by itself which papers
    talk.question = None
    items = [dict(row) for row in offer["items"]]
    asks = told_before.unit_asks(talk)
    track = "organization" if asks else track_of(items, desk.catalogue)
    talk.form = Form(started_at=desk.now.isoformat(), track=track, items=items)
    told_before.take(turn, talk, desk)
    if goes_into_it and not yes(turn):
        return None  # "2016年在青羊区离的，前夫叫…": told for it, so it is wanted, and the form takes what is told
    return [say("organization.intro")] if asks else []


async def _reconsider(turn: Turn, talk: Talk, desk: Desk) -> list[Say] | None:
    """Consent was refused a moment ago; only a plain "同意" takes that back, and the papers are there again."""
    agrees = turn.choice == "consent.yes" or (turn.choice is None and agrees_plainly(turn.text))
    if talk.form is not None or not agrees:
        return None
    kept = talk.question or {}
    talk.question = None
    talk.form = Form(
        started_at=desk.now.isoformat(), track=kept["track"], relation=kept["relation"], items=kept["items"]
    )
    await people.agree(talk, desk)
    return []


def offer_human(talk: Talk) -> Say:
    """Offer a person, to be taken by a tap or a word."""
    talk.question = {"kind": "human"}
    return say("human.offer", choices=[choice("human"), choice("menu")])


_SETTLERS: dict[str, Settler] = {
    "withdraw": _withdraw,
    "modify": _modify,
    "erase": _erase,
    "start_over": _start_over,
    "year": _year,
    "level": _level,
    "picture": _picture,
    "human": _human,
    "apply_now": _apply_now,
    "reconsider": _reconsider,
}
