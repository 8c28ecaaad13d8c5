"""The catalogue: what can be asked for, under which names, and who issues it. It is data, not code."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

from backend.domain.catalogue_reading import (
    read_attachment_kind,
    read_attachment_set,
    read_department,
    read_document,
    read_not_held,
)
from backend.domain.catalogue_types import (
    DEGREE_LEVELS,
    DELIVERY_METHODS,
    DOCUMENT_CODES,
    GROUPS,
    LANGUAGES,
    RELATIONS,
    TRACKS,
    AttachmentKind,
    AttachmentRule,
    Bilingual,
    Department,
    DocumentType,
    FeeRule,
    FieldRule,
    NotHeld,
    Route,
)
from backend.domain.config_reader import CatalogueError, Node
from backend.domain.routing import Routing, route

__all__ = [
    "DEGREE_LEVELS",
    "DELIVERY_METHODS",
    "DOCUMENT_CODES",
    "GROUPS",
    "LANGUAGES",
    "RELATIONS",
    "TRACKS",
    "AttachmentRule",
    "Bilingual",
    "Catalogue",
    "CatalogueError",
    "Department",
    "DocumentType",
    "FeeRule",
    "FieldRule",
    "NotHeld",
    "Route",
    "Routing",
    "merged",
]


@dataclass(frozen=True, slots=True)
class Catalogue:
    """All kinds of documents with departments, papers asked for, and the things the archive does not hold."""

    documents: tuple[DocumentType, ...]
    departments: Mapping[str, Department]
    attachment_kinds: Mapping[str, AttachmentKind]
    not_held: tuple[NotHeld, ...]
    _by_code: Mapping[str, DocumentType] = field(repr=False, compare=False)

    @classmethod
    def from_mapping(cls, mapping: Mapping[str, object], path: str = "catalogue") -> Catalogue:
        """Read the catalogue; raise CatalogueError naming the path of the first value that is wrong."""
        root = Node.at(mapping, path)
        root.only("documents", "departments", "attachment_kinds", "attachment_sets", "not_held")
        departments = {
            code: read_department(code, root.child("departments").child(code))
            for code in root.child("departments").values
        }
        kinds_node = root.child("attachment_kinds")
        kinds = {kind: read_attachment_kind(kinds_node.child(kind)) for kind in kinds_node.values}
        sets_node = root.child("attachment_sets")
        sets = {name: read_attachment_set(sets_node.child(name), kinds) for name in sets_node.values}
        not_held_node = root.child("not_held")
        not_held = tuple(read_not_held(code, not_held_node.child(code), departments) for code in not_held_node.values)
        documents_node = root.child("documents")
        documents = tuple(
            read_document(code, documents_node.child(code), departments, sets) for code in documents_node.values
        )
        catalogue = cls(documents, departments, kinds, not_held, {entry.code: entry for entry in documents})
        catalogue._check(path)
        return catalogue

    def document(self, code: str) -> DocumentType:
        """The kind of document with this code; KeyError if the catalogue has none."""
        return self._by_code[code]

    def has(self, code: str) -> bool:
        """Whether `code` is a kind of document that is offered at present."""
        found = self._by_code.get(code)
        return found is not None and found.offered

    def topic(self, code: str) -> NotHeld:
        """The not-held topic with this code; KeyError if there is none."""
        for entry in self.not_held:
            if entry.code == code:
                return entry
        raise KeyError(code)

    def names(self, lang: str) -> tuple[tuple[str, str], ...]:
        """(name or alias, document code) of all kinds in `lang`, the longest first, for finding in text."""
        pairs = [(name, entry.code) for entry in self.documents for name in _names(entry, lang)]
        return tuple(sorted(set(pairs), key=lambda pair: (-len(pair[0]), pair)))

    def not_held_names(self, lang: str) -> tuple[tuple[str, str], ...]:
        """(name or alias, topic code) of what the archive does not hold, the longest first."""
        pairs = [(name, entry.code) for entry in self.not_held for name in _topic_names(entry, lang)]
        return tuple(sorted(set(pairs), key=lambda pair: (-len(pair[0]), pair)))

    def route(
        self,
        code: str,
        degree_level: str | None,
        enrollment_year: int | None,
        graduation_year: int | None,
        *,
        today: date,
    ) -> Routing:
        """Who issues this document for this person, and which facts would still decide it.

        `today` gives "the last n years" their meaning. KeyError for an unknown code.
        """
        rules = self.document(code).routing
        return route(rules, self.departments, degree_level, enrollment_year, graduation_year, today.year)

    def working_days(self, codes: Iterable[str], default: int | None = None) -> int | None:
        """The promised working days for a request of these documents: the longest counts.

        `default` stands in for a document without a period of its own; None means that no date is promised.
        """
        periods = [self.document(code).working_days or default for code in codes]
        known = [period for period in periods if period is not None]
        return max(known) if known and len(known) == len(periods) else None

    def has_topic(self, code: str) -> bool:
        """Whether something of this code is explained as not held here."""
        return any(entry.code == code for entry in self.not_held)

    def _check(self, path: str) -> None:
        for code in DOCUMENT_CODES:
            if code not in self._by_code:
                raise CatalogueError(f"{path}.documents.{code}", "is missing (set offered: false to hide it)")
        for entry in self.documents:
            if entry.code not in DOCUMENT_CODES:
                raise CatalogueError(f"{path}.documents.{entry.code}", "is not a known kind of document")
            if entry.not_held is not None and not self.has_topic(entry.not_held):
                raise CatalogueError(
                    f"{path}.documents.{entry.code}.not_held", f"{entry.not_held!r} is not one of not_held"
                )
        if sum(department.own for department in self.departments.values()) != 1:
            raise CatalogueError(f"{path}.departments", "exactly one department must have own: true")
        self._check_names(path)

    def _check_names(self, path: str) -> None:
        for lang in ("zh", "en"):
            owner: dict[str, str] = {}
            for name, code in self.names(lang):
                if owner.setdefault(name.lower(), code) != code:
                    raise CatalogueError(
                        f"{path}.documents.{code}.aliases",
                        f"{name!r} is also a name of {owner[name.lower()]}",
                    )


REMOVED = "__removed__"
"""Stands in changes for an entry that is taken out; null cannot, since it says "not configured"."""


def merged(base: Mapping[str, object], changes: Mapping[str, object]) -> dict[str, object]:
    """`base` with `changes` laid over it: mappings are merged key by key, REMOVED takes out, all else is replaced."""
    result = dict(base)
    for key, value in changes.items():
        below = result.get(key)
        if value == REMOVED:
            result.pop(key, None)
        elif isinstance(value, Mapping):
            result[key] = merged(below if isinstance(below, Mapping) else {}, value)
        else:
            result[key] = value
    return result


def _names(entry: DocumentType, lang: str) -> tuple[str, ...]:
    return (entry.name_en, *entry.aliases_en) if lang == "en" else (entry.name_zh, *entry.aliases_zh)


def _topic_names(entry: NotHeld, lang: str) -> tuple[str, ...]:
    return (entry.name.en, *entry.aliases_en) if lang == "en" else (entry.name.zh, *entry.aliases_zh)
