"""The shapes of the catalogue: kinds of documents, what is asked for them, who issues them."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Final, Literal

Language = Literal["zh", "en", "zh_en"]
Group = Literal["student", "personnel", "livelihood", "other"]

LANGUAGES: Final = ("zh", "en", "zh_en")
GROUPS: Final = ("student", "personnel", "livelihood", "other")
TRACKS: Final = ("self", "proxy", "organization", "citizen")
DEGREE_LEVELS: Final = ("associate", "bachelor", "master", "doctor", "adult", "self_study", "network")
DELIVERY_METHODS: Final = ("express", "pickup", "pickup_box", "email")
RELATIONS: Final = (
    "self",
    "parent",
    "spouse",
    "child",
    "sibling",
    "classmate",
    "guardian",
    "agent",
    "employer",
)
#: The kinds of documents are part of the interface; an archive may switch one off but not rename it.
DOCUMENT_CODES: Final = (
    "transcript",
    "enrollment_proof",
    "admission_roster",
    "graduation_proof",
    "degree_proof",
    "student_registration_form",
    "translation",
    "thesis_review",
    "personnel_file",
    "marriage_record",
    "family_planning_record",
    "subsistence_allowance_record",
    "work_seniority_record",
    "other",
)


@dataclass(frozen=True, slots=True)
class Bilingual:
    """The same words in Chinese and English."""

    zh: str
    en: str

    def get(self, lang: str) -> str:
        """The words in `lang`; Chinese for any language that is not English."""
        return self.en if lang == "en" else self.zh


@dataclass(frozen=True, slots=True)
class AttachmentKind(Bilingual):
    """A kind of paper that comes with a request; `keep_days` after closing, None for the general period."""

    keep_days: int | None = None


@dataclass(frozen=True, slots=True)
class FieldRule:
    """A detail asked for one kind of document; it is kept under `field` in the request's `details`.

    `also` are further keys under which the same detail is accepted; `kind` is text, name, year,
    date or place.
    """

    field: str
    label: Bilingual
    kind: str
    required: bool
    also: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class AttachmentRule:
    """A paper asked for with a request. It never blocks filing; staff ask for what is still missing."""

    kind: str
    required: bool


@dataclass(frozen=True, slots=True)
class FeeRule:
    """What a document costs: `amount` in yuan per copy or per request; 0 is free."""

    amount: Decimal
    per: Literal["copy", "request"]
    sample: bool


@dataclass(frozen=True, slots=True)
class Route:
    """One line of a routing table; every condition that is set must hold. Years are inclusive.

    `graduated_within` n holds for graduations in the last n calendar years, this year counted as one.
    """

    department: str
    levels: tuple[str, ...] = ()
    enrolled_from: int | None = None
    enrolled_to: int | None = None
    graduated_from: int | None = None
    graduated_to: int | None = None
    graduated_within: int | None = None


@dataclass(frozen=True, slots=True)
class Department:
    """An office that issues or keeps papers. `own` marks the archive itself; None is not configured."""

    code: str
    name: Bilingual
    own: bool
    phone: str | None
    place: Bilingual | None
    url: str | None
    sample: bool


@dataclass(frozen=True, slots=True)
class NotHeld:
    """Something people ask for that the archive does not have: whose it is and what can be done instead.

    `explanation` and `steps` are text keys; `alternative` is the code of a document the archive can offer.
    """

    code: str
    name: Bilingual
    aliases_zh: tuple[str, ...]
    aliases_en: tuple[str, ...]
    owner: str | None
    explanation: str
    steps: tuple[str, ...]
    alternative: str | None


@dataclass(frozen=True, slots=True)
class DocumentType:
    """A kind of document. `working_days` and `fee` None mean: not configured, staff will tell."""

    code: str
    name_zh: str
    name_en: str
    aliases_zh: tuple[str, ...]
    aliases_en: tuple[str, ...]
    group: Group
    held: bool
    offered: bool
    languages: tuple[Language, ...]
    sealable: bool
    max_copies: int
    fields: tuple[FieldRule, ...]
    attachments: dict[str, tuple[AttachmentRule, ...]]
    working_days: int | None
    fee: FeeRule | None
    routing: tuple[Route, ...]
    delivery: tuple[str, ...]
    not_held: str | None = None

    def name(self, lang: str) -> str:
        """The name in `lang`."""
        return self.name_en if lang == "en" else self.name_zh
