"""What the archive would not take when a request was filed: dropped, named, and asked for anew."""

import re

from actions.backend_client import Refused
from actions.dialogue import asking, corrections
from actions.dialogue.desk import Desk
from actions.dialogue.say import Say, choice, joined, say
from actions.dialogue.state import Form

_ROW = re.compile(r"items\[(\d+)\](?:\.(\w+))?")
_PARTS = ("subject", "requester", "delivery", "details")
_PLAIN = ("relation", "purpose", "needed_by", "note", "consent")
_ASKED_WITH = {"copies": "copies", "language": "copies"}


def take_back(refusal: Refused, form: Form, desk: Desk) -> list[Say]:
    """Say all that could not be accepted, and forget it, so that the form asks for it and for nothing else.

    What cannot be forgotten would be refused again and again: a person is offered.
    """
    problems = refusal.problem.get("problems") or refusal.problem.get("missing") or []
    form.checking = False
    fields = [str(problem.get("field") if isinstance(problem, dict) else problem) for problem in problems]
    named = _names(fields, form, desk)
    forgotten = [_forget(form, field) for field in sorted(fields, reverse=True)]  # from the last row on
    wanted = asking.hard_wants(form, desk) or not form.items
    if not any(forgotten) and not wanted:
        return [say("file.refused_person", choices=[choice("human")])]
    return [say("file.refused_named", what=joined(named, "list.comma")) if named else say("file.refused")]


def _names(fields: list[str], form: Form, desk: Desk) -> list[Say]:
    """The names of what was refused, each once."""
    details = [asking.detail_label(field, form, desk) for field in fields if field.startswith("details.")]
    rows = [say("field.attachments")] if "attachment_ids" in fields else []
    for field in fields:
        row = _ROW.match(field)
        if row and int(row[1]) < len(form.items):
            paper = desk.document_name(form.items[int(row[1])]["document_type"])
            key = row[2] if row[2] in ("copies", "language", "sealed", "note") else "document_type"
            rows.append(say(f"field.row.{key}", document=paper))
    return [*corrections.labels(set(fields)), *details, *rows]


def _forget(form: Form, path: str) -> bool:
    """Drop a value that was refused; tells whether there was one."""
    row = _ROW.match(path)
    if row:
        return _forget_of_row(form, int(row[1]), row[2])
    if path == "attachment_ids":
        had = bool(form.attachments)
        form.attachments.clear()
        return had
    head, _, tail = path.partition(".")
    if head in _PARTS:
        part = getattr(form, head)
        return (part.pop(tail, None) if isinstance(part, dict) else None) is not None
    had = head in _PLAIN and getattr(form, head) is not None
    if had:
        setattr(form, head, None)
    return had


def _forget_of_row(form: Form, place: int, key: str | None) -> bool:
    """A figure is open again and asked for once more; a paper that is not made goes."""
    if place >= len(form.items):
        return False
    row = form.items[place]
    if key not in ("copies", "language", "sealed", "note"):
        form.items.pop(place)
        return True
    had = row.get(key)
    row[key] = False if key == "sealed" else None
    if key in _ASKED_WITH:
        form.asked.pop(_ASKED_WITH[key], None)
    return bool(had)
