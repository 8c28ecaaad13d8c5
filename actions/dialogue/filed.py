"""Requests already filed: how far they are, urging, changing, withdrawing, supplementing. Only one's own."""

import re
from typing import Any

from actions.backend_client import Refused
from actions.dialogue import spoken
from actions.dialogue.clauses import stays
from actions.dialogue.desk import Desk
from actions.dialogue.say import Say, choice, joined, say
from actions.dialogue.state import Talk
from actions.dialogue.turn import Turn
from actions.dialogue.words import row as row_words
from backend.domain import masking
from backend.domain.states import OPEN

EDITABLE = ("submitted", "under_review", "awaiting_requester")
_SHOWN = 5
_MOST_OPEN = 50


def _wanted_code(turn: Turn) -> str | None:
    detail = turn.first("request_code")
    return str(detail.value) if detail else None


def _bad_code(turn: Turn) -> bool:
    return any(detail.entity == "request_code" and detail.problem for detail in turn.details)


async def own(turn: Turn, desk: Desk) -> tuple[list[dict[str, Any]], Say | None]:
    """One's own requests that the message means; or why there are none."""
    code = _wanted_code(turn)
    if code:
        found = await desk.archive.requests(desk.openid, code=code)
        return found, None if found else say("progress.not_yours")
    if _bad_code(turn):
        return [], say("progress.code_typo")
    mine = await unfinished(desk) or await desk.archive.requests(desk.openid)
    return mine, None if mine else say("progress.none")


async def unfinished(desk: Desk) -> list[dict[str, Any]]:
    """One's own requests that are not closed, however many were filed since."""
    return await desk.archive.requests(desk.openid, _MOST_OPEN, status=sorted(OPEN))


async def progress(turn: Turn, desk: Desk) -> list[Say]:
    """How far one's requests are; open ones first, a closed one when nothing is open or it was named."""
    mine, trouble = await own(turn, desk)
    if trouble and trouble["say"] == "progress.none" and _about_others(turn):
        return [say("progress.not_yours")]
    if trouble:
        return [trouble]
    open_ones = [request for request in mine if request["status"] != "closed"]
    shown = (open_ones or mine[:1]) if not _wanted_code(turn) else mine
    said = [line(request, desk) for request in shown[:_SHOWN]]
    if len(shown) > _SHOWN:
        said.append(say("progress.more", count=len(shown) - _SHOWN))
    if len(shown) == 1:
        return said
    return [say("progress.list", count=len(shown), lines=said)]


def _about_others(turn: Turn) -> bool:
    """Whether somebody else's request is asked about; nobody learns whether there is one."""
    return turn.first("name", "relation") is not None or spoken.heard(turn, "others")


def line(request: dict[str, Any], desk: Desk) -> Say:
    """One request in a few words: what, where it stands, whose turn, until when."""
    items = joined([row_words(item, desk) for item in request["items"]])
    values: dict[str, Any] = {"code": request["code"], "items": items, "status": status_words(request)}
    facts: list[Say] = []
    if request["status"] == "awaiting_requester":
        facts.append(say("progress.missing", missing=_missing(request)))
    elif request["status"] not in ("closed", "shipped") and request.get("due_on"):
        facts.append(say("progress.due", day=desk.day(request["due_on"])))
    if request.get("tracking_number"):
        facts.append(say("progress.parcel", number=request["tracking_number"]))
    return say("progress.request", **values, facts=joined(facts, "list.plain"))


def goes_to(request: dict[str, Any], *, whole: bool) -> list[Say]:
    """Where a filed request goes, masked unless the `whole` of it was asked for; nothing when it is collected."""
    given = request.get("delivery") or {}
    target = given.get("address") if given.get("method") == "express" else given.get("email")
    if given.get("method") not in ("express", "email") or not target:
        return []
    shown = str(target) if whole else masking.mask("address" if given["method"] == "express" else "email", str(target))
    way = say(f"delivery.{given.get('carrier') or given['method']}")
    return [say("progress.goes_to", way=say("check.delivery_to", way=way, target=shown))]


def status_words(request: dict[str, Any]) -> Say:
    """Where a request stands, in the chat's words."""
    if request["status"] == "closed":
        return say(f"status.closed.{request['resolution']}")
    return say(f"status.{request['status']}")


def _missing(request: dict[str, Any]) -> Any:
    wanted = request.get("missing") or []
    lines = [one if isinstance(one, str) else one.get("text") or say(f"missing.{one.get('code')}") for one in wanted]
    return joined([say("list.item", item=one) for one in lines], "list.comma") or say("progress.missing_unsaid")


async def urge(turn: Turn, talk: Talk, desk: Desk) -> list[Say]:
    """Note that somebody is waiting, and say truly when it will be done."""
    mine, trouble = await own(turn, desk)
    if trouble:
        return [trouble]
    waiting = [request for request in mine if request["status"] not in ("closed", "shipped")]
    if not waiting:
        return [say("urge.nothing"), *await progress(turn, desk)]
    said: list[Say] = []
    for request in waiting[:_SHOWN]:
        if request["status"] == "awaiting_requester":
            said.append(line(request, desk))
            continue
        urged = await desk.archive.urge(request["code"])
        due = urged.get("due_on") or request.get("due_on")
        said.append(
            say(
                "urge.noted" if due else "urge.noted_undated",
                code=request["code"],
                status=status_words(request),
                day=desk.day(due),
            )
        )
    return said


async def withdraw(turn: Turn, talk: Talk, desk: Desk) -> list[Say]:
    """Ask which one, and once more whether; withdrawing cannot be undone by the person."""
    mine, trouble = await own(turn, desk)
    if trouble and trouble["say"] == "progress.none":
        return [say("withdraw.none")]
    if trouble:
        return [trouble]
    open_ones = [request for request in mine if request["status"] != "closed"]
    able = [request for request in open_ones if request["status"] in EDITABLE]
    if not open_ones:
        return [say("withdraw.nothing")]
    if not able:
        return [say("withdraw.too_late", code=open_ones[0]["code"], status=status_words(open_ones[0]))]
    meant = _meant_by(turn, able)
    if meant is None:
        return [say("withdraw.not_among", requests=joined([_short(request, desk) for request in able[:_SHOWN]]))]
    if _ASKS_WHETHER.search(turn.text):
        return [say("withdraw.how")]
    able = meant or able
    talk.question = {"kind": "withdraw", "codes": [request["code"] for request in able[:_SHOWN]]}
    if len(able) == 1:
        return [
            say(
                "withdraw.ask",
                code=able[0]["code"],
                items=joined([row_words(i, desk) for i in able[0]["items"]]),
                choices=[choice("withdraw.yes"), choice("withdraw.no")],
                expecting="confirm",
            )
        ]
    return [
        say(
            "withdraw.which",
            choices=[choice(f"code.{request['code']}", _short(request, desk)) for request in able[:_SHOWN]],
        )
    ]


_ASKS_WHETHER = re.compile(
    r"(?:能不能|可不可以|可以|还能|能|怎么|如何|咋)(?:再)?(?:撤|取消)(?:回|销|掉)?(?:不|吗|么|嘛|呢)?[?？]?\W*$|撤[回销]?(?:吗|么)[?？]?\W*$"
    r"|\b(?:can|could|may) i (?:still )?(?:withdraw|cancel)",
    re.IGNORECASE,
)
""" "提交以后还能不能撤？": asked about, not yet wished."""


def _papers(request: dict[str, Any]) -> set[str]:
    return {str(item["document_type"]) for item in request["items"]}


def _meant_by(turn: Turn, able: list[dict[str, Any]]) -> list[dict[str, Any]] | None:
    """The requests that have the papers named; all where none is named, None where only papers never filed are.

    What is named to be left as it is ("成绩单的不动") is not meant.
    """
    papers = [one for one in turn.details if one.entity == "document_type"]
    left = {str(one.value) for one in papers if stays(turn, one)}
    going = {str(edit["value"]) for edit in turn.edits if edit["op"] == "remove" and edit["field"] == "items"}
    named = going or {str(one.value) for one in papers} - left
    meant = [request for request in able if named & _papers(request)]
    if meant or turn.first("request_code"):
        return meant or able
    if not named:
        return [request for request in able if not left & _papers(request)] or able
    there = {code for request in able for code in _papers(request)}
    return able if {str(one.value) for one in papers} & there and not left else None


def named_among(turn: Turn, requests: list[dict[str, Any]]) -> dict[str, Any] | None:
    """The one of these requests that is named by its paper."""
    if not any(one.entity == "document_type" for one in turn.details):
        return None
    meant = _meant_by(turn, requests) or []
    return meant[0] if len(meant) == 1 else None


def _short(request: dict[str, Any], desk: Desk) -> Say:
    return say("progress.short", code=request["code"], items=joined([row_words(i, desk) for i in request["items"]]))


async def do_withdraw(turn: Turn, code: str, desk: Desk) -> list[Say]:
    """Withdraw a request; between question and answer it may have moved on."""
    try:
        await desk.archive.happen(code, "withdraw", key=turn.key)
    except Refused:
        return [say("withdraw.too_late_now", code=code)]
    return [say("withdraw.done", code=code)]
