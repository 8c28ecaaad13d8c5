"""Changing a request that is already filed, as long as the archive has not begun on it."""

import re
from typing import Any

from actions.backend_client import Refused
from actions.dialogue import numbers, pieces, spoken, whose, word_left
from actions.dialogue import rows as row_rules
from actions.dialogue.desk import Desk
from actions.dialogue.filed import EDITABLE, line, own
from actions.dialogue.filed_wish import echoes, just_changed, off_the_list
from actions.dialogue.row_edits import edit_rows, without
from actions.dialogue.say import Say, choice, joined, say
from actions.dialogue.state import Row, Talk
from actions.dialogue.turn import Detail, Turn
from actions.dialogue.words import row as row_words


async def modify(turn: Turn, talk: Talk, desk: Desk) -> list[Say]:
    """Apply the change the message asks for, or ask what should change."""
    mine, trouble = await own(turn, desk)
    if trouble:
        return [trouble]
    able = [request for request in mine if request["status"] in EDITABLE]
    if not able:
        made = next((request for request in mine if request["status"] != "closed"), None)
        if made and (turn.details or turn.items or turn.edits):
            return await word_left.leave(turn, made["code"], desk, told="modify.too_late_noted")
        return [say("modify.too_late", code=(made or mine[0])["code"], choices=[choice("human")])]
    wanted = changes(turn, able[0], desk)
    if len(able) > 1:
        preferred = _meant(turn, talk, able)
        if preferred is None:
            talk.question = {"kind": "modify", "codes": [request["code"] for request in able]}
            return [
                say(
                    "modify.which",
                    choices=[
                        choice(
                            f"code.{request['code']}",
                            say("progress.short", code=request["code"], items=items_of(request, desk)),
                        )
                        for request in able[:5]
                    ],
                )
            ]
        wanted = changes(turn, preferred, desk)
        able = [preferred]
    if about_the_person(turn) or _of_whom_one_acts_for(turn, able[0]):
        changed = await apply(able[0]["code"], wanted, talk, desk) if wanted else []
        return [*changed, *await word_left.leave(turn, able[0]["code"], desk, told="modify.person_noted")]
    if not wanted:
        if just_changed(talk) == able[0]["code"] and echoes(turn):
            return [say("modify.as_done", request=line(able[0], desk), code=able[0]["code"])]
        kind = "address" if pieces.told(turn) else _called_wrong(turn)
        talk.question = {"kind": "modify", "codes": [able[0]["code"]]}
        if kind:
            return [say(f"again.{kind}", expecting=kind)]
        return [say("modify.what", code=able[0]["code"], items=items_of(able[0], desk))]
    changed = await apply(able[0]["code"], wanted, talk, desk)
    if pieces.told(turn):
        talk.question = {"kind": "modify", "codes": [able[0]["code"]]}
        changed.append(say("again.address", expecting="address"))
    return changed


async def take_rows_away(turn: Turn, talk: Talk, desk: Desk) -> list[Say] | None:
    """ "录取名册不要了，毕业证明照办": of a filed request one paper goes and the rest stays; None when it is not so."""
    mine, trouble = await own(turn, desk)
    if trouble:
        return None
    lessened = []
    for request in mine:
        left = _left(turn, request, desk) if request["status"] in EDITABLE else []
        if 0 < len(left) < len(request["items"]):
            lessened.append((request["code"], left))
    return await apply(lessened[0][0], {"items": lessened[0][1]}, talk, desk) if len(lessened) == 1 else None


def _left(turn: Turn, request: dict[str, Any], desk: Desk) -> list[Row]:
    """The rows that stay; what is named "off the list" goes however it is said."""
    told: list[Row] = changes(turn, request, desk).get("items", [])
    if told or not off_the_list(turn):
        return told
    rows = [{key: item[key] for key in _OF_A_ROW if item.get(key) is not None} for item in request["items"]]
    return without(rows, turn, desk.catalogue)


async def apply(code: str, wanted: dict[str, Any], talk: Talk, desk: Desk) -> list[Say]:
    """Let the backend change it; it checks again whether that is still possible."""
    talk.question = None
    try:
        changed = await desk.archive.change(code, wanted)
    except Refused as refusal:
        if refusal.status == 409:
            return [say("modify.too_late", code=code, choices=[choice("human")])]
        return [say("modify.refused", code=code)]
    return [say("modify.done", what=named(wanted), request=line(changed, desk), code=code)]


_OF_THE_PERSON = frozenset(
    {"name", "former_name", "student_id", "id_number", "passport", "degree_level", "enrollment_year", "graduation_year"}
)


def _called_wrong(turn: Turn) -> str | None:
    """What is called wrong without saying what is right ("名字写错了")."""
    if not spoken.heard(turn, "wrong"):
        return None
    kinds = ("name", "student_id", "id_number", "phone", "address", "email")
    return next((kind for kind in kinds if spoken.heard(turn, kind)), None)


def about_the_person(turn: Turn) -> bool:
    """Whether what should change says who the papers are about; that is staff's to put right."""
    return any(one.entity in _OF_THE_PERSON and not one.denied for one in turn.details)


def items_of(request: dict[str, Any], desk: Desk) -> Any:
    """The rows of a request in one line."""
    return joined([row_words(item, desk) for item in request["items"]])


def _meant(turn: Turn, talk: Talk, able: list[dict[str, Any]]) -> dict[str, Any] | None:
    """The one request that has the named document, or the one just filed."""
    named = {item["document_type"] for item in turn.items if item.get("document_type")}
    fits = [request for request in able if named & {item["document_type"] for item in request["items"]}]
    if len(fits) == 1:
        return fits[0]
    last = just_changed(talk) or (talk.last_filed or {}).get("code")
    return next((request for request in able if request["code"] == last), None) if not fits else None


def changes(turn: Turn, request: dict[str, Any], desk: Desk) -> dict[str, Any]:
    """The PATCH body for what the message says."""
    wanted: dict[str, Any] = {}
    items: list[Row] = [{key: item.get(key) for key in _OF_A_ROW} for item in request["items"]]
    if edit_rows(items, turn, desk.catalogue) and items:
        row_rules.fit(items, desk.catalogue)
        row_rules.settle_defaults(items, desk.catalogue)
        # Which figures nobody said is the talk's own note and no part of a request.
        wanted["items"] = [{key: row[key] for key in _OF_A_ROW if row.get(key) is not None} for row in items]
    delivery = {key: value for key, value in _delivery(turn, request).items() if value is not None}
    if delivery:
        wanted["delivery"] = delivery
    phone = turn.first("phone", "landline")
    if phone and not _of_receiver(turn, phone) and not _of_whom_one_acts_for(turn, request):
        wanted["contact"] = {"phone": phone.sealed}
    purpose, needed_by = turn.first("purpose"), turn.first("needed_by")
    if purpose:
        wanted["purpose"] = purpose.value
    if needed_by and len(str(needed_by.value)) == 10:
        wanted["needed_by"] = needed_by.value
    return wanted


_OF_A_ROW = ("document_type", "language", "copies", "sealed", "note")


def _delivery(turn: Turn, request: dict[str, Any]) -> dict[str, Any]:
    """Address, the receiver's telephone and name, and way given in the message."""
    found: dict[str, Any] = {}
    address, email = turn.first("address"), turn.first("email")
    phone, method = turn.first("phone", "landline"), _way(turn, request)
    recipient = turn.first("name", role="recipient")
    if method:
        found["method"] = "express" if method.value in ("ems", "sf") else method.value
        found["carrier"] = method.value if method.value in ("ems", "sf") else None
    if address:
        found |= {"address": address.sealed, "method": found.get("method") or "express"}
    if email:
        found |= {"email": email.sealed}
    if phone and _of_receiver(turn, phone):
        found["phone"] = phone.sealed
    if recipient:
        found["recipient"] = recipient.sealed
    return found


def _way(turn: Turn, request: dict[str, Any]) -> Detail | None:
    """The way that is told: of several the last ("顺丰报不了账，改成自己来取"), for the first is the one that stood."""
    told = [one for one in turn.details if one.entity == "delivery_method" and not (one.denied or one.problem)]
    given = request.get("delivery") or {}
    stood = {given.get("method"), given.get("carrier")}
    return next((one for one in reversed(told) if one.value not in stood), told[-1] if told else None)


def _of_receiver(turn: Turn, phone: Detail) -> bool:
    """Whether a telephone is the one a parcel's receiver is called on; every other is that of who asked."""
    called = _RECEIVERS.search(whose.words_around(turn, phone)[0])
    return phone.role == "recipient" or bool(called) or numbers.is_receivers(turn, phone)


_RECEIVERS = re.compile(
    r"(?:收件|收货|收信|快递|receiver|recipient)[^，,。；;〔]{0,4}(?:电话|手机|号码|phone|number)[^，,。；;〔]{0,6}$"
)


def _of_whom_one_acts_for(turn: Turn, request: dict[str, Any]) -> bool:
    """ "她的手机换成…" of a request that somebody else filed for her: staff put it right, it is not the writer's."""
    phone = turn.first("phone", "landline")
    return request.get("track") in ("proxy", "organization") and bool(phone and numbers.is_theirs(turn, phone))


def named(wanted: dict[str, Any]) -> Say | str:
    """What a change puts in the place of what stood, by the names of the fields and, of a way, by what it is now."""
    delivery, contact = wanted.get("delivery") or {}, wanted.get("contact") or {}
    told = [say("field.items")] if "items" in wanted else []
    if delivery.get("method"):
        told.append(say("field.way_now", way=say(f"delivery.{delivery.get('carrier') or delivery['method']}")))
    told += [say(f"field.delivery.{key}") for key in ("address", "email", "recipient", "phone") if key in delivery]
    told += [say("field.subject.phone")] if contact else []
    told += [say(f"field.{key}") for key in ("purpose", "needed_by") if key in wanted]
    return joined(told, "list.comma")
