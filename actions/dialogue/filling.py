"""What a message's details change in the open form."""

from dataclasses import dataclass, field
from typing import Any

from actions.dialogue import rows
from actions.dialogue.state import Form, Row
from actions.dialogue.turn import Detail, Turn
from backend.domain.catalogue import Catalogue

_CARRIERS = {"ems": "ems", "sf": "sf"}
_TO_SUBJECT = frozenset(
    {"former_name", "student_id", "department", "major", "degree_level", "enrollment_year", "graduation_year"}
)


_EXPLAINED = frozenset(
    {"id_number", "passport", "phone", "landline", "email", "enrollment_year", "graduation_year", "degree_level"}
)
"""Details whose trouble is told to the person."""


@dataclass
class Filled:
    """What came of it: whether anything changed, which details could not be taken and why."""

    changed: bool = False
    rows_changed: bool = False
    problems: list[Detail] = field(default_factory=list)
    new: set[str] = field(default_factory=set)
    """Fields that were set or changed, as paths such as `subject.name`."""


def apply(turn: Turn, form: Form, catalogue: Catalogue, *, take_rows: bool) -> Filled:
    """Take over all that fits; sealed values stay sealed."""
    filled = Filled()
    if take_rows:
        filled.rows_changed = edit_rows(form.items, turn, catalogue)
    for detail in turn.details:
        if detail.denied:
            continue
        if detail.problem and detail.problem != "partial":
            if detail.entity in _EXPLAINED and not (form.track == "citizen" and detail.entity.endswith("_year")):
                filled.problems.append(detail)
            continue
        if detail.entity == "name" and turn.intent in _NOT_WORDS and len(turn.details) == 1:
            continue  # "确认" is no name, whatever was asked for
        for path, value in _places(detail, form, turn.expecting, filled.new):
            if _set(form, path, value):
                filled.new.add(path)
    _take_words(turn, form, filled)
    filled.problems = [detail for detail in filled.problems if not _answered_otherwise(detail, turn)]
    _prefer_identity(form, filled)
    if form.relation and form.track == "self":
        form.relation = None
    filled.changed = filled.rows_changed or bool(filled.new)
    if filled.changed:
        form.checking = False
    return filled


def edit_rows(items: list[Row], turn: Turn, catalogue: Catalogue) -> bool:
    """Add, change and take away rows as the message says; tells whether anything changed."""
    changed = False
    gone: set[str] = set()
    for edit in turn.edits:
        if edit["op"] == "remove" and edit["field"] in ("items", "document_type", "language"):
            target = _Target.of(edit)
            changed |= rows.drop(items, document=target.document, language=target.language, index=target.index)
            if target.document and not target.language:
                gone.add(target.document)
    adding = any(edit["op"] == "add" for edit in turn.edits)
    wanted = tuple(
        item for item in turn.items if item.get("document_type") not in gone and _held(item, items, catalogue)
    )
    edited = [edit for edit in turn.edits if edit["op"] in ("set", "replace") and edit["field"] in _ROW_FIELDS]
    for edit in edited:
        changed |= _edit_row(edit, items)
    if not edited or any(item.get("document_type") for item in wanted):
        changed |= rows.merge(items, wanted, catalogue, adding=adding)
    return changed


def _held(item: dict[str, Any], items: list[Row], catalogue: Catalogue) -> bool:
    """A paper the archive has; what it has not (the personnel file) is spoken of, not asked for."""
    code = item.get("document_type")
    if code is None or not catalogue.has(code) or catalogue.document(code).held:
        return True
    return any(row["document_type"] == code for row in items)


def _take_words(turn: Turn, form: Form, filled: Filled) -> None:
    """What can only be said in one's own words: the description of other material, a detail of the catalogue."""
    asked = form.asking[0] if form.asking else ""
    if turn.kind != "text" or not turn.text or turn.intent in _NOT_WORDS:
        return
    if asked == "note":
        filled.new.add("note")
        form.note = turn.text[:500]
    elif asked.startswith("details.") and asked not in filled.new and not filled.new & _CONTACTS:
        filled.new.add(asked)
        form.details[asked.removeprefix("details.")] = turn.text[:200]


_CONTACTS = frozenset({"subject.phone", "delivery.method"})
_NOT_WORDS = frozenset(
    {"affirm", "deny", "greet", "thanks", "goodbye", "restart", "cancel_request", "talk_to_human", "check_progress"}
)
_ROW_FIELDS = ("copies", "language", "document_type", "sealed")
_LANGUAGES = ("zh", "en", "zh_en")


@dataclass(frozen=True)
class _Target:
    """Which row an edit means: by document, by language, by its place in the list."""

    document: str | None = None
    language: str | None = None
    index: int | None = None

    @classmethod
    def of(cls, edit: dict[str, Any]) -> "_Target":
        named = [str(edit["target"])] if edit.get("target") else []
        if edit["op"] == "remove" and edit.get("value") is not None:
            named.append(str(edit["value"]))
        document = language = None
        for part in "/".join(named).split("/"):
            if part.startswith("#") and part[1:].lstrip("-").isdigit():
                place = int(part[1:])
                return cls(index=place - 1 if place > 0 else place)
            if part in _LANGUAGES:
                language = part
            elif part:
                document = part
        return cls(document, language)

    def rows_of(self, items: list[Row]) -> list[Row]:
        """The rows meant; all of them when nothing was named."""
        if self.index is not None:
            return [items[self.index]] if -len(items) <= self.index < len(items) else []
        return [
            row
            for row in items
            if self.document in (None, row["document_type"]) and self.language in (None, row["language"])
        ]


def _edit_row(edit: dict[str, Any], items: list[Row]) -> bool:
    """A change of one figure of a row: "第二个改成3份", "不是3份是2份", "中文的换成英文的"."""
    key, value, old = edit["field"], edit.get("value"), edit.get("old")
    if value is None:
        return False
    target = _Target.of(edit)
    meant = target.rows_of(items)
    if target == _Target() and len(meant) > 1:
        meant = [row for row in meant if old is not None and row[key] == old] or meant[-1:]
    before = [row[key] for row in meant]
    for row in meant:
        row[key] = value
    return before != [row[key] for row in meant]


def _places(detail: Detail, form: Form, expecting: str | None, new: set[str]) -> list[tuple[str, Any]]:
    """Where a detail goes in the form: paths and values."""
    value, entity = detail.kept, detail.entity
    own = form.track in ("self", "citizen")
    if entity == "name":
        return [(_name_place(detail, form, expecting, new), value)]
    if entity in ("phone", "landline"):
        recipient = detail.role == "recipient"
        return [("delivery.phone" if recipient else "subject.phone" if own else "requester.phone", value)]
    if entity in ("id_number", "passport"):
        who = "requester" if detail.role == "requester" and form.track != "self" else "subject"
        kind = "passport" if entity == "passport" else "resident_id"
        return [(f"{who}.id_number", value), (f"{who}.id_type", kind)]
    if entity in ("enrollment_year", "graduation_year") and form.track == "citizen":
        return [("details.years", str(value))]
    if entity == "address" and expecting == "district":
        return [("details.district", value)]
    if entity == "delivery_method":
        carrier = _CARRIERS.get(value)
        return [("delivery.method", "express" if carrier else value), ("delivery.carrier", carrier)]
    if entity == "organization":
        places = {"organization": "requester.organization", "citizen": "details.work_unit"}
        return [(places[form.track], value)] if form.track in places else []
    if entity == "relation" and form.track != "proxy":
        return []
    if entity == "needed_by" and len(str(value)) != len("2026-01-31"):
        return []
    if entity in _TO_SUBJECT:
        return [(f"subject.{entity}", value)]
    return [(path, value) for path in _PLAIN_PLACES.get(entity, ())]


_PLAIN_PLACES = {
    "email": ("delivery.email", "subject.email"),
    "address": ("delivery.address",),
    "spouse_name": ("details.spouse_name",),
    "district": ("details.district",),
    "relation": ("relation",),
    "purpose": ("purpose",),
    "needed_by": ("needed_by",),
}


def _name_place(detail: Detail, form: Form, expecting: str | None, new: set[str]) -> str:
    if detail.role == "recipient" or expecting == "recipient":
        return "delivery.recipient"
    if detail.role == "spouse" or expecting == "spouse_name":
        return "details.spouse_name"
    if form.track in ("proxy", "organization"):
        if detail.role == "requester" or form.asking[:1] == ["requester.name"]:
            return "requester.name"
        if "subject.name" in new and "requester.name" not in form.requester:
            return "requester.name"  # two names in one message: first whose papers, then who asks
    return "subject.name"


def _set(form: Form, path: str, value: Any) -> bool:
    """Set a field by its path; tells whether it is news (a sealed value always counts as such)."""
    head, _, tail = path.partition(".")
    if not tail:
        changed = getattr(form, head) != value
        setattr(form, head, value)
        return changed
    part: dict[str, Any] = getattr(form, head)
    if value is None:
        return part.pop(tail, None) is not None
    changed = part.get(tail) != value
    part[tail] = value
    return changed


def _answered_otherwise(problem: Detail, turn: Turn) -> bool:
    """An unclear year beside a clear one of the same message needs no question."""
    if problem.problem in ("ambiguous_year", "vague_year"):
        return turn.first("enrollment_year", "graduation_year") is not None
    if problem.problem == "ambiguous_level":
        return turn.first("degree_level") is not None
    return False


def _prefer_identity(form: Form, filled: Filled) -> None:
    """A delivery address or e-mail given without a way to send says the way."""
    method = form.delivery.get("method")
    if "delivery.address" in filled.new and method is None:
        _set(form, "delivery.method", "express")
        filled.new.add("delivery.method")
    if method == "express" and "delivery.method" in filled.new and "delivery.carrier" not in form.delivery:
        form.delivery.pop("carrier", None)
