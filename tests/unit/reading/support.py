"""The labelled table of sentences, and how a reading is compared with it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

import yaml

from backend.domain.catalogue import Catalogue
from backend.domain.reading import Reading, read

TODAY = date(2026, 11, 21)
_ROOT = Path(__file__).parents[3]
_DOCUMENTS = {
    "T": "transcript", "E": "enrollment_proof", "A": "admission_roster", "G": "graduation_proof", "D": "degree_proof",
    "R": "student_registration_form", "X": "translation", "H": "thesis_review", "P": "personnel_file",
    "M": "marriage_record", "F": "family_planning_record", "L": "subsistence_allowance_record",
    "W": "work_seniority_record", "O": "other",
}  # fmt: skip
_KEYS = {
    "doc": "document_type", "lang": "language", "n": "copies", "name": "name", "sid": "student_id", "id": "id_number",
    "tel": "phone", "dep": "department", "major": "major", "level": "degree_level", "in": "enrollment_year",
    "out": "graduation_year", "way": "delivery_method", "addr": "address", "mail": "email", "code": "request_code",
    "date": "date", "for": "purpose", "rel": "relation",
}  # fmt: skip
_NUMBERS = {"copies", "enrollment_year", "graduation_year"}
_SEALED = {"s": True, "u": False, "": None}

Row = tuple[str | None, str | None, int | None, bool | None]


@dataclass(frozen=True)
class Case:
    """A sentence with what must be read from it; None: that part is not compared."""

    text: str
    entities: dict[str, list[str | int]] | None
    rows: list[Row] | None
    expecting: str | None


@cache
def catalogue() -> Catalogue:
    """The shipped catalogue."""
    configuration = yaml.safe_load((_ROOT / "backend/catalogue/defaults.yaml").read_text(encoding="utf-8"))
    return Catalogue.from_mapping(configuration["catalogue"])


def reading(text: str, expecting: str | None = None) -> Reading:
    """The reading of one sentence."""
    return read(text, catalogue=catalogue(), today=TODAY, expecting=expecting)


def cases(name: str = "sentences") -> Iterator[Case]:
    """The table's cases."""
    for line in (Path(__file__).parent / f"{name}.txt").read_text(encoding="utf-8").splitlines():
        if line.strip() and not line.startswith("#"):
            text, entities, rows, expecting = ([part.strip() for part in line.split("|")] + ["", "", ""])[:4]
            yield Case(text, _entities(entities), _rows(rows), expecting or None)


def _entities(text: str) -> dict[str, list[str | int]] | None:
    if text == "-":
        return None
    found: dict[str, list[str | int]] = {}
    for part in filter(None, text.split(";")):
        key, _, value = part.partition("=")
        entity = _KEYS[key.strip()]
        values = [value] if key == "addr" else value.split(",")
        found[entity] = [int(v) if entity in _NUMBERS else _DOCUMENTS.get(v, v) for v in values]
    return found


def _rows(text: str) -> list[Row] | None:
    if text == "-":
        return None
    rows: list[Row] = []
    for part in filter(None, text.split(",")):
        document, language, copies, sealed = [*part.split("/"), "", "", ""][:4]
        rows.append((_DOCUMENTS.get(document), language or None, int(copies) if copies else None, _SEALED[sealed]))
    return rows


def values(found: Reading) -> set[tuple[str, str | int]]:
    """The printed entities as pairs."""
    pairs = set()
    for entity, value in found.entities().items():
        pairs |= {(entity, v) for v in (value if isinstance(value, list) else [value])}
    return pairs


def rows(found: Reading) -> list[Row]:
    """The printed rows as tuples."""
    return [(i["document_type"], i["language"], i["copies"], i["sealed"]) for i in found.items_json()]
