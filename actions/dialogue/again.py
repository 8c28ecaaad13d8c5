"""A further request of somebody who has filed one: what they gave then need not be written again."""

import re
from datetime import datetime, timedelta
from typing import Any

from actions.dialogue import spoken
from actions.dialogue.filling import Filled
from actions.dialogue.say import Say, choice, say
from actions.dialogue.state import Form, Talk
from actions.dialogue.turn import Turn
from actions.dialogue.words import shown

_PARTS = ("subject", "requester", "delivery")
_NAMED = ("name", "phone", "email")


def remember(form: Form, talk: Talk) -> None:
    """Keep what was given (sealed as it is) with the talk."""
    talk.earlier = {part: dict(getattr(form, part)) for part in _PARTS}
    talk.earlier |= {"track": form.track, "relation": form.relation, "items": [dict(row) for row in form.items]}
    talk.earlier["purpose"] = form.purpose


def take_over(turn: Turn, talk: Talk) -> bool:
    """ "跟上次一样": fill what is open from the request before; tells whether anything was filled."""
    form, earlier = talk.form, talk.earlier
    if form is None or not earlier or not spoken.heard(turn, "as_before"):
        return False
    if form.track == "self" and earlier["track"] == "organization" and _UNIT.search(turn.text):
        form.track = "organization"  # "单位、经办人都同上": the unit's next
    if form.track == "organization" == earlier["track"]:
        form.purpose = form.purpose or earlier.get("purpose")
    place_alone = spoken.heard(turn, "place") and not spoken.heard(turn, "all")
    parts = {"delivery": earlier["delivery"]} if place_alone else _parts_for(form, earlier)
    filled = False
    for part, values in parts.items():
        known: dict[str, Any] = getattr(form, part)
        if part == "delivery" and known.get("method") not in (None, values.get("method")):
            continue
        fresh = {key: value for key, value in values.items() if key not in known}
        known.update(fresh)
        filled |= bool(fresh)
    if form.track == "proxy" and earlier["track"] == "proxy" and form.relation is None:
        form.relation = earlier["relation"]
    if filled:
        form.checking = False
    return filled


_NOT_TWICE = frozenset({"progress.none", "not_held.again", "miss", "out_of_scope"})


def in_other_words(says: list[Say], talk: Talk) -> list[Say]:
    """The very sentence of a moment ago helps nobody: a person is offered instead."""
    alike = len(says) == 1 and talk.last is not None and talk.last["says"] == says and says[0]["say"] in _NOT_TWICE
    if not alike or talk.form is not None:
        return says
    talk.question = {"kind": "human"}
    return [say("human.offer_again", choices=[choice("human"), choice("menu")])]


_SOON = timedelta(hours=24)


def carry(turn: Turn, talk: Talk, now: datetime) -> bool:
    """A further request of one's own soon after the first: who one is need not be said again; tells whether so."""
    form, earlier, last = talk.form, talk.earlier, talk.last_filed
    if form is None or not earlier or not last or form.track != "self" or earlier["track"] != "self":
        return False
    told = any(one.entity in _WHO and not one.denied for one in turn.details)
    if told or now - datetime.fromisoformat(last["at"]) > _SOON:
        return False
    form.subject = dict(earlier["subject"])
    form.carried = shown(form.subject.get("name") or "")
    return True


def part_ways(form: Form, filled: Filled) -> None:
    """Another name or another degree than the first time: what went with the old one goes too."""
    if form.carried is None:
        return
    gone: frozenset[str] = frozenset()
    if "subject.name" in filled.new and shown(form.subject["name"]) != form.carried:
        gone = frozenset(form.subject)
    elif "subject.degree_level" in filled.replaced:
        gone = _WITH_THE_DEGREE
    for key in gone:
        if f"subject.{key}" not in filled.new:
            form.subject.pop(key, None)
    form.carried = None if gone else form.carried


def carry_handler(talk: Talk, now: datetime) -> bool:
    """Another's request soon after a first one: who writes is known from that one; tells whether so."""
    form, earlier, last = talk.form, talk.earlier, talk.last_filed
    if form is None or form.track != "proxy" or not earlier or not last or earlier["track"] == "organization":
        return False
    own = _named(earlier["requester" if earlier["track"] == "proxy" else "subject"])
    own.pop("email", None)
    if now - datetime.fromisoformat(last["at"]) > _SOON or "name" not in own:
        return False
    form.requester = own
    return True


_WHO = frozenset(
    {"name", "student_id", "id_number", "passport", "degree_level", "enrollment_year", "graduation_year", "relation"}
)
_WITH_THE_DEGREE = frozenset({"student_id", "enrollment_year", "graduation_year", "department", "major"})


def hint(group: str, talk: Talk) -> list[Say]:
    """Once in a form, before the first question about the person: that what is known need not be written again."""
    form = talk.form
    if not talk.earlier or form is None or group not in ("identity", "proxy", "contact") or form.asked.get("as_before"):
        return []
    form.asked["as_before"] = 1
    return [say("ask.as_before")]


def _parts_for(form: Form, earlier: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """Who was who then, and who is who now."""
    if form.track == earlier["track"]:
        if "name" in form.subject and form.track in ("proxy", "organization"):
            return {"requester": earlier["requester"], "delivery": earlier["delivery"]}
        others = _another(form.subject.get("name"), earlier["subject"].get("name"))
        subject = _reached(earlier["subject"]) if others else earlier["subject"]
        return {"subject": subject, "requester": earlier["requester"], "delivery": earlier["delivery"]}
    own = earlier["subject"] if earlier["track"] in ("self", "citizen") else earlier["requester"]
    if form.track in ("self", "citizen"):
        return {"subject": _named(own), "delivery": earlier["delivery"]}
    return {"requester": _named(own), "delivery": earlier["delivery"]}


_UNIT = re.compile(r"单位|公司|经办|公函|\b(?:company|organi[sz]ation|handler)\b", re.IGNORECASE)


def _another(name: Any, earlier: Any) -> bool:
    """Whether somebody else is named than the first time: nothing of who that was holds of this one."""
    return bool(name) and bool(earlier) and shown(name) != shown(earlier)


def _reached(person: dict[str, Any]) -> dict[str, Any]:
    return {key: person[key] for key in _NAMED if key in person and key != "name"}


def _named(person: dict[str, Any]) -> dict[str, Any]:
    return {key: person[key] for key in _NAMED if key in person}
