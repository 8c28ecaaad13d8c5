"""Short descriptions of rows, people and requests, put together from texts."""

from collections.abc import Mapping
from typing import Any

from actions.dialogue.desk import Desk
from actions.dialogue.say import Say, joined, say
from actions.dialogue.state import Form, Row

_MARKS = "①②③④⑤⑥⑦⑧⑨⑩"


def row(item: Row | Mapping[str, Any], desk: Desk) -> Say:
    """ "英文成绩单 2 份（密封）", as far as it is known."""
    parts = ["named"]
    values: dict[str, Any] = {"document": desk.document_name(item["document_type"])}
    if item.get("language") and _has_languages(item["document_type"], desk):
        parts.append("language")
        values["language"] = say(f"language.{item['language']}")
    if item.get("copies"):
        parts.append("copies")
        values["copies"] = item["copies"]
    if item.get("sealed"):
        parts.append("sealed")
    return say("row." + "_".join(parts), **values)


def _has_languages(code: str, desk: Desk) -> bool:
    return desk.catalogue.has(code) and len(desk.catalogue.document(code).languages) > 1


def rows(items: list[Row], desk: Desk) -> Say | str:
    """All rows in one line."""
    return joined([row(item, desk) for item in items])


def marked_rows(items: list[Row], desk: Desk) -> list[Say]:
    """All rows, a line each, with circled figures so that they can be spoken of."""
    return [say("check.row", mark=_MARKS[min(i, 9)], row=row(item, desk)) for i, item in enumerate(items)]


def shown(value: Any) -> str:
    """A detail as it may be shown: masked when it is sealed."""
    if isinstance(value, Mapping):
        return str(value.get("masked") or "***")
    return str(value)


def _line(facts: list[Say]) -> list[Say]:
    """Facts as one line of the list, or no line at all."""
    return [say("answer.lines", lines=joined(facts, "list.dot"))] if facts else []


def person(form: Form, desk: Desk) -> list[Say]:
    """Who the papers are about, masked, in as many lines as it needs."""
    subject = form.subject
    who = [
        say(f"check.{key}", value=shown(subject[key]))
        for key in ("name", "former_name", "student_id", "id_number")
        if subject.get(key)
    ]
    return [*_line(who), *study(form)]


def study(form: Form) -> list[Say]:
    """Level, years, department: what names nobody."""
    subject = form.subject
    study: list[Say] = []
    if subject.get("degree_level"):
        study.append(say(f"degree.{subject['degree_level']}"))
    study += [
        say(f"check.{key}", value=subject[key])
        for key in ("enrollment_year", "graduation_year", "department", "major")
        if subject.get(key)
    ]
    return _line(study)


def sealed(form: Form) -> list[Say]:
    """Which details were sent and are still closed: their names alone."""
    parts = {"subject": form.subject, "requester": form.requester, "delivery": form.delivery, "details": form.details}
    labels: list[Say] = []
    for part, values in parts.items():
        for key, value in values.items():
            label = say(f"sealed.requester_{key}" if part == "requester" else f"sealed.{key}")
            if isinstance(value, Mapping) and label not in labels:
                labels.append(label)
    return [say("check.sealed", details=joined(labels, "list.comma"))] if labels else []


def requester(form: Form, *, closed: bool = False) -> list[Say]:
    """Who asks, when it is somebody else; `closed` leaves out what is sealed."""
    asks = [
        say(f"check.requester_{key}", value=shown(form.requester[key]))
        for key in ("organization", "name", "phone", "id_number")
        if form.requester.get(key) and not (closed and isinstance(form.requester[key], Mapping))
    ]
    if form.relation and (asks or closed):
        asks.insert(0, say("check.relation", relation=say(f"relation.{form.relation}")))
    return _line(asks)


def delivery(form: Form, *, closed: bool = False) -> list[Say]:
    """How the papers go out, and the telephone; `closed` says the way alone."""
    given = form.delivery
    method = given.get("carrier") or given.get("method")
    if closed:
        return _line([say(f"delivery.{method}")]) if method else []
    lines: list[Say] = []
    phone = form.subject.get("phone") or form.requester.get("phone")
    if method:
        way: Say = say(f"delivery.{method}")
        target = given.get("address") if given.get("method") == "express" else given.get("email")
        if target and given.get("method") in ("express", "email"):
            way = say("check.delivery_to", way=way, target=shown(target))
        lines.append(way)
    if given.get("recipient"):
        lines.append(say("check.recipient", value=shown(given["recipient"])))
    if phone and not form.requester.get("phone"):
        lines.append(say("check.phone", value=shown(phone)))
    return _line(lines)


def more(form: Form, *, closed: bool = False) -> list[Say]:
    """Purpose, wished date, the kind's own details, pictures; `closed` leaves out what is sealed."""
    lines: list[Say] = []
    if form.note:
        lines.append(say("check.note", value=form.note))
    if form.purpose:
        lines.append(say("check.purpose", value=form.purpose))
    if form.needed_by:
        lines.append(say("check.needed_by", value=form.needed_by))
    lines += [
        say(f"check.details_{key}", value=shown(value))
        for key, value in form.details.items()
        if value and key != "organization" and not (closed and isinstance(value, Mapping))
    ]
    if form.attachments:
        lines.append(say("check.attachments", count=len(form.attachments)))
    return lines
