"""Checks the values of a whole request body: what is given must be usable (absence: requirements.py)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from backend.domain import identity
from backend.domain.catalogue import DEGREE_LEVELS, DELIVERY_METHODS, RELATIONS, TRACKS, Catalogue
from backend.domain.requirements import value_at

CHANNELS: Final = ("wechat", "h5", "email", "letter", "phone", "box", "walk_in")
ID_TYPES: Final = ("resident_id", "passport", "other")
MAX_ROWS: Final = 20
#: The oldest year of study that is believed; modern Chinese universities begin in the 1890s.
FIRST_YEAR: Final = 1895
#: How far ahead a graduation may lie (a first-year doctor's), in years.
GRADUATION_AHEAD: Final = 8
_NEEDED_BY_AHEAD_DAYS: Final = 3 * 366
_FIRST_CONSENT: Final = 2000

_TEXT_LIMITS: Final[Mapping[str, int]] = {
    "subject.name": 60,
    "subject.former_name": 60,
    "subject.department": 80,
    "subject.major": 80,
    "requester.name": 60,
    "requester.organization": 100,
    "delivery.recipient": 60,
    "delivery.address": 300,
    "purpose": 300,
    "note": 1000,
    "consent.version": 40,
}
_CHOICES: Final[Mapping[str, tuple[str, ...]]] = {
    "channel": CHANNELS,
    "track": TRACKS,
    "relation": RELATIONS,
    "subject.id_type": ID_TYPES,
    "subject.degree_level": DEGREE_LEVELS,
    "delivery.method": DELIVERY_METHODS,
}
_NAMES: Final = ("subject.name", "subject.former_name", "requester.name", "delivery.recipient")
_PHONES: Final = ("subject.phone", "requester.phone", "delivery.phone")
_EMAILS: Final = ("subject.email", "requester.email", "delivery.email")


@dataclass(frozen=True, slots=True)
class FieldProblem:
    """A value that cannot be used: its path and a stable code (words lie in the texts as `problem.<code>`).

    Codes: type, choice, too_long, characters, empty, length, checksum, birthday, no_area_code,
    no_country_code, invalid, range, past, too_far, before_enrollment, too_many, unknown_document,
    not_offered, language_not_offered, not_sealable, delivery_not_offered.
    """

    field: str
    code: str


def check(
    request: Mapping[str, object],
    catalogue: Catalogue,
    today: date,
    *,
    delivery: tuple[str, ...] = DELIVERY_METHODS,
) -> tuple[FieldProblem, ...]:
    """All problems with the values in `request`, in the order of the form; empty when all are usable.

    `today` is the date in Asia/Shanghai; `delivery` are the ways that the archive has switched on.
    Identity values must be plain here (unsealed). Never raises on junk.
    """
    return (
        *_choices(request),
        *_rows(request, catalogue),
        *_texts(request),
        *_identities(request, today),
        *_years(request, today),
        *_delivery(request, catalogue, delivery),
        *_dates(request, today),
        *_lists(request),
    )


def _choices(request: Mapping[str, object]) -> Iterator[FieldProblem]:
    for path, known in _CHOICES.items():
        value = value_at(request, path)
        if value is not None and value not in known:
            yield FieldProblem(path, "choice")


def _rows(request: Mapping[str, object], catalogue: Catalogue) -> Iterator[FieldProblem]:
    rows = request.get("items")
    if rows is None:
        return
    if not isinstance(rows, (list, tuple)):
        yield FieldProblem("items", "type")
        return
    if len(rows) > MAX_ROWS:
        yield FieldProblem("items", "too_many")
        return
    for place, row in enumerate(rows):
        path = f"items[{place}]"
        if isinstance(row, Mapping):
            yield from _row(row, path, catalogue)
        else:
            yield FieldProblem(path, "type")


def _row(row: Mapping[str, object], path: str, catalogue: Catalogue) -> Iterator[FieldProblem]:
    code = row.get("document_type")
    known = {document.code: document for document in catalogue.documents}
    document = known.get(code) if isinstance(code, str) else None
    if document is None:
        if code is not None:
            yield FieldProblem(f"{path}.document_type", "unknown_document")
        return
    if not document.offered:
        yield FieldProblem(f"{path}.document_type", "not_offered")
    language, copies, sealed = row.get("language"), row.get("copies"), row.get("sealed")
    if language is not None and language not in document.languages:
        yield FieldProblem(f"{path}.language", "language_not_offered")
    yield from _whole_number(copies, f"{path}.copies", 1, document.max_copies)
    if sealed is not None and not isinstance(sealed, bool):
        yield FieldProblem(f"{path}.sealed", "type")
    elif sealed and not document.sealable:
        yield FieldProblem(f"{path}.sealed", "not_sealable")
    yield from _text(row.get("note"), f"{path}.note", 500)


def _texts(request: Mapping[str, object]) -> Iterator[FieldProblem]:
    for path, limit in _TEXT_LIMITS.items():
        yield from _text(value_at(request, path), path, limit)
    for path in _NAMES:
        name = value_at(request, path)
        if isinstance(name, str) and not any(character.isalpha() for character in name):
            yield FieldProblem(path, "characters")
    details = request.get("details")
    if details is None:
        return
    if not isinstance(details, Mapping):
        yield FieldProblem("details", "type")
        return
    for key, value in details.items():
        yield from _text(str(value) if isinstance(value, int) else value, f"details.{key}", 300)


def _text(value: object, path: str, limit: int) -> Iterator[FieldProblem]:
    if value is None:
        return
    if not isinstance(value, str):
        yield FieldProblem(path, "type")
    elif len(value) > limit:
        yield FieldProblem(path, "too_long")
    elif any(ord(character) < 32 and character not in "\n\r\t" for character in value):
        yield FieldProblem(path, "characters")


def _identities(request: Mapping[str, object], today: date) -> Iterator[FieldProblem]:
    for path in ("subject.id_number", "requester.id_number"):
        value = value_at(request, path)
        id_type = value_at(request, "subject.id_type") if path == "subject.id_number" else None
        if value is not None:
            yield from _outcome(path, id_number(str(value), id_type, today))
    student = value_at(request, "subject.student_id")
    if student is not None:
        yield from _outcome("subject.student_id", identity.student_id(str(student)))
    for path in _PHONES:
        phone = value_at(request, path)
        if phone is not None:
            yield from _outcome(path, identity.phone(str(phone)))
    for path in _EMAILS:
        address = value_at(request, path)
        if address is not None:
            yield from _outcome(path, identity.email(str(address)))


def id_number(value: str, id_type: object, today: date) -> str | identity.Problem:
    """The identity number in its kept form, read by its type; without a type by its looks."""
    if id_type == "other":
        text = identity.fold(value)
        return text if 2 < len(text) <= 40 else identity.Problem(identity.ProblemCode.LENGTH)
    letters = {character for character in identity.fold(value).upper() if character.isalpha()}
    if id_type == "passport" or (id_type is None and letters - {"X"}):
        read = identity.passport(value)
        return read if isinstance(read, identity.Problem) else read.value
    number = identity.resident_id(value, today=today)
    return number if isinstance(number, identity.Problem) else number.value


def _outcome(path: str, result: object) -> Iterator[FieldProblem]:
    if isinstance(result, identity.Problem):
        yield FieldProblem(path, result.code.value)


def _years(request: Mapping[str, object], today: date) -> Iterator[FieldProblem]:
    enrolled = value_at(request, "subject.enrollment_year")
    graduated = value_at(request, "subject.graduation_year")
    latest = today.year + GRADUATION_AHEAD
    problems = [
        *_whole_number(enrolled, "subject.enrollment_year", FIRST_YEAR, today.year),
        *_whole_number(graduated, "subject.graduation_year", FIRST_YEAR, latest),
    ]
    yield from problems
    if not problems and isinstance(enrolled, int) and isinstance(graduated, int) and graduated < enrolled:
        yield FieldProblem("subject.graduation_year", "before_enrollment")


def _whole_number(value: object, path: str, low: int, high: int) -> Iterator[FieldProblem]:
    if value is None:
        return
    if isinstance(value, bool) or not isinstance(value, int):
        yield FieldProblem(path, "type")
    elif not low <= value <= high:
        yield FieldProblem(path, "range")


def _delivery(request: Mapping[str, object], catalogue: Catalogue, ways: tuple[str, ...]) -> Iterator[FieldProblem]:
    method = value_at(request, "delivery.method")
    if method not in DELIVERY_METHODS:
        return
    rows = request.get("items")
    codes = [row.get("document_type") for row in rows if isinstance(row, Mapping)] if isinstance(rows, list) else []
    asked = [document for document in catalogue.documents if document.code in codes]
    if method not in ways or any(method not in document.delivery for document in asked):
        yield FieldProblem("delivery.method", "delivery_not_offered")
    address = value_at(request, "delivery.address")
    if method == "express" and isinstance(address, str) and len(address.strip()) < 4:
        yield FieldProblem("delivery.address", "length")


def _dates(request: Mapping[str, object], today: date) -> Iterator[FieldProblem]:
    needed_by = value_at(request, "needed_by")
    if needed_by is not None:
        day = _day(needed_by)
        if day is None:
            yield FieldProblem("needed_by", "type")
        elif day < today:
            yield FieldProblem("needed_by", "past")
        elif (day - today).days > _NEEDED_BY_AHEAD_DAYS:
            yield FieldProblem("needed_by", "too_far")
    given_at = value_at(request, "consent.given_at")
    if given_at is not None:
        yield from _agreed(_day(given_at), today)


def _agreed(day: date | None, today: date) -> Iterator[FieldProblem]:
    """The day of a consent: not before there was such a service, and not in the future (but for another zone)."""
    if day is None:
        yield FieldProblem("consent.given_at", "type")
    elif day.year < _FIRST_CONSENT:
        yield FieldProblem("consent.given_at", "range")
    elif day > today + timedelta(days=1):
        yield FieldProblem("consent.given_at", "too_far")


def _day(value: object) -> date | None:
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    try:
        return datetime.fromisoformat(value).date() if isinstance(value, str) else None
    except ValueError:
        return None


def _lists(request: Mapping[str, object]) -> Iterator[FieldProblem]:
    ids = request.get("attachment_ids")
    if ids is None:
        return
    if not isinstance(ids, (list, tuple)) or not all(isinstance(entry, str) for entry in ids):
        yield FieldProblem("attachment_ids", "type")
    elif len(ids) > 50:
        yield FieldProblem("attachment_ids", "too_many")
