"""What a form of changes asks to be different, and what an earlier change made different, in words."""

from collections.abc import Mapping, Sequence
from typing import Any

from starlette.datastructures import FormData

from backend.auth.permissions import Bit
from backend.auth.sessions import Visitor
from backend.catalogue.service import Configuration
from backend.console.queue import intake, people
from backend.console.queue.wording import word
from backend.models.requests import Request
from backend.requests.changing import body_of

#: Shown masked, so that an empty field means "as it is".
_HIDDEN = ("phone", "recipient", "address", "email")


def filled(request: Request, visitor: Visitor) -> tuple[dict[str, str], dict[str, str]]:
    """The form as it begins: values, and for what this person may not see in full a hint of what stands there."""
    given = {f"items[{place}].{name}": str(value) for place, row in enumerate(body_of(request)["items"])
             for name, value in row.items() if value not in (None, False)}  # fmt: skip
    hints: dict[str, str] = {}
    for name, value in (request.delivery or {}).items():
        path = f"delivery.{name}"
        if name in _HIDDEN and (name == "phone" or not visitor.may(Bit.SEE_REQUESTER)):
            hints[path] = people.shown(name, value, visitor)
        else:
            given[path] = str(value)
    given["needed_by"] = request.needed_by.isoformat() if request.needed_by else ""
    if visitor.may(Bit.SEE_REQUESTER):
        given["purpose"] = request.purpose or ""
    elif request.purpose:
        hints["purpose"] = "已填，不改就空着"
    return given, hints


def changes_of(form: FormData, request: Request, configuration: Configuration, visitor: Visitor) -> dict[str, Any]:
    """Only what is other than it was: a click without a change is none."""
    before, wanted = body_of(request), intake.body_of(form, configuration)
    _, hints = filled(request, visitor)
    found: dict[str, Any] = {}
    items = [_row(row) for row in wanted["items"]]
    if items != [_row(row) for row in before["items"]]:
        found["items"] = wanted["items"]
    delivery = _delivery(before.get("delivery") or {}, wanted.get("delivery") or {}, hints)
    if delivery:
        found["delivery"] = delivery
    for name in ("purpose", "needed_by"):
        value = wanted.get(name)
        if value != before.get(name) and not (value is None and name in hints):
            found[name] = value
    return found


def _row(row: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in row.items() if value not in (None, "", False)}


def _delivery(before: Mapping[str, Any], wanted: Mapping[str, Any], hints: Mapping[str, str]) -> dict[str, Any]:
    """An emptied field is taken out, a hidden one that was left empty stays."""
    changed = {name: value for name, value in wanted.items() if value != before.get(name)}
    if changed.get("method"):
        # Another way: what the old one needed goes with it.
        return dict(wanted)
    gone = [name for name in before if name not in wanted and f"delivery.{name}" not in hints and name in _HIDDEN]
    return changed | dict.fromkeys(gone)


def differences(
    data: Mapping[str, Any], request: Request, configuration: Configuration, visitor: Visitor
) -> list[tuple[str, str, str]]:
    """What one change made different: label, before, after."""
    old, new = data.get("old") or {}, data.get("new") or {}
    found: list[tuple[str, str, str]] = []
    for field in data.get("fields") or []:
        before, after = old.get(field), new.get(field)
        if field in ("delivery", "contact"):
            found += _delivered(before or {}, after or {}, visitor)
        elif field == "items":
            found.append((word("field", field), _rows(before, configuration), _rows(after, configuration)))
        else:
            texts = [people.hushed(str(one or ""), visitor, configuration, request) for one in (before, after)]
            found.append((word("field", field), texts[0], texts[1]))
    return found


def _delivered(before: Mapping[str, Any], after: Mapping[str, Any], visitor: Visitor) -> list[tuple[str, str, str]]:
    def said(part: Mapping[str, Any], name: str) -> str:
        return people.shown(name, part.get(name) or "", visitor)

    changed = [name for name in {**before, **after} if before.get(name) != after.get(name)]
    return [(word("field", name), said(before, name), said(after, name)) for name in changed]


def _rows(rows: Sequence[Mapping[str, Any]] | None, configuration: Configuration) -> str:
    return "；".join(_row_words(row, configuration) for row in rows or [])


def _row_words(row: Mapping[str, Any], configuration: Configuration) -> str:
    code = str(row.get("document_type") or "")
    known = configuration.catalogue.has(code)
    name = configuration.catalogue.document(code).name_zh if known else code
    sealed = " 密封" if row.get("sealed") else ""
    return f"{name} {word('language', row.get('language'))}×{row.get('copies') or 1}{sealed}"
