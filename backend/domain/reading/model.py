"""What the reader hands out: details, rows of documents, and edits of what was said before."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final, Literal

Role = Literal["subject", "requester", "recipient", "spouse", "other", "stranger"]
"""`other`: somebody the writer only speaks of; `stranger`: one who must not be taken for the person meant."""
EditOp = Literal["set", "add", "remove", "replace", "only", "split"]
EVERY_ROW: Final = "*"
"""The target of an edit that is meant for all rows."""

#: The entity names of the contract, in the order they are printed.
PUBLIC_ENTITIES: Final = (
    "document_type", "language", "copies", "name", "student_id", "id_number", "phone", "department", "major",
    "degree_level", "enrollment_year", "graduation_year", "delivery_method", "address", "email", "request_code",
    "date", "purpose", "relation",
)  # fmt: skip

#: Details of these kinds are printed under the contract's name.
_PUBLIC_NAME: Final = {"landline": "phone", "spouse_name": "name", "district": "address"}

#: A detail with one of these problems is still what the writer meant and is printed.
_PRINTED_PROBLEMS: Final = frozenset({"partial"})


@dataclass(frozen=True, slots=True)
class Detail:
    """One fact found in a message; `start` and `end` are positions in the message as it was given."""

    entity: str
    value: str | int
    start: int
    end: int
    problem: str | None = None
    role: Role = "subject"
    denied: bool = False


@dataclass(frozen=True, slots=True)
class Item:
    """One row of a request as far as the message says it; what it does not say is None."""

    document_type: str | None
    language: str | None = None
    copies: int | None = None
    sealed: bool | None = None
    document_named: bool = True
    start: int = 0

    def as_json(self) -> dict[str, Any]:
        """The row in the contract's form."""
        return {
            "document_type": self.document_type,
            "language": self.language,
            "copies": self.copies,
            "sealed": self.sealed,
        }


@dataclass(frozen=True, slots=True)
class Edit:
    """A change of something said before.

    `field` is an entity name, or `items` for whole rows. `target` names the row meant: a document type, a
    language, both joined by a slash, `#2` for the second row of the list (`#-1`: the last one), `*` for every row.
    `only` takes away all rows but those meant; `split` gives `old` copies of a row another language or seal.
    """

    op: EditOp
    field: str
    value: str | int | bool | None
    old: str | int | None = None
    target: str | None = None


@dataclass(frozen=True, slots=True)
class Reading:
    """Everything found in one message."""

    details: tuple[Detail, ...] = ()
    items: tuple[Item, ...] = ()
    edits: tuple[Edit, ...] = ()
    dropped: tuple[Item, ...] = ()

    def entities(self) -> dict[str, Any]:
        """The contract's entities: a value, or a list where there are several; denied ones are left out."""
        found: dict[str, list[str | int]] = {}
        for detail in self.details:
            entity = _PUBLIC_NAME.get(detail.entity, detail.entity)
            if detail.denied or (detail.problem and detail.problem not in _PRINTED_PROBLEMS):
                continue
            if entity in PUBLIC_ENTITIES:
                values = found.setdefault(entity, [])
                if detail.value not in values:
                    values.append(detail.value)
        return {
            entity: found[entity][0] if len(found[entity]) == 1 else found[entity]
            for entity in PUBLIC_ENTITIES
            if entity in found
        }

    def items_json(self) -> list[dict[str, Any]]:
        """The rows in the contract's form; of a message that only drops rows, those it drops."""
        return [item.as_json() for item in self.items or self.dropped]

    def of(self, *entities: str) -> Iterable[Detail]:
        """The details of these kinds that hold (neither denied nor with a problem)."""
        return (d for d in self.details if d.entity in entities and not d.denied and d.problem is None)
