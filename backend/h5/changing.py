"""A filed request as a form once more: its rows, and what may still be changed besides them."""

from collections.abc import Mapping, Sequence
from typing import Any

from pydantic import ValidationError
from starlette.datastructures import FormData

from backend.domain.masking import mask
from backend.h5 import checks, edge, fields, looks_of_form
from backend.h5.form_state import Form
from backend.h5.looks import Page
from backend.kit import clock
from backend.models.requests import Request
from backend.requests.schemas import RequestChange

#: Shown as they are to whoever may change them; the other details are shown masked.
_PLAIN = ("purpose", "needed_by")


def form_of(request: Request) -> Form:
    """The rows and the way of delivery as they stand."""
    form = Form(track=request.track, rows=[_row(item) for item in request.items])
    form.values = {"delivery.method": str(request.delivery.get("method") or "")}
    return form


def _row(item: Any) -> dict[str, str]:
    return {
        "document_type": item.document_type,
        "language": item.language,
        "copies": str(item.copies),
        "sealed": "yes" if item.sealed else "",
        "note": item.note or "",
    }


def read(request: Request, form: Form, sent: FormData, page: Page) -> RequestChange | None:
    """What differs from the request as filed; None when nothing does. Raises pydantic's ValidationError."""
    before = form_of(request)
    form.read_rows(sent)
    given: dict[str, Any] = {}
    if form.rows != before.rows:
        given["items"] = form.body()["items"]
    asked = fields.changeable(page, before.body())
    answers = {question.path: _answer(sent, question.path) for section in asked for question in section.questions}
    form.values |= {path: text for path, text in answers.items() if text}
    delivery = {
        path.removeprefix("delivery."): text or None
        for path, text in answers.items()
        if path.startswith("delivery.") and text is not None
    }
    if delivery.get("method") == request.delivery.get("method"):
        delivery.pop("method", None)
    if delivery:
        given["delivery"] = {"method": form.values.get("delivery.method")} | delivery
    given |= {path: answers[path] or None for path in _PLAIN if answers.get(path) not in (None, _stored(request, path))}
    return RequestChange.model_validate(given) if given else None


def _answer(sent: FormData, path: str) -> str | None:
    """What was written; empty where it shall be cleared; None where it stays."""
    if sent.get(f"clear.{path}"):
        return ""
    return edge.field(sent, path, 2000) or None


def view(page: Page, request: Request, form: Form, errors: checks.Errors) -> dict[str, Any]:
    """What the page shows."""
    rows = looks_of_form.wanted(page, form, errors)
    return {
        "code": request.code,
        "rows": rows["rows"],
        "most_rows": rows["most_rows"],
        "sections": fields.changeable(page, form.body()),
        "values": form.values,
        "kept": _kept(request),
        "errors": errors,
        "listed": looks_of_form.listed(errors),
        "today": clock.today().isoformat(),
    }


def _kept(request: Request) -> dict[str, str]:
    """What is known already, masked where it says where somebody lives or how he is reached."""
    details: Mapping[str, Any] = request.delivery or {}
    kept = {
        f"delivery.{name}": mask(name, str(details[name]))
        for name in ("recipient", "phone", "address", "email")
        if details.get(name)
    }
    return kept | {path: _stored(request, path) for path in _PLAIN if _stored(request, path)}


def _stored(request: Request, path: str) -> str:
    value = getattr(request, path)
    return value.isoformat() if path == "needed_by" and value else str(value or "")


def errors_of(page: Page, form: Form, problems: Sequence[Mapping[str, Any]]) -> checks.Errors:
    """The problems of a refused change, each beside its field."""
    labels = checks.row_labels(page, len(form.rows)) | checks.labels_of(fields.changeable(page, form.body()))
    found: checks.Errors = {}
    for one in problems:
        path = str(one.get("field"))
        found.setdefault(path, checks.words(page, path, str(one.get("code")), labels))
    return found


def unreadable(page: Page, form: Form, error: ValidationError) -> checks.Errors:
    """What could not even be read (letters for a number of copies, a date that is none), beside its field."""
    problems = []
    for one in error.errors():
        path = ""
        for part in one["loc"]:
            path += f"[{part}]" if isinstance(part, int) else f".{part}" if path else str(part)
        problems.append({"field": path, "code": "type"})
    return errors_of(page, form, problems)
