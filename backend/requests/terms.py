"""What a request can be found by: blind indexes of normalised names, numbers, phones and e-mail addresses."""

import re
import unicodedata
from collections.abc import Iterator, Mapping
from typing import Any

from backend.domain import identity
from backend.kit.crypto import blind_index

KINDS = ("name", "id_number", "student_id", "phone", "email", "organization")


def digests(*people: Mapping[str, Any] | None) -> dict[str, str]:
    """Digest -> kind of everything the people of a request can be found by."""
    found: dict[str, str] = {}
    for person in people:
        for kind, value in _values(person or {}):
            found[blind_index(f"search/{kind}", value)] = kind
    return found


def digests_of_query(text: str) -> list[str]:
    """The digests a search text may mean: it is tried as each kind."""
    return [blind_index(f"search/{kind}", value) for kind in KINDS if (value := normal(kind, text))]


def normal(kind: str, text: str) -> str:
    """One spelling for each value, so that the same thing written differently is found."""
    folded = re.sub(r"\s+", "", unicodedata.normalize("NFKC", text)).casefold()
    match kind:
        case "phone":
            read = identity.phone(text)
            return read.value if isinstance(read, identity.Phone) else ""
        case "id_number":
            resident = identity.resident_id(text)
            return resident.long_form if isinstance(resident, identity.ResidentId) else folded.upper()
        case "name" | "organization":
            return folded.replace("·", "").replace(".", "")
        case "student_id":
            return folded.replace("-", "")
        case _:
            return folded


def _values(person: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for field in (*KINDS, "former_name"):
        value = person.get(field)
        kind = "name" if field == "former_name" else field
        if isinstance(value, str) and (spelled := normal(kind, value)):
            yield kind, spelled
