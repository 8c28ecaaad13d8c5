"""Where a detail of a message goes in the form."""

import re
from typing import Any

from actions.dialogue import numbers, where
from actions.dialogue.state import Form
from actions.dialogue.turn import Detail, Turn

_CARRIERS = {"ems": "ems", "sf": "sf"}
_TO_SUBJECT = frozenset(
    {"former_name", "student_id", "department", "major", "degree_level", "enrollment_year", "graduation_year"}
)


def of(detail: Detail, turn: Turn, form: Form, new: set[str], names: dict[int, str]) -> list[tuple[str, Any]]:
    """Where a detail goes in the form: paths and values.

    `new` are the fields that this message has set so far, `names` tells where its names went.
    """
    value, entity = detail.kept, detail.entity
    if entity == "name":
        return [(place, value) for place in _name_places(detail, turn, form, new)]
    if entity in ("phone", "landline"):
        return [(_phone_place(detail, turn, form, names), value)]
    if entity in ("id_number", "passport"):
        who = "requester" if detail.role == "requester" and form.track != "self" else "subject"
        kind = "passport" if entity == "passport" else "resident_id"
        return [(f"{who}.id_number", value), (f"{who}.id_type", kind)]
    if entity in ("enrollment_year", "graduation_year") and form.of_life:
        return [("details.years", str(value))]
    if entity == "address":
        return _address(detail, turn, form, new)
    if entity == "organization":
        return _organization(value, turn, form)
    if entity == "delivery_method":
        return _way(value, new)
    if _beside_the_matter(entity, turn, form) or (entity == "spouse_name" and _own_again(detail, turn, form)):
        return []
    if entity == "needed_by" and len(str(value)) != len("2026-01-31"):
        return []
    if entity == "student_id" and "student_id" in form.subject and numbers.is_reference(turn, detail):
        return []
    if entity in _TO_SUBJECT or (entity == "spouse_name" and _acts_for_spouse(form)):
        return [(f"subject.{entity.removeprefix('spouse_')}", value)]
    return [(path, value) for path in _PLAIN_PLACES.get(entity, ())]


def _beside_the_matter(entity: str, turn: Turn, form: Form) -> bool:
    """What a request of this kind has no place for: a relation of one's own papers, a spouse of a student's."""
    spouse = entity == "spouse_name" and form.track == "self" and turn.expecting != "spouse_name"
    return spouse or (entity == "relation" and form.track != "proxy")


def _own_again(detail: Detail, turn: Turn, form: Form) -> bool:
    """The person's own name once more where the spouse's is asked for.

    Behind its stars a name of two characters tells its family name alone, so a bare one of two is the answer.
    """
    if form.track == "proxy" and detail.entity == "spouse_name":
        return _is_known_to_act(detail, form)  # "他爱人〔姓名〕": who acts for the spouse
    own = form.subject.get("name")
    alike = isinstance(own, dict) and own.get("masked") == detail.masked
    return turn.expecting == "spouse_name" and alike and (detail.entity == "name" or detail.length > _FAMILY_AND_ONE)


def _wants_spouse(form: Form) -> bool:
    """Whether a record is asked for that is found by the spouse's name too."""
    return any(row["document_type"] == "marriage_record" for row in form.items)


def _acts_for_spouse(form: Form) -> bool:
    """ "老公叫…": whose papers they are, where his are asked for, or nobody is named and no marriage is looked for."""
    unnamed = not form.of_life and "name" not in form.subject
    return form.track == "proxy" and (form.relation == "spouse" or unnamed)


def _address(detail: Detail, turn: Turn, form: Form, new: set[str]) -> list[tuple[str, Any]]:
    if form.of_life and where.is_way_gone(turn, detail):
        known = form.details.get("work_unit") or "details.work_unit" in new
        return [] if known else [("details.work_unit", detail.kept)]
    if form.of_life and (_answers_where(detail, turn) or where.is_district(turn, detail)):
        return [("details.district", detail.kept)]
    if detail.length <= _TOWN_LENGTH:  # "寄深圳" says the way, not yet the address
        return [] if "delivery.method" in new else [("delivery.method", "express")]
    return [("delivery.address", detail.kept)]


def _answers_where(detail: Detail, turn: Turn) -> bool:
    """A place as the answer to where a record was made; a whole postal address is none."""
    return turn.expecting == "district" and not where.is_postal(detail)


def _organization(value: Any, turn: Turn, form: Form) -> list[tuple[str, Any]]:
    known = str(form.requester.get("organization") or "")
    part = len(str(value)) < len(known) and _DEPARTMENT.search(str(value)) and turn.intent != "correction"
    if part:
        return []  # "我是学校办公室的": which part of it, the whole is known already
    place = "requester.organization" if form.track == "organization" else "details.work_unit" if form.of_life else None
    return [(place, _UNIT_LABEL.sub("", str(value)))] if place else []


def _way(value: Any, new: set[str]) -> list[tuple[str, Any]]:
    carrier = _CARRIERS.get(value)
    if value == "express" and "delivery.carrier" in new:
        return []  # "顺丰邮寄": the second word says no more than the first
    return [("delivery.method", "express" if carrier else value), ("delivery.carrier", carrier)]


_FAMILY_AND_ONE = 2
"""Characters of a name whose masked form shows its family name alone."""
_TOWN_LENGTH = 5
"""Characters: no postal address is as short as a town's name."""
_DEPARTMENT = re.compile(
    r"(?:办公室|人事|人力资源|组织|政工|综合|行政|教务|学工|hr)[^公司]{0,4}$|[处科部室]$", re.IGNORECASE
)
_UNIT_LABEL = re.compile(r"^单位[:： ]*")
_PLAIN_PLACES = {
    "email": ("delivery.email", "subject.email"),
    "spouse_name": ("details.spouse",),
    "district": ("details.district",),
    "relation": ("relation",),
    "purpose": ("purpose",),
    "needed_by": ("needed_by",),
}


def _name_places(detail: Detail, turn: Turn, form: Form, new: set[str]) -> list[str]:
    """The field a name goes to; none for one that nobody asked about."""
    place = _name_place(detail, turn, form, new)
    if place == "details.spouse" and _own_again(detail, turn, form):
        return []
    if place == "details.spouse" and turn.expecting != "spouse_name" and not _wants_spouse(form):
        return []
    return [] if place == "subject.name" and _stray(detail, form, new) else [place]


def _name_place(detail: Detail, turn: Turn, form: Form, new: set[str]) -> str:
    expecting = turn.expecting
    if detail.role == "recipient" or expecting == "recipient":
        return "delivery.recipient"
    if detail.role == "spouse" or expecting == "spouse_name":
        return "details.spouse"
    if detail.role == "child" or expecting == "child":
        return "details.child"
    if form.track in ("proxy", "organization"):
        return _name_of_two(detail, form, new)
    return "delivery.recipient" if _receives(turn, form, new) else "subject.name"


def _stray(detail: Detail, form: Form, new: set[str]) -> bool:
    """Beside the name that was asked for, another word that looks like one puts nobody in the known one's place."""
    return "requester.name" in new and "name" in form.subject and detail.role != "named"


def _name_of_two(detail: Detail, form: Form, new: set[str]) -> str:
    """Whose papers they are, or who asks for them."""
    if _is_known_to_act(detail, form):
        return "requester.name"
    if detail.role == "named":
        return "subject.name"
    asked = form.asking[:1] == ["requester.name"] or ("requester.name" in form.asking and "name" in form.subject)
    if detail.role == "requester" or (asked and "requester.name" not in new):
        return "requester.name"
    if "subject.name" in new and "name" not in form.requester:
        return "requester.name"  # two names in one message: first whose papers, then who asks
    return "subject.name"


def _is_known_to_act(detail: Detail, form: Form) -> bool:
    """ "代办人就是我，她爱人〔姓名〕" beside two known names: the requester's own once more puts nobody out of place.

    While nobody is named whose papers they are, plain words ("他叫…") win: a father may look like his son behind stars.
    """
    acting, known = form.requester.get("name"), form.subject.get("name")
    if not isinstance(acting, dict) or acting.get("masked") != detail.masked:
        return False
    if not isinstance(known, dict):
        return detail.role != "named"
    bare = detail.role == "named" and detail.length <= _FAMILY_AND_ONE  # their family name is all that is alike
    return known.get("masked") != detail.masked and not bare


def _receives(turn: Turn, form: Form, new: set[str]) -> bool:
    """Another name in the message that gives the address is who receives the papers."""
    known = "name" in form.subject and "subject.name" not in new
    return known and turn.expecting != "name" and turn.intent != "correction" and turn.first("address") is not None


def _phone_place(detail: Detail, turn: Turn, form: Form, names: dict[int, str]) -> str:
    """Whose telephone it is; of somebody acting for another the number goes with the name it stands by."""
    if detail.role == "recipient":
        return "delivery.phone"
    receiver = numbers.last_name_before(turn, detail)
    received = receiver is not None and names.get(receiver.start) == "delivery.recipient"
    received = received or numbers.is_receivers(turn, detail)
    if received and ("phone" in form.subject or form.requester):
        return "delivery.phone"
    if form.track in ("self", "citizen"):
        return "subject.phone"
    if numbers.is_theirs(turn, detail):
        return "requester.phone" if numbers.is_handlers(turn, detail) else "subject.phone"
    named = numbers.name_of(turn, detail)
    if named is None or numbers.is_own(turn, detail):
        return "requester.phone"
    return "subject.phone" if names.get(named.start) == "subject.name" else "requester.phone"
