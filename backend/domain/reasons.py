"""Coded reasons for what staff decide, and what can be asked of an applicant, by kind of document.

Only codes and text keys live here; the words for letters and messages lie in the texts. Staff may add words
of their own to a code; a reason that is no known code is kept as free words.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

from backend.domain.catalogue_types import DocumentType
from backend.domain.states import Event

REASONS: Final[Mapping[Event, tuple[str, ...]]] = {
    Event.CLOSE_NOT_FOUND: (
        "not_in_holdings",
        "searched_years",
        "name_not_in_register",
        "records_not_transferred",
        "records_damaged",
        "facts_too_few",
    ),
    Event.REFER: ("kept_elsewhere", "issued_elsewhere", "other_campus", "other_archive", "recent_year"),
    Event.REJECT: (
        "not_entitled",
        "no_mandate",
        "no_consent_of_subject",
        "identity_not_proven",
        "facts_contradict_holdings",
        "duplicate",
        "outside_scope",
        "no_answer_to_supplement",
        "restricted_record",
    ),
    Event.EXTEND: (
        "search_in_older_records",
        "awaiting_department",
        "awaiting_seal",
        "translation_takes_longer",
        "closure",
        "many_requests",
    ),
    Event.REOPEN: (
        "new_facts",
        "mistake_in_paper",
        "lost_in_post",
        "closed_by_mistake",
        "objection_upheld",
    ),
    Event.WITHDRAW: ("no_longer_needed", "filed_twice", "got_elsewhere", "asked_to_erase"),
}

#: What whoever gets no papers must be told besides the reason when a person decides in the console.
MUST_TELL: Final[Mapping[Event, tuple[str, ...]]] = {
    Event.CLOSE_NOT_FOUND: ("searched", "next_step"),
    Event.REFER: ("searched", "next_step"),
}

#: What may be asked of any applicant.
_FOR_ALL: Final = (
    "id_card_front",
    "id_card_back",
    "clearer_picture",
    "phone_unreachable",
    "address_incomplete",
    "name_change_proof",
    "former_name",
)
_BY_TRACK: Final[Mapping[str, tuple[str, ...]]] = {
    "self": (),
    "proxy": ("mandate", "mandate_signature", "principal_id", "agent_id", "kinship_proof"),
    "organization": ("official_letter", "letter_seal", "letter_facts", "handler_id", "subject_consent"),
    "citizen": ("kinship_proof", "death_certificate"),
}
_BY_GROUP: Final[Mapping[str, tuple[str, ...]]] = {
    "student": (
        "student_id_or_years",
        "department_and_major",
        "degree_level",
        "years_contradict",
        "graduation_certificate",
        "degree_certificate",
    ),
    "personnel": ("unit_letter", "graduation_year", "file_destination"),
    "livelihood": ("years", "district"),
    "other": ("description",),
}
_BY_DOCUMENT: Final[Mapping[str, tuple[str, ...]]] = {
    "transcript": ("language_choice", "sealing_choice", "credential_reference_number"),
    "translation": ("source_document", "english_name_spelling", "official_template"),
    "graduation_proof": ("certificate_number",),
    "degree_proof": ("certificate_number",),
    "marriage_record": ("spouse_name", "notarized_mandate", "court_acceptance"),
    "family_planning_record": ("child_name", "spouse_name"),
    "subsistence_allowance_record": ("household_head",),
    "work_seniority_record": ("work_unit", "place_sent_to", "unit_letter"),
}


def reasons(event: Event) -> tuple[str, ...]:
    """The coded reasons that can be given for `event`; empty when it needs none."""
    return REASONS.get(event, ())


def reason_key(event: Event, reason: str) -> str | None:
    """Text key of a coded reason, e.g. `reason.reject.no_mandate`; None for free words."""
    return f"reason.{event.value}.{reason}" if reason in reasons(event) else None


def next_step_key(event: Event, reason: str) -> str | None:
    """Text key of the usual next step after a coded reason; None where there is none, and for free words."""
    return f"next_step.{event.value}.{reason}" if event in MUST_TELL and reason in reasons(event) else None


def supplements(track: str, documents: Iterable[DocumentType]) -> tuple[str, ...]:
    """What staff can ask for, most particular first: by document, kind of document, track, then anyone."""
    asked = list(documents)
    particular = [code for document in asked for code in _BY_DOCUMENT.get(document.code, ())]
    grouped = [code for document in asked for code in _BY_GROUP[document.group]]
    return tuple(dict.fromkeys([*particular, *grouped, *_BY_TRACK.get(track, ()), *_FOR_ALL]))


def supplement_key(code: str) -> str | None:
    """Text key of a thing asked for, e.g. `supplement.mandate`; None for free words."""
    return f"supplement.{code}" if code in _SUPPLEMENT_CODES else None


def text_keys() -> tuple[str, ...]:
    """Every text key this module can name, so that a test can see that each has words."""
    given = [f"reason.{event.value}.{reason}" for event, codes in REASONS.items() for reason in codes]
    steps = [f"next_step.{event.value}.{reason}" for event in MUST_TELL for reason in reasons(event)]
    return (*given, *steps, *(f"supplement.{code}" for code in _SUPPLEMENT_CODES))


def _all_supplements() -> tuple[str, ...]:
    tables = (_BY_DOCUMENT, _BY_GROUP, _BY_TRACK)
    codes = [code for table in tables for listed in table.values() for code in listed]
    return tuple(dict.fromkeys([*codes, *_FOR_ALL]))


_SUPPLEMENT_CODES: Final = _all_supplements()
