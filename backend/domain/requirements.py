"""What a filed request must have: one rule for the chat and for the API.

`missing` looks only at presence, never at values, so it works as well on masked and sealed details.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from backend.domain.catalogue import Catalogue
from backend.domain.catalogue_types import AttachmentRule, DocumentType

#: Groups in the order in which the chat asks for them; what stands in one group can be asked in one question.
GROUPS_IN_ORDER: Final = (
    "items",
    "consent",
    "requester",
    "identity",
    "study",
    "details",
    "contact",
    "delivery",
    "purpose",
)
#: Channels in which the applicant writes by himself, so that his consent can be and must be asked.
CONSENT_CHANNELS: Final = ("wechat", "h5")


@dataclass(frozen=True, slots=True)
class Missing:
    """A detail that is not there. `field` is its path in the request's body, e.g. `subject.name`.

    `reason` is required, or one_of when any of `any_of` will do; `hard` ones stop the filing, soft ones are
    asked once and may be left open.
    """

    field: str
    reason: str
    hard: bool
    group: str
    any_of: tuple[str, ...] = ()


def missing(request: Mapping[str, object], catalogue: Catalogue) -> tuple[Missing, ...]:
    """What `request` (a body of the API, or the draft in that form) still lacks, in the order of asking."""
    documents = _documents(request, catalogue)
    track = str(request.get("track") or "self")
    wants = [
        *_items(request, catalogue),
        *_consent(request),
        *_requester(request, track),
        *_person(request, track, documents),
        *_details(request, documents),
        *_contact(request, track),
        *_delivery(request, track, documents),
        *_purpose(request),
    ]
    return tuple(sorted(wants, key=lambda want: (not want.hard, GROUPS_IN_ORDER.index(want.group))))


def hard(wants: Sequence[Missing]) -> tuple[Missing, ...]:
    """Only those that stop the filing."""
    return tuple(want for want in wants if want.hard)


def next_group(wants: Sequence[Missing]) -> tuple[Missing, ...]:
    """The wants that the next question should ask together; empty when nothing is missing."""
    return tuple(want for want in wants if (want.hard, want.group) == (wants[0].hard, wants[0].group))


def attachments_wanted(request: Mapping[str, object], catalogue: Catalogue) -> tuple[AttachmentRule, ...]:
    """The papers asked for with `request`, each kind once; those under `attachment_kinds` are there already.

    They never stop the filing: staff ask for what is still missing.
    """
    track = str(request.get("track") or "self")
    given = request.get("attachment_kinds")
    there = set(given) if isinstance(given, (list, tuple)) else set()
    rules: dict[str, AttachmentRule] = {}
    for document in _documents(request, catalogue):
        fallback = document.attachments.get("self", ())
        for rule in document.attachments.get(track, fallback):
            if rule.kind not in there and (rule.kind not in rules or rule.required):
                rules[rule.kind] = rule
    return tuple(rules.values())


def value_at(request: Mapping[str, object], path: str) -> object:
    """The value under a dotted path, or None; blank text and empty lists count as None."""
    value: object = request
    for step in path.split("."):
        if not isinstance(value, Mapping):
            return None
        value = value.get(step)
    if isinstance(value, str) and not value.strip():
        return None
    return None if isinstance(value, (list, tuple, Mapping)) and not value else value


def _has(request: Mapping[str, object], *paths: str) -> bool:
    return any(value_at(request, path) is not None for path in paths)


def _rows(request: Mapping[str, object]) -> list[Mapping[str, object]]:
    rows = request.get("items")
    return [row if isinstance(row, Mapping) else {} for row in rows] if isinstance(rows, (list, tuple)) else []


def _documents(request: Mapping[str, object], catalogue: Catalogue) -> list[DocumentType]:
    codes = dict.fromkeys(str(row.get("document_type")) for row in _rows(request))
    known = {document.code for document in catalogue.documents}
    return [catalogue.document(code) for code in codes if code in known]


def _items(request: Mapping[str, object], catalogue: Catalogue) -> Iterator[Missing]:
    rows = _rows(request)
    if not rows:
        yield Missing("items", "required", True, "items")
    known = {document.code: document for document in catalogue.documents}
    for place, row in enumerate(rows):
        path = f"items[{place}]"
        document = known.get(str(row.get("document_type")))
        if row.get("document_type") is None:
            yield Missing(f"{path}.document_type", "required", True, "items")
        if document is not None:
            yield from _row(request, row, path, document)


def _row(
    request: Mapping[str, object], row: Mapping[str, object], path: str, document: DocumentType
) -> Iterator[Missing]:
    if len(document.languages) > 1 and row.get("language") is None:
        yield Missing(f"{path}.language", "required", True, "items")
    if document.max_copies > 1 and row.get("copies") is None:
        yield Missing(f"{path}.copies", "required", True, "items")
    if document.sealable and row.get("sealed") is None:
        yield Missing(f"{path}.sealed", "required", False, "items")
    # "Other material" means nothing without the applicant's own words for it.
    if document.group == "other" and not (_has(row, "note") or _has(request, "note")):
        yield Missing(f"{path}.note", "one_of", True, "items", (f"{path}.note", "note"))


def _consent(request: Mapping[str, object]) -> Iterator[Missing]:
    if request.get("channel") in CONSENT_CHANNELS and not _has(request, "consent.version"):
        yield Missing("consent", "required", True, "consent")


def _requester(request: Mapping[str, object], track: str) -> Iterator[Missing]:
    if track == "organization" and not _has(request, "requester.organization"):
        yield Missing("requester.organization", "required", True, "requester")
    if track in ("proxy", "organization") and not _has(request, "requester.name"):
        yield Missing("requester.name", "required", True, "requester")
    if track == "proxy" and request.get("relation") in (None, "", "self"):
        yield Missing("relation", "required", True, "requester")


def _person(request: Mapping[str, object], track: str, documents: list[DocumentType]) -> Iterator[Missing]:
    if not _has(request, "subject.name"):
        yield Missing("subject.name", "required", True, "identity")
    groups = {document.group for document in documents}
    if (track == "citizen" or "livelihood" in groups) and not _has(request, "subject.id_number"):
        # A child or an employer often does not know the number; the archive can search by other facts.
        yield Missing("subject.id_number", "required", track in ("citizen", "self"), "identity")
    if track == "citizen" or groups == {"livelihood"}:
        return
    firm = track != "organization"
    studies = "student" in groups or not groups
    found_by = ("subject.student_id", "subject.id_number", "subject.department", "subject.major")
    if not _has(request, *found_by):
        yield Missing("subject.student_id", "one_of", firm, "identity", found_by)
    if not _has(request, "subject.degree_level"):
        yield Missing("subject.degree_level", "required", firm and studies, "study")
    years = ("subject.graduation_year", "subject.enrollment_year")
    if not _has(request, *years):
        year_needed = firm and (studies or "personnel" in groups)
        yield Missing("subject.graduation_year", "one_of", year_needed, "study", years)


def _details(request: Mapping[str, object], documents: list[DocumentType]) -> Iterator[Missing]:
    asked: dict[str, bool] = {}
    for document in documents:
        for rule in document.fields:
            if not _has(request, *(f"details.{key}" for key in (rule.field, *rule.also))):
                asked[rule.field] = asked.get(rule.field, False) or rule.required
    for field, required in asked.items():
        yield Missing(f"details.{field}", "required", required, "details")


def _contact(request: Mapping[str, object], track: str) -> Iterator[Missing]:
    phones = ("requester.phone", "subject.phone")
    if not _has(request, *phones):
        field = "requester.phone" if track in ("proxy", "organization") else "subject.phone"
        yield Missing(field, "one_of", True, "contact", phones)


def _delivery(request: Mapping[str, object], track: str, documents: list[DocumentType]) -> Iterator[Missing]:
    method = value_at(request, "delivery.method")
    if method is None:
        # An enquiry about a personnel file and an employer's question are answered, not posted.
        enquiry = bool(documents) and all(document.group == "personnel" for document in documents)
        yield Missing("delivery.method", "required", track != "organization" and not enquiry, "delivery")
    if method == "express" and not _has(request, "delivery.address"):
        yield Missing("delivery.address", "required", True, "delivery")
    emails = ("delivery.email", "requester.email", "subject.email")
    if method == "email" and not _has(request, *emails):
        yield Missing("delivery.email", "one_of", True, "delivery", emails)


def _purpose(request: Mapping[str, object]) -> Iterator[Missing]:
    if not _has(request, "purpose"):
        # An organisation's letter tells it as well: asked for, never insisted on.
        yield Missing("purpose", "required", False, "purpose")
