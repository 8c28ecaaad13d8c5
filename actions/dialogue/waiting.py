"""Requests that wait their turn: one at a time is filled in, the others are kept and taken up after it."""

import re
from dataclasses import asdict
from typing import Any

from actions.dialogue import words
from actions.dialogue.desk import Desk
from actions.dialogue.kin import THEM
from actions.dialogue.rows import track_of
from actions.dialogue.say import Say, say
from actions.dialogue.state import Form, Row, Talk, row_of
from actions.dialogue.turn import Turn

_THEIRS_FIRST = re.compile(
    rf"(?:先|赶紧|优先)(?:给|帮|替)?(?:办|弄|开|搞|填)?(?:我)?(?:家|们)?{THEM}|\b(?:his|hers|theirs|my \w+'s) first\b",
    re.IGNORECASE,
)
_TELLS_OF_THEM = re.compile(rf"(?:我)?(?:家)?{THEM}(?:的?(?:名字|姓名|大名)?(?:就)?(?:叫|是〔)|(?:的)?(?:学号|身份证))")


def second(turn: Turn, talk: Talk, desk: Desk, track: str) -> list[Say]:
    """A wish for somebody else while a form is open: noted for afterwards, or begun at once where that is said."""
    relation = turn.first("relation")
    items = [row_of(item) for item in turn.items if item.get("document_type")]
    entry = {"track": track, "relation": relation.value if relation else None, "items": items}
    if _THEIRS_FIRST.search(turn.text):
        talk.waiting.insert(0, entry)
        return _change_places(talk, desk)
    talk.waiting.append(entry)
    return [say("waiting.second", other=words.rows(items, desk) or say("rows.none"))]


def theirs_now(turn: Turn, talk: Talk, desk: Desk) -> list[Say]:
    """Who tells the details of the person whose request waits means that one now; else nothing, and nothing changes."""
    waits = next((one for one in talk.waiting if one.get("track") == "proxy"), None)
    told = turn.first("name", "student_id", "id_number") is not None and _TELLS_OF_THEM.search(turn.text)
    if talk.form is None or talk.form.track != "self" or waits is None or not told:
        return []
    talk.waiting.remove(waits)
    talk.waiting.insert(0, waits)
    return _change_places(talk, desk)


def _change_places(talk: Talk, desk: Desk) -> list[Say]:
    """The first that waits is filled in now, the open form waits with all that was told for it."""
    assert talk.form is not None
    own = talk.form
    own.checking = False
    talk.form = None
    take_up(talk, desk)
    talk.waiting.insert(0, {"form": asdict(own)})
    theirs = words.rows(talk.form.items, desk) if talk.form else ""
    return [say("waiting.theirs_first", own=words.rows(own.items, desk), other=theirs or say("rows.none"))]


def own_first(items: list[Row], talk: Talk, desk: Desk) -> list[Say]:
    """Another paper of one's own comes first: the open form waits whole; who one is and how one is reached is known."""
    form = talk.form
    assert form is not None
    form.checking = False
    talk.waiting.insert(0, {"form": asdict(form)})
    known = {key: form.subject[key] for key in _OF_ONESELF if key in form.subject}
    track = track_of(items, desk.catalogue)
    talk.form = Form(started_at=desk.now.isoformat(), track=track, items=items, subject=known, consent=form.consent)
    return [say("waiting.own_first", own=words.rows(form.items, desk), other=words.rows(items, desk))]


_OF_ONESELF = ("name", "former_name", "id_number", "passport", "phone", "landline")


def take_up(talk: Talk, desk: Desk) -> Form | None:
    """Open the next waiting request when no form is open; the form that was put aside whole, when it is one."""
    if talk.form is not None or not talk.waiting:
        return None
    entry: dict[str, Any] = talk.waiting.pop(0)
    if entry.get("form"):
        talk.form = Form.from_json(entry["form"])
        return talk.form
    kept = {key: entry[key] for key in ("track", "relation", "items")}
    talk.form = Form(started_at=desk.now.isoformat(), **kept)
    return None
