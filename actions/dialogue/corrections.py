"""Corrections: what was changed is said in a word; what could not be read is asked for again, never passed over."""

import re
from dataclasses import replace
from typing import Any

from actions.dialogue import pieces, spoken, tails, words
from actions.dialogue.desk import Desk
from actions.dialogue.filling import Filled
from actions.dialogue.say import Say, choice, joined, say
from actions.dialogue.state import Form, Talk
from actions.dialogue.turn import Detail, Turn

_EXPECTING = {"delivery.address": "address", "delivery.email": "email", "subject.email": "email"}


def unread(turn: Turn, form: Form, filled: Filled) -> list[Say]:
    """ "地址错了", and no new address that could be read: ask for it, else the wrong one would be filed.

    Only what stands in the form already: the rest is asked for anyway.
    """
    if pieces.told(turn) and _has(form, "delivery.address") and not _told("address", filled):
        return _owe(form, "delivery.address", "address")
    if _CHARACTER.search(turn.text) and _has(form, "subject.name") and not filled.new:
        return _owe(form, "subject.name", "name")
    ending = tails.meant(turn, form)
    if ending in _NAMED and ending not in filled.new:
        return _owe(form, ending, _NAMED[ending])  # "最后一位是X": no such number can be
    if not spoken.heard(turn, "wrong") or spoken.heard(turn, "not_wrong"):
        return []
    if any(detail.role == "stranger" for detail in turn.details):
        return []  # "上个月查过另一位，别搞混了": nothing of one's own is called wrong
    for path, kind in _NAMED.items():
        evidence = bool(filled.replaced) and _BY_WHICH.search(turn.text)
        if spoken.heard(turn, kind) and _has(form, path) and not _told(kind, filled) and not evidence:
            return _owe(form, path, kind)
    return []


_BY_WHICH = re.compile(r"(?:看|按|照|根据|对照|从)(?:了|着|一下)?(?:我的?)?(?:学号|身份证|证件)")
""" "看学号我是12级的，写错了": what shows the right year, and is not itself wrong."""


_OF_A_NAME = r"(?![我你他她它这那男女中英本硕博专大一二三四五六七八九十两几])[\u4e00-\u9fff]"
_CHARACTER = re.compile(
    rf"(?:^|[，,。\s])(?:不是{_OF_A_NAME}字?[，,\s]*而?是{_OF_A_NAME}|是{_OF_A_NAME}字?[，,\s]*不是{_OF_A_NAME})字?\s*[。!！]?$"
    rf"|{_OF_A_NAME}字(?:打|写|输)?(?:错|反)了?[，,\s]*(?:应该)?是"
)
"""One character of a name for another ("不是晓是筱"): the name is sealed, so the whole is asked for."""


def _owe(form: Form, path: str, kind: str) -> list[Say]:
    form.checking = False
    form.asking = [path]
    form.owed = [path]
    return [_again(path, kind)]


def _again(path: str, kind: str) -> Say:
    return say(f"again.{kind}", expecting=_EXPECTING.get(path, path.rpartition(".")[2]))


def settle_owed(form: Form, filled: Filled) -> None:
    """What was called wrong is no longer owed once it was told."""
    form.owed = [path for path in form.owed if not _told(_NAMED[path], filled)]


def ask_owed(form: Form) -> list[Say]:
    """Before the list: what was called wrong and passed over by another answer. Asked for once."""
    path = form.owed[0]
    form.owed = []
    form.asking = [path]
    form.checking = False
    if path == "delivery.address":
        return [say("owed.address", expecting="address")]
    return [_again(path, _NAMED[path])]


_NAMED = {
    "delivery.address": "address",
    "subject.phone": "phone",
    "requester.phone": "phone",
    "subject.name": "name",
    "subject.student_id": "student_id",
    "subject.id_number": "id_number",
    "delivery.email": "email",
    "subject.enrollment_year": "year",
    "subject.graduation_year": "year",
}
"""Details that people call wrong by name, and by which words."""


def _has(form: Form, path: str) -> bool:
    head, _, tail = path.partition(".")
    part: dict[str, Any] = getattr(form, head)
    return bool(part.get(tail))


def _told(kind: str, filled: Filled) -> bool:
    elsewhere = {"phone": {"delivery.phone"}, "name": {"requester.name", "delivery.recipient", "details.spouse"}}
    places = {path for path, named in _NAMED.items() if named == kind} | elsewhere.get(kind, set())
    return bool(places & filled.new)


def told(
    filled: Filled, form: Form, desk: Desk, wanted: list[str], way_on: list[Say], *, was_checking: bool
) -> list[Say]:
    """A word on what came in. The list speaks for itself, but for what it shows masked; so does the question of
    consent, which names the papers."""
    if not form.checking:
        if names_papers(way_on):
            filled = replace(filled, rows_replaced=False)
        return acknowledged(filled, form, desk) or received(filled, form, wanted)
    if not was_checking:
        return []
    masked = replace(filled, rows_replaced=False, replaced={path for path in filled.replaced if _is_sealed(form, path)})
    return acknowledged(masked, form, desk)


def names_papers(way_on: list[Say]) -> bool:
    """Whether what comes next names the papers noted: the question of consent does."""
    return any(one["say"].startswith("ask.consent") for one in way_on)


def _is_sealed(form: Form, path: str) -> bool:
    head, _, tail = path.partition(".")
    part = getattr(form, head)
    return isinstance(part, dict) and isinstance(part.get(tail), dict)


def acknowledged(filled: Filled, form: Form, desk: Desk) -> list[Say]:
    """What a message put in the place of something given before: the papers in words, of the rest the names alone."""
    changed: list[Say] = []
    if filled.rows_replaced and form.items:
        changed.append(say("list.item", item=words.rows(form.items, desk)))
    changed += labels(filled.replaced)
    return [say("changed", what=joined(changed, "list.comma"))] if changed else []


def labels(paths: set[str]) -> list[Say]:
    """The names of fields, each once, in the order of the list."""
    named = [say(f"field.{path}") for path in _LABELLED if path in paths]
    return [label for place, label in enumerate(named) if label not in named[:place]]


_LABELLED = (
    "subject.name", "subject.student_id", "subject.id_number", "subject.degree_level", "subject.enrollment_year",
    "subject.graduation_year", "subject.department", "subject.major", "subject.phone", "requester.organization",
    "requester.name", "requester.phone", "delivery.address", "delivery.email", "purpose",
)  # fmt: skip


def unmade(form: Form, desk: Desk) -> list[Say]:
    """Once, that a paper is not made in the language it was asked for in, and in which it is."""
    said = []
    for code, language in form.unmade:
        made = [say(f"language.{one}") for one in desk.catalogue.document(code).languages]
        paper, languages = desk.document_name(code), joined(made, "list.comma")
        said.append(say("rows.unmade", document=paper, language=say(f"language.{language}"), made=languages))
    form.unmade = []
    return said


def received(filled: Filled, form: Form, wanted: list[str]) -> list[Say]:
    """Details came, but the question stays the same one: say that nothing of them is lost."""
    if not filled.new:
        return []
    if not form.items:
        return [say("noted.details")]
    return [say("noted.short")] if form.asking and form.asking == wanted else []


_NAMED_PROBLEMS = {("id_number", name) for name in ("checksum", "length", "birthday")} | {
    ("phone", "length"),
    ("email", "invalid"),
}


def problems(found: list[Detail], talk: Talk) -> list[Say]:
    """Details that could not be taken: say why, kindly, and never repeat them."""
    if not found:
        return []
    first = found[0]
    if first.problem == "ambiguous_year" and isinstance(first.value, int):
        talk.question = {"kind": "year", "year": first.value}
        return [
            say(
                "problem.ambiguous_year",
                year=first.value,
                choices=[choice("year.enrollment"), choice("year.graduation")],
            )
        ]
    if first.problem == "ambiguous_level":
        talk.question = {"kind": "level"}
        return [
            say(
                "problem.ambiguous_level",
                choices=[choice(f"level.{code}", say(f"degree.{code}")) for code in ("master", "doctor")],
            )
        ]
    if first.problem == "vague_year":
        return [say("problem.vague_year")]
    if (first.entity, first.problem) in _NAMED_PROBLEMS:
        studied = talk.form is None or not talk.form.of_life
        otherwise = say("problem.or_student_id") if studied else ""
        return [say(f"problem.{first.entity}.{first.problem}", otherwise=otherwise)]
    return [say("problem.phone.invalid" if first.entity in ("phone", "landline") else "problem.other")]
