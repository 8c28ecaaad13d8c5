"""The kept form of a request's values: phones as 11 digits, capital X, folded blanks, defaults filled in."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Final

from backend.domain import identity
from backend.domain.catalogue import Catalogue
from backend.domain.requirements import value_at
from backend.domain.validation import id_number

_PARTS: Final = ("subject", "requester", "delivery")


def normalised(request: Mapping[str, object], catalogue: Catalogue, today: date) -> dict[str, object]:
    """A copy of `request` in its kept form. A value that cannot be read stays as it is (validation names it).

    Defaults: track self, relation self on that track, the only language or single copy of a document that
    has no other, and for delivery by courier or e-mail the applicant's own name, phone and address.
    """
    result: dict[str, object] = {key: value for key, value in request.items() if value is not None}
    result.setdefault("track", "self")
    if result["track"] in ("self", "citizen"):
        result.setdefault("relation", "self")
    for part in _PARTS:
        value = result.get(part)
        if isinstance(value, Mapping):
            result[part] = _person(value, today)
    rows = result.get("items")
    if isinstance(rows, (list, tuple)):
        result["items"] = [_row(row, catalogue) if isinstance(row, Mapping) else row for row in rows]
    delivery = result.get("delivery")
    if isinstance(delivery, Mapping):
        result["delivery"] = _delivery(delivery, result)
    return result


def _person(part: Mapping[str, object], today: date) -> dict[str, object]:
    result = {key: _stripped(value) for key, value in part.items()}
    for key, value in result.items():
        if not isinstance(value, str) or not value:
            continue
        if key == "id_number":
            number = id_number(value, part.get("id_type"), today)
            result[key] = value if isinstance(number, identity.Problem) else number
        elif key == "phone":
            phone = identity.phone(value)
            result[key] = value if isinstance(phone, identity.Problem) else phone.value
        elif key == "email":
            email = identity.email(value)
            result[key] = value if isinstance(email, identity.Problem) else email.value
        elif key == "student_id":
            student = identity.student_id(value)
            result[key] = value if isinstance(student, identity.Problem) else student
    return result


def _row(row: Mapping[str, object], catalogue: Catalogue) -> dict[str, object]:
    result = {key: _stripped(value) for key, value in row.items() if value is not None}
    code = result.get("document_type")
    known = {document.code: document for document in catalogue.documents}
    document = known.get(code) if isinstance(code, str) else None
    if document is not None:
        if len(document.languages) == 1:
            result.setdefault("language", document.languages[0])
        if document.max_copies == 1:
            result.setdefault("copies", 1)
    return result


def _delivery(delivery: Mapping[str, object], request: Mapping[str, object]) -> dict[str, object]:
    result = {key: value for key, value in delivery.items() if value not in (None, "")}
    if result.get("method") == "express":
        _default(result, "recipient", request, "requester.name", "subject.name")
        _default(result, "phone", request, "requester.phone", "subject.phone")
    if result.get("method") == "email":
        _default(result, "email", request, "requester.email", "subject.email")
    return result


def _default(part: dict[str, object], key: str, request: Mapping[str, object], *paths: str) -> None:
    for path in paths:
        value = value_at(request, path)
        if value is not None:
            part.setdefault(key, value)


def _stripped(value: object) -> object:
    return value.strip() if isinstance(value, str) else value
