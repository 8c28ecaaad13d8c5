"""The form for callers, letters, slips and visitors as a request's body, and what is wrong with it in words."""

from collections.abc import Mapping
from typing import Any

from starlette.datastructures import FormData

from backend.catalogue.service import Configuration
from backend.console.queue.wording import field_label
from backend.domain import requirements, validation
from backend.kit import clock

CHANNELS = ("phone", "letter", "box", "walk_in", "email")
PARTS = {
    "requester": ("organization", "name", "phone", "email", "id_number"),
    "subject": (
        *("name", "former_name", "student_id", "id_number", "department", "major", "degree_level"),
        *("enrollment_year", "graduation_year", "phone", "email"),
    ),
    "delivery": ("method", "recipient", "phone", "address", "email", "carrier"),
}
_YEARS = ("enrollment_year", "graduation_year")
_ROWS = 20


def body_of(form: FormData, configuration: Configuration) -> dict[str, Any]:
    """The body that the API would be sent."""
    body: dict[str, Any] = {"channel": _text(form, "channel"), "track": _text(form, "track") or "self"}
    for part, names in PARTS.items():
        body[part] = {name: _read(form, f"{part}.{name}") for name in names if _text(form, f"{part}.{name}")}
    if body["track"] in ("self", "citizen"):
        body["requester"] = {}
    elif _text(form, "relation"):
        body["relation"] = _text(form, "relation")
    body["items"] = _rows(form)
    chosen = {row["document_type"] for row in body["items"]}
    fields = {rule.field for one in configuration.catalogue.documents if one.code in chosen for rule in one.fields}
    body["details"] = {name: _text(form, f"details.{name}") for name in fields if _text(form, f"details.{name}")}
    for name in ("purpose", "needed_by", "note"):
        if _text(form, name):
            body[name] = _text(form, name)
    if form.get("consent"):
        version = (configuration.raw["service"].get("privacy") or {}).get("consent_version") or "1"
        body["consent"] = {"version": str(version), "given_at": clock.now().isoformat()}
    return {name: value for name, value in body.items() if value not in ({}, "")}


def _rows(form: FormData) -> list[dict[str, Any]]:
    found = []
    for place in range(_ROWS):
        kind = _text(form, f"items[{place}].document_type")
        if not kind:
            continue
        row: dict[str, Any] = {"document_type": kind}
        for name in ("language", "note"):
            if _text(form, f"items[{place}].{name}"):
                row[name] = _text(form, f"items[{place}].{name}")
        copies = _text(form, f"items[{place}].copies")
        row["copies"] = int(copies) if copies.isdigit() and len(copies) < 6 else None
        row["sealed"] = bool(form.get(f"items[{place}].sealed")) or None
        found.append({name: value for name, value in row.items() if value is not None})
    return found


def _text(form: FormData, name: str) -> str:
    value = form.get(name)
    return value.strip()[:1000] if isinstance(value, str) else ""


def _read(form: FormData, path: str) -> Any:
    text = _text(form, path)
    return int(text) if path.rpartition(".")[2] in _YEARS and text.isdigit() and len(text) < 6 else text


def problems_of(body: Mapping[str, Any], configuration: Configuration) -> dict[str, str]:
    """Everything that is wrong or missing by its field, as filing will check it, in words."""
    ways = configuration.service.delivery_methods()
    found: dict[str, str] = {}
    for one in validation.check(body, configuration.catalogue, clock.today(), delivery=ways):
        found.setdefault(one.field, words(one.field, one.code, configuration))
    for want in requirements.hard(requirements.missing(body, configuration.catalogue)):
        found.setdefault(want.field, words(want.field, want.reason, configuration))
    if not body.get("items"):
        found.setdefault("items", words("items", "required", configuration))
    if not body.get("consent"):
        # On paper and by telephone people agree too; whoever writes it down says so.
        found["consent"] = "请先向对方说明个人信息怎么用，对方同意后勾选。"
    return found


def words(path: str, code: str, configuration: Configuration) -> str:
    """A problem in words: for this very field, else in general."""
    leaf = path.rpartition(".")[2]
    texts = configuration.texts
    label = labels(configuration).get(path) or field_label(path)
    for key in (f"h5.problem.{leaf}.{code}", f"h5.problem.{code}"):
        if texts.has(key):
            latest = clock.today().year + validation.GRADUATION_AHEAD
            return texts.render({"say": key, "with": {"label": label, "most": f"{validation.FIRST_YEAR}–{latest}"}})
    return texts.render("h5.problem.other")


def labels(configuration: Configuration) -> dict[str, str]:
    """The labels of what single kinds of papers ask for."""
    return {f"details.{rule.field}": rule.label.zh for one in configuration.catalogue.documents for rule in one.fields}
