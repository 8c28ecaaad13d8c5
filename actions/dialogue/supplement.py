"""Words and pictures for a filed request that waits for its requester.

With no form open, what a person tells or sends while a request of theirs waits is gathered for it, shown, and handed
in by one more word. It stays gathered until a yes, a no, or too long a silence; what comes in between is answered.
"""

import uuid
from datetime import datetime, timedelta
from typing import Any

from actions.backend_client import Refused
from actions.dialogue import media, spoken, word_left
from actions.dialogue import supplement_words as heard
from actions.dialogue.desk import Desk
from actions.dialogue.filed import status_words, unfinished
from actions.dialogue.say import Choice, Say, choice, joined, say
from actions.dialogue.state import Talk
from actions.dialogue.turn import Turn, usable_details
from actions.dialogue.wish import Wish

_PATIENCE = timedelta(days=3)
_MOST_SHOWN = 5
_QUESTIONS = ("supplement.ask", "supplement.pending")
_TOO_LATE = (404, 409)
"""How the backend refuses what a request no longer takes; other refusals are faults, and are not told as that."""


def pending(talk: Talk, desk: Desk) -> dict[str, Any] | None:
    """What is gathered and not handed in; after too long a silence it is let go."""
    gathered = talk.supplement
    if gathered and desk.now - datetime.fromisoformat(gathered["at"]) > _PATIENCE:
        let_go(talk)
    return talk.supplement


def let_go(talk: Talk) -> None:
    """It is for no waiting request after all: pictures go where the next form finds them, words are dropped."""
    if talk.supplement:
        talk.loose_attachments += talk.supplement["files"]
        talk.supplement = None


def reminder(talk: Talk) -> list[Say]:
    """That something is gathered and not handed in yet; not while a form is open."""
    if talk.supplement is None or talk.form is not None:
        return []
    return [say("supplement.pending", what=_what(talk.supplement), choices=_offers(talk.supplement))]


async def picture(turn: Turn, talk: Talk, desk: Desk) -> list[Say] | None:
    """A picture while a request waits and no form is open; None when it is for no such request."""
    if talk.form is not None or not turn.attachment:
        return None
    gathered = pending(talk, desk) or await _begun(talk, desk)
    if gathered is None:
        return None
    gathered["files"] += [*talk.loose_attachments, {"id": str(turn.attachment["id"]), "kind": "other"}]
    talk.loose_attachments.clear()
    return _ask(gathered, desk)


async def take(turn: Turn, talk: Talk, desk: Desk, wish: Wish) -> list[Say] | None:
    """What a message is for a request that waits; None when it is about something else."""
    if talk.form is not None or turn.kind != "text":
        return None
    gathered = pending(talk, desk)
    if gathered is not None:
        return await _go_on(turn, talk, gathered, desk, wish)
    if turn.choice is None and heard.is_all(turn):
        return await _by_page(talk, desk)
    if turn.choice or not heard.gives(turn, wish):
        return None
    return await _begin(turn, talk, desk)


async def _by_page(talk: Talk, desk: Desk) -> list[Say] | None:
    """ "发完了" of files that went by the draft's page, while a request waits for such."""
    sent = await desk.archive.sent_by_page(desk.conversation)
    gathered = await _begun(talk, desk) if sent else None
    if gathered is None:
        return None
    gathered["files"] += [{"id": one["id"], "kind": one["kind"]} for one in sent]
    return _ask(gathered, desk)


async def free_words(turn: Turn, talk: Talk, desk: Desk, wish: Wish) -> list[Say] | None:
    """Words that nothing else could be made of: perhaps they are what a request waits for."""
    return await _begin(turn, talk, desk) if talk.form is None and heard.strange(turn, wish) else None


async def _begin(turn: Turn, talk: Talk, desk: Desk) -> list[Say] | None:
    gathered = await _begun(talk, desk)
    if gathered is None:
        return await _noted(turn, talk, desk) if heard.adds(turn) else None
    if heard.announces(turn):
        talk.supplement = None
        return [say("supplement.tell", code=joined([say("list.item", item=one) for one in gathered["codes"]]))]
    _add_words(gathered, turn)
    return _ask(gathered, desk)


async def _noted(turn: Turn, talk: Talk, desk: Desk) -> list[Say] | None:
    """A word to go with a request that asked for nothing (or was just answered): staff read it with the request."""
    mine = [one["code"] for one in await unfinished(desk)]
    if not mine or heard.announces(turn):
        return None
    last = str((talk.last_filed or {}).get("code"))
    return await word_left.leave(turn, last if last in mine else mine[0], desk, told="supplement.noted")


async def _begun(talk: Talk, desk: Desk) -> dict[str, Any] | None:
    """Begin to gather when one of the person's requests waits."""
    waiting = await desk.archive.requests(desk.openid, status=["awaiting_requester"])
    if waiting:
        codes = [one["code"] for one in waiting[:_MOST_SHOWN]]
        begun = {"id": str(uuid.uuid4()), "codes": codes, "at": desk.now.isoformat()}
        talk.supplement = begun | {"words": [], "shown": [], "files": []}
    return talk.supplement


async def _go_on(turn: Turn, talk: Talk, gathered: dict[str, Any], desk: Desk, wish: Wish) -> list[Say] | None:
    """A message while something is gathered."""
    said = await _by_tap(turn, talk, gathered, desk) if turn.choice else None
    if said is not None or turn.choice:
        return said
    told = bool(usable_details(turn) or turn.items)
    if heard.for_another(turn, wish):
        let_go(talk)
        return None
    if heard.has_more(turn) and not told:
        gathered["more"] = True
        return [say("supplement.waiting")]
    if heard.is_all(turn) or _agrees(turn, talk):
        return await _hand_in(talk, gathered, desk)
    if wish.main == "deny" and not usable_details(turn):
        let_go(talk)
        return [say("supplement.dropped")]
    if not told and wish.main == "affirm":
        return _acknowledged(talk, gathered, desk)
    sorted_ = await _caption(turn, gathered, desk) if not heard.orders_paper(turn) else None
    if sorted_ is not None:
        return sorted_
    if heard.gives(turn, wish) or heard.free(turn, wish):
        _add_words(gathered, turn)
        return _ask(gathered, desk)
    return None


async def _by_tap(turn: Turn, talk: Talk, gathered: dict[str, Any], desk: Desk) -> list[Say] | None:
    tapped = turn.choice or ""
    if tapped.startswith("code.") and tapped.removeprefix("code.") in gathered["codes"]:
        gathered["codes"] = [tapped.removeprefix("code.")]
        return _ask(gathered, desk)
    if tapped == "supplement.yes":
        return await _hand_in(talk, gathered, desk)
    if tapped == "supplement.more":
        gathered["more"] = True
        return [say("supplement.waiting")]
    if tapped == "supplement.no":
        let_go(talk)
        return [say("supplement.dropped")]
    return None


def _agrees(turn: Turn, talk: Talk) -> bool:
    """A yes to the question just asked; "好的" to anything else that was said is none."""
    return turn.intent == "affirm" and _just_said(talk, *_QUESTIONS) and not usable_details(turn) and not turn.items


def _just_said(talk: Talk, *keys: str) -> bool:
    return talk.last is not None and any(one["say"] in keys for one in talk.last["says"])


def _acknowledged(talk: Talk, gathered: dict[str, Any], desk: Desk) -> list[Say]:
    """ "好的" to something other than the question: what is gathered is still to be handed in, or to be completed."""
    if gathered.get("more"):
        return [say("supplement.waiting")]
    return reminder(talk) if len(gathered["codes"]) == 1 else _ask(gathered, desk)


async def _caption(turn: Turn, gathered: dict[str, Any], desk: Desk) -> list[Say] | None:
    """What the pictures show, said instead of tapped; what else the message tells is gathered too."""
    unsorted = [one["id"] for one in gathered["files"] if one["kind"] == "other"]
    ids = unsorted or [one["id"] for one in gathered["files"]]
    shown = media.shown_by(ids, turn.text) if not turn.edits else {}
    if not shown or spoken.heard(turn, "question"):
        return None
    for one in gathered["files"]:
        one["kind"] = shown.get(one["id"], one["kind"])
    for ident, kind in shown.items():
        await desk.archive.sort_attachment(ident, kind)
    gathered["at"] = desk.now.isoformat()
    if usable_details(turn):
        _add_words(gathered, turn)
        return _ask(gathered, desk)
    named = joined([say(f"choice.picture.{kind}") for kind in dict.fromkeys(shown.values())], "list.comma")
    return [say("supplement.sorted", kind=named, choices=_offers(gathered))]


def _add_words(gathered: dict[str, Any], turn: Turn) -> None:
    gathered["words"].append(word_left.parts(turn))
    gathered["shown"].append(word_left.masked(turn))


def _what(gathered: dict[str, Any]) -> Say | str:
    """What is gathered, in one line, numbers masked."""
    found = [say("supplement.words", text=text) for text in gathered["shown"]]
    if gathered["files"]:
        found.insert(0, say("supplement.pictures", count=len(gathered["files"])))
    return joined(found, "list.comma")


def _offers(gathered: dict[str, Any]) -> list[Choice]:
    if len(gathered["codes"]) > 1:
        return [choice(f"code.{code}", code) for code in gathered["codes"]]
    return [choice("supplement.yes"), choice("supplement.more"), choice("supplement.no")]


def _ask(gathered: dict[str, Any], desk: Desk) -> list[Say]:
    """Which request it is for, or whether it is for the only one."""
    gathered["at"], gathered["more"] = desk.now.isoformat(), False
    what, offers = _what(gathered), _offers(gathered)
    if len(gathered["codes"]) > 1:
        return [say("supplement.which", what=what, choices=offers)]
    return [say("supplement.ask", what=what, code=gathered["codes"][0], choices=offers)]


async def _hand_in(talk: Talk, gathered: dict[str, Any], desk: Desk) -> list[Say]:
    """Give it to the request, which goes back to work."""
    if len(gathered["codes"]) > 1:
        return _ask(gathered, desk)
    [code] = gathered["codes"]
    try:
        filed = await _given(code, gathered, desk)
    except Refused as refused:
        if refused.status not in _TOO_LATE:
            raise
        return await _too_late(talk, code, gathered, desk)
    talk.supplement = None
    there = {one["id"] for one in filed["attachments"]}
    gone = sum(one["id"] not in there for one in gathered["files"])
    lost = [say("filed.files_gone", count=gone)] if gone else []
    return [say("supplement.sent", code=code), *lost]


async def _given(code: str, gathered: dict[str, Any], desk: Desk) -> dict[str, Any]:
    """The request, with everything. Each call has a key: a turn that is tried again does nothing twice."""
    files = {"attachment_ids": [one["id"] for one in gathered["files"]], "draft_files": True}
    note = {"note": _one_note(gathered["words"])} if gathered["words"] else {}
    try:
        return await desk.archive.happen(code, "supplement", key=_key(gathered, "whole"), **files, **note)
    except Refused:
        if not note:
            raise
    # Only the backend, which unseals it, knows how long a note is. Too long for one, it is left message by message.
    filed = await desk.archive.happen(code, "supplement", key=_key(gathered, "files"), **files)
    await _leave_words(code, gathered, desk)
    return filed


async def _leave_words(code: str, gathered: dict[str, Any], desk: Desk) -> None:
    for number, parts in enumerate(gathered["words"]):
        await desk.archive.ask(code, parts, key=_key(gathered, f"words/{number}"))


def _key(gathered: dict[str, Any], what: str) -> str:
    """Under which one of the calls is made; what is gathered later has other keys."""
    return f"{gathered.get('id', gathered['at'])}/{what}"


def _one_note(words: list[list[str]]) -> list[str]:
    """Several messages as the parts of one note, a line each."""
    parts: list[str] = []
    for message in words:
        parts += ["\n", *message] if parts else message
    return parts


async def _too_late(talk: Talk, code: str, gathered: dict[str, Any], desk: Desk) -> list[Say]:
    """It waits no longer (answered by its page, or closed): words reach staff all the same while it is open."""
    found = await desk.archive.requests(desk.openid, code=code)
    status = status_words(found[0]) if found else ""
    let_go(talk)
    key = "supplement.left" if gathered["words"] else "supplement.closed"
    try:
        await _leave_words(code, gathered, desk)
    except Refused as refused:
        if refused.status not in _TOO_LATE:
            raise
        key = "supplement.closed"
    return [say(key, code=code, status=status, choices=[choice("human")])]
