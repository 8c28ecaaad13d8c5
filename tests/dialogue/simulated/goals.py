"""What a simulated applicant wants: rows, persons, delivery, track; drawn by chance, the same for the same seed."""

from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from random import Random
from typing import Any

import yaml

TRACKS = (("self", 64), ("proxy", 18), ("organization", 8), ("citizen", 10))
_LEVELS = (("bachelor", 70), ("master", 18), ("doctor", 6), ("associate", 6))
_PAPERS = (
    ("transcript", 40),
    ("graduation_proof", 16),
    ("degree_proof", 16),
    ("enrollment_proof", 14),
    ("admission_roster", 7),
    ("student_registration_form", 7),
)
_IN_ENGLISH = frozenset({"transcript", "graduation_proof", "degree_proof", "enrollment_proof"})
_RECORDS = ("marriage_record", "family_planning_record", "subsistence_allowance_record")
_RELATIONS = ("parent", "spouse", "child", "sibling", "classmate")


@dataclass(frozen=True)
class Goal:
    """A request as it must stand in the archive's books in the end, key by key as in the API."""

    track: str
    items: list[dict[str, Any]]
    subject: dict[str, Any]
    delivery: dict[str, Any]
    requester: dict[str, Any] = field(default_factory=dict)
    relation: str | None = None
    purpose: str | None = None
    details: dict[str, Any] = field(default_factory=dict)
    lang: str = "zh"

    def as_filed(self) -> dict[str, Any]:
        """The request that is to be found in the end."""
        wanted = {key: getattr(self, key) for key in ("track", "items", "subject", "delivery")}
        for key in ("requester", "relation", "purpose", "details"):
            if getattr(self, key):
                wanted[key] = getattr(self, key)
        return wanted


@cache
def invented() -> dict[str, list[str]]:
    """Names, numbers and places to draw from."""
    loaded: dict[str, list[str]] = yaml.safe_load(Path(__file__).with_name("invented.yaml").read_text("utf-8"))
    return loaded


def drawn(chances: tuple[tuple[str, int], ...], rng: Random) -> str:
    """One of several, by their weights."""
    return rng.choices([one for one, _ in chances], [weight for _, weight in chances])[0]


def draw(rng: Random, *, lang: str = "zh", track: str | None = None, rows: int | None = None) -> Goal:
    """A goal; an English speaker asks for themselves, in English."""
    if lang == "en":
        track = "self"
    track = track or drawn(TRACKS, rng)
    if track == "citizen":
        return _citizen(rng)
    subject = _student(rng, lang)
    goal: dict[str, Any] = {"track": track, "items": _rows(rng, lang, rows), "subject": subject, "lang": lang}
    if track == "self":
        subject["phone"] = phone(rng)
    else:
        goal["requester"] = {"name": other_name(rng, subject["name"]), "phone": phone(rng)}
    if track == "proxy":
        goal["relation"] = rng.choice(_RELATIONS)
    if track == "organization":
        goal["requester"]["organization"] = rng.choice(invented()["organizations"])
        goal["purpose"] = rng.choice(invented()["purposes"])
    return Goal(**goal, delivery=_delivery(rng, lang))


def _citizen(rng: Random) -> Goal:
    born = rng.randint(1945, 1975)
    subject = {"name": name(rng), "id_number": id_number(rng, born), "phone": phone(rng)}
    kind = rng.choice(_RECORDS)
    details = {"spouse": other_name(rng, subject["name"])} if kind == "marriage_record" else {}
    row = {"document_type": kind, "language": "zh", "copies": 1}
    return Goal("citizen", [row], subject, _delivery(rng, "zh"), details=details)


def _rows(rng: Random, lang: str, count: int | None) -> list[dict[str, Any]]:
    count = count or rng.choices([1, 2, 3], [70, 22, 8])[0]
    rows: list[dict[str, Any]] = []
    sealed = rng.random() < 0.2
    while len(rows) < count:
        paper = drawn(_PAPERS, rng)
        choices = ["zh"] if paper not in _IN_ENGLISH else ["en"] if lang == "en" else ["zh", "en"]
        language = rng.choice(choices)
        if lang == "en" and paper not in _IN_ENGLISH:
            continue
        if all((row["document_type"], row["language"]) != (paper, language) for row in rows):
            copies = rng.choices([1, 2, 3, 4, 5], [40, 30, 15, 8, 7])[0]
            rows.append({"document_type": paper, "language": language, "copies": copies, "sealed": sealed})
    return rows


def _student(rng: Random, lang: str) -> dict[str, Any]:
    entered = rng.randint(1978, 2018)
    found: dict[str, Any] = {"name": name(rng) if lang == "zh" else rng.choice(invented()["english_names"])}
    how = rng.choices(["student_id", "id_number", "study"], [62, 28, 10 if lang == "zh" else 0])[0]
    if how == "student_id":
        found["student_id"] = f"{entered}{rng.randint(100000, 999999)}"
    elif how == "id_number":
        found["id_number"] = id_number(rng, entered - 18)
    else:
        found["department"] = rng.choice(invented()["departments"])
        found["major"] = rng.choice(invented()["majors"])
    found["degree_level"] = drawn(_LEVELS, rng)
    if rng.random() < 0.65:
        found["enrollment_year"] = entered
    else:
        found["graduation_year"] = entered + {"bachelor": 4}.get(found["degree_level"], 3)
    return found


def _delivery(rng: Random, lang: str) -> dict[str, Any]:
    method = rng.choices(["express", "pickup", "email", "pickup_box"], [55, 28, 12 if lang == "zh" else 20, 5])[0]
    if method == "express":
        if lang == "en":
            return {"method": "pickup"}
        carrier = rng.choice([None, None, "sf", "ems"])
        given = {"method": method, "address": rng.choice(invented()["addresses"])}
        return given | ({"carrier": carrier} if carrier else {})
    if method == "email":
        return {
            "method": method,
            "email": f"{rng.choice(invented()['mail_names'])}@{rng.choice(invented()['mail_hosts'])}",
        }
    return {"method": method}


def name(rng: Random) -> str:
    """A person's name."""
    return rng.choice(invented()["surnames"]) + rng.choice(invented()["given_names"])


def other_name(rng: Random, than: str) -> str:
    """Another person's name."""
    while (found := name(rng)) == than:
        pass
    return found


def phone(rng: Random) -> str:
    """A mobile number."""
    return rng.choice(invented()["phone_heads"]) + f"{rng.randint(0, 99_999_999):08d}"


def id_number(rng: Random, born: int) -> str:
    """An identity number whose last character is right."""
    month, day, order = rng.randint(1, 12), rng.randint(1, 28), rng.randint(1, 999)
    body = f"{rng.choice(invented()['areas'])}{born}{month:02d}{day:02d}{order:03d}"
    weights = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
    return body + "10X98765432"[sum(int(a) * b for a, b in zip(body, weights, strict=True)) % 11]
