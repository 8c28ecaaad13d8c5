"""Reading the parts of the catalogue from a configuration mapping (see backend/catalogue/defaults.yaml)."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from typing import Final, Literal, cast

from backend.domain.catalogue_types import (
    DEGREE_LEVELS,
    DELIVERY_METHODS,
    DOCUMENT_CODES,
    GROUPS,
    LANGUAGES,
    TRACKS,
    AttachmentKind,
    AttachmentRule,
    Bilingual,
    Department,
    DocumentType,
    FeeRule,
    FieldRule,
    Group,
    Language,
    NotHeld,
    Route,
)
from backend.domain.config_reader import CatalogueError, Node

_FIELD_KINDS: Final = ("text", "name", "year", "date", "place")
_FIRST_YEAR: Final = 1900
_LAST_YEAR: Final = 2100


def read_bilingual(node: Node) -> Bilingual:
    """A mapping with zh and en."""
    node.only("zh", "en")
    return Bilingual(node.text("zh"), node.text("en"))


def read_attachment_kind(node: Node) -> AttachmentKind:
    """The names of a kind of paper, and how long it is kept when that is not the general period."""
    node.only("zh", "en", "keep_days")
    return AttachmentKind(node.text("zh"), node.text("en"), node.optional_number("keep_days", 0, 36500))


def read_department(code: str, node: Node) -> Department:
    """An office; phone, place and url may be null (not configured)."""
    node.only("name", "own", "phone", "place", "url", "sample")
    place = node.optional_child("place")
    return Department(
        code=code,
        name=read_bilingual(node.child("name")),
        own=node.flag("own", False),
        phone=node.optional_text("phone"),
        place=read_bilingual(place) if place else None,
        url=node.optional_text("url"),
        sample=node.flag("sample", False),
    )


def read_not_held(code: str, node: Node, departments: Mapping[str, Department]) -> NotHeld:
    """A topic the archive does not hold; its owner must be a known department."""
    node.only("name", "aliases", "owner", "explanation", "steps", "alternative")
    owner = node.optional_text("owner")
    if owner is not None and owner not in departments:
        raise CatalogueError(f"{node.path}.owner", f"{owner!r} is not one of the departments")
    alternative = node.optional_text("alternative")
    if alternative is not None and alternative not in DOCUMENT_CODES:
        raise CatalogueError(f"{node.path}.alternative", f"{alternative!r} is not a kind of document")
    aliases = _aliases(node)
    return NotHeld(
        code=code,
        name=read_bilingual(node.child("name")),
        aliases_zh=aliases[0],
        aliases_en=aliases[1],
        owner=owner,
        explanation=node.text("explanation"),
        steps=node.texts("steps"),
        alternative=alternative,
    )


def read_document(
    code: str,
    node: Node,
    departments: Mapping[str, Department],
    attachment_sets: Mapping[str, Mapping[str, tuple[AttachmentRule, ...]]],
) -> DocumentType:
    """One kind of document, checked against the departments and the named sets of attachments."""
    node.only(
        *("name", "aliases", "group", "held", "offered", "languages", "sealable", "max_copies", "details"),
        *("attachments", "working_days", "fee", "routing", "delivery", "not_held"),
    )
    name = read_bilingual(node.child("name"))
    aliases = _aliases(node)
    attachments = node.text("attachments")
    if attachments not in attachment_sets:
        raise CatalogueError(f"{node.path}.attachments", f"{attachments!r} is not one of the attachment_sets")
    languages = node.choices("languages", LANGUAGES)
    if not languages:
        raise CatalogueError(f"{node.path}.languages", "must name at least one language")
    fee = node.optional_child("fee")
    return DocumentType(
        code=code,
        name_zh=name.zh,
        name_en=name.en,
        aliases_zh=aliases[0],
        aliases_en=aliases[1],
        group=cast(Group, node.choice("group", GROUPS)),
        held=node.flag("held", True),
        offered=node.flag("offered", True),
        languages=cast(tuple[Language, ...], languages),
        sealable=node.flag("sealable", False),
        max_copies=node.number("max_copies", 1, 99),
        fields=tuple(_field(entry) for entry in node.children("details")),
        attachments=dict(attachment_sets[attachments]),
        working_days=node.optional_number("working_days", 1, 250),
        fee=_fee(fee) if fee else None,
        routing=tuple(_route(entry, departments) for entry in node.children("routing")),
        delivery=node.choices("delivery", DELIVERY_METHODS) or DELIVERY_METHODS,
        not_held=node.optional_text("not_held"),
    )


def read_attachment_set(node: Node, kinds: Mapping[str, Bilingual]) -> dict[str, tuple[AttachmentRule, ...]]:
    """A set of papers by track; the kind of each must be declared under attachment_kinds."""
    node.only(*TRACKS)
    return {
        track: tuple(_attachment(entry, kinds) for entry in node.children(track))
        for track in TRACKS
        if node.values.get(track) is not None
    }


def _attachment(node: Node, kinds: Mapping[str, Bilingual]) -> AttachmentRule:
    node.only("kind", "required")
    return AttachmentRule(node.choice("kind", tuple(kinds)), node.flag("required", True))


def _aliases(node: Node) -> tuple[tuple[str, ...], tuple[str, ...]]:
    aliases = node.optional_child("aliases")
    if aliases is None:
        return (), ()
    aliases.only("zh", "en")
    return aliases.texts("zh"), aliases.texts("en")


def _field(node: Node) -> FieldRule:
    node.only("field", "label", "kind", "required", "also")
    return FieldRule(
        field=node.text("field"),
        label=read_bilingual(node.child("label")),
        kind=node.choice("kind", _FIELD_KINDS),
        required=node.flag("required", False),
        also=node.texts("also"),
    )


def _fee(node: Node) -> FeeRule:
    node.only("amount", "per", "sample")
    raw = node.values.get("amount")
    if isinstance(raw, bool) or not isinstance(raw, (int, float, str)):
        raise CatalogueError(f"{node.path}.amount", "must be an amount in yuan, 0 for free")
    try:
        amount = Decimal(str(raw))
    except InvalidOperation as error:
        raise CatalogueError(f"{node.path}.amount", f"{raw!r} is not an amount in yuan") from error
    if not amount.is_finite() or amount < 0:
        raise CatalogueError(f"{node.path}.amount", "must not be negative")
    per = cast(Literal["copy", "request"], node.choice("per", ("copy", "request")))
    return FeeRule(amount, per, node.flag("sample", False))


def _route(node: Node, departments: Mapping[str, Department]) -> Route:
    node.only(
        *("to", "levels", "enrolled_from", "enrolled_to", "graduated_from", "graduated_to"),
        "graduated_within",
    )
    return Route(
        department=node.choice("to", tuple(departments)),
        levels=node.choices("levels", DEGREE_LEVELS),
        enrolled_from=node.optional_number("enrolled_from", _FIRST_YEAR, _LAST_YEAR),
        enrolled_to=node.optional_number("enrolled_to", _FIRST_YEAR, _LAST_YEAR),
        graduated_from=node.optional_number("graduated_from", _FIRST_YEAR, _LAST_YEAR),
        graduated_to=node.optional_number("graduated_to", _FIRST_YEAR, _LAST_YEAR),
        graduated_within=node.optional_number("graduated_within", 1, 30),
    )
