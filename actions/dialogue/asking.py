"""What the form still needs and how it is asked: one thing, or one tight group, at a time."""

from dataclasses import dataclass

from actions.dialogue import body, words
from actions.dialogue.desk import Desk
from actions.dialogue.rows import fit, kind_of, settle_defaults
from actions.dialogue.say import Choice, Say, choice, joined, say
from actions.dialogue.state import Form
from backend.domain.requirements import missing

OFFERED = ("transcript", "graduation_proof", "degree_proof", "enrollment_proof")
LEVELS = ("associate", "bachelor", "master", "doctor", "adult")
RELATIONS = ("parent", "spouse", "child", "sibling", "classmate", "agent")
_TWICE = 2
"""The same question in the same words helps nobody a third time."""
PROOFS = ("proxy", "organization")
"""Tracks for which papers of their own are needed; they may follow after filing."""

# Which wants are asked together, in order. A want is a path in the request's body (see backend.domain.requirements).
GROUPS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("note", ("note",)),
    ("organization", ("requester.organization", "requester.name", "requester.phone", "purpose")),
    (
        "identity",
        ("subject.name", "subject.student_id", "subject.id_number", "subject.degree_level", "subject.graduation_year"),
    ),
    ("details", ("details",)),
    ("proxy", ("relation", "requester.name", "requester.phone")),
    ("contact", ("subject.phone", "delivery.method", "delivery.address", "delivery.email")),
)

_AGAIN = frozenset(
    {"subject.name", "subject.student_id", "subject.degree_level", "subject.graduation_year", "subject.phone"}
    | {"delivery.method", "delivery.address", "requester.name", "requester.phone", "subject.id_number"}
)
"""Wants that are asked in other words the second time: the same sentence twice helps nobody."""

# What the reader is told to expect when a want is asked first.
_EXPECTING = {
    "subject.graduation_year": "enrollment_year",
    "requester.phone": "phone",
    "requester.organization": "organization",
    "delivery.method": "delivery_method",
}


@dataclass(frozen=True)
class Step:
    """What comes next: a question of a group, or the list to check (no group)."""

    group: str | None
    wants: tuple[str, ...] = ()


def next_step(form: Form, desk: Desk, *, consented: bool, digressed: bool = False) -> Step:
    """The next question. What was asked once and may be left open is then settled by its default."""
    if not form.items:
        return Step("items")
    form.unmade += fit(form.items, desk.catalogue)
    open_figures = _open_figures(form, desk)
    if "copies" in open_figures and (not form.asked.get("copies") or digressed):
        return Step("copies", open_figures)
    form.assumed = form.assumed or "language" in open_figures
    settle_defaults(form.items, desk.catalogue, desk.lang)
    wants = hard_wants(form, desk)
    if "relation" in wants and not digressed and (form.asked.get("relation") or wants == ["relation"]):
        form.relation = "agent"  # passed over, or all that is left: whoever they are, one acts for the other
        wants.remove("relation")
    wants += _soft_wants(form, desk) if wants else []
    if not consented and (wants or not form.has_identity):
        return Step("consent")
    for group, members in GROUPS:
        if group == "organization" and form.track != "organization":
            continue
        asked = tuple(want for want in wants if any(want == m or want.startswith(m + ".") for m in members))
        if asked:
            return Step(group, asked)
    return Step(None)


def hard_wants(form: Form, desk: Desk) -> list[str]:
    """Paths of what must still be given, by the one rule of the rulebook."""
    wanted = missing(body.of(form, desk), desk.catalogue)
    fields = [want.field for want in wanted if want.hard and want.group not in ("items", "consent")]
    if any(want.hard and want.field.endswith(".note") for want in wanted):
        fields.append("note")
    return fields


def _soft_wants(form: Form, desk: Desk) -> list[str]:
    """What is asked for beside the rest and may be passed over: an organisation's purpose, which its letter tells too,
    and what helps to find a record (see docs/decisions/0073)."""
    purpose = form.track == "organization" and not form.purpose and form.asked.get("purpose", 0) < _TWICE
    wanted = ["purpose"] if purpose else []
    if not form.asked.get("details"):
        wanted += [want.field for want in missing(body.of(form, desk), desk.catalogue) if want.group == "details"]
    return list(dict.fromkeys(wanted))


def may_add(form: Form, desk: Desk) -> list[Say]:
    """The names of what was never asked for and would help: told beside the list, which does not wait for it."""
    wanted = _soft_wants(form, desk)
    return [say(_label(want, form)) if want == "purpose" else detail_label(want, form, desk) for want in wanted]


def _open_figures(form: Form, desk: Desk) -> tuple[str, ...]:
    """Which figures of rows are open and worth a question: copies, and the language of papers made in several."""
    wants: list[str] = []
    for row in form.items:
        document = kind_of(row, desk.catalogue)
        if row["copies"] is None:
            wants.append("copies")
        if row["language"] is None and document and "en" in document.languages and row["document_type"] == "transcript":
            wants.append("language")
    return tuple(dict.fromkeys(wants))


_PASSED_OVER = frozenset({"purpose", "relation"})
"""Wants that are asked for and never insisted on."""


def ask(step: Step, form: Form, desk: Desk) -> Say:
    """The question of a step; remembers that it was asked."""
    assert step.group is not None
    form.asked[step.group] = form.asked.get(step.group, 0) + 1
    form.asking = list(step.wants)
    for want in _PASSED_OVER & set(step.wants):
        form.asked[want] = form.asked.get(want, 0) + 1
    return _ASK.get(step.group, _ask_group)(step, form, desk)


def _ask_items(step: Step, form: Form, desk: Desk) -> Say:
    offers = [choice(f"doc.{code}", desk.document_name(code)) for code in OFFERED if desk.catalogue.has(code)]
    if form.asked["items"] > _TWICE:
        return say("ask.items_again", choices=[*offers, choice("human")], expecting="document_type")
    return say("ask.items", choices=offers, expecting="document_type")


def _ask_copies(step: Step, form: Form, desk: Desk) -> Say:
    rows = words.rows([row for row in form.items if row["copies"] is None or row["language"] is None], desk)
    if step.wants == ("copies",):
        return say("ask.copies", rows=rows, expecting="copies")
    return say("ask.copies_language", rows=rows, expecting="copies")


def _ask_consent(step: Step, form: Form, desk: Desk) -> Say:
    key = "ask.consent_held" if form.has_identity else f"ask.consent_{form.track}"
    if form.asked["consent"] > 1:
        key = "ask.consent_again_held" if form.has_identity else "ask.consent_again"
    rows = say("ask.rows_assumed" if form.assumed else "ask.rows_noted", rows=words.rows(form.items, desk))
    form.assumed = False
    return say(key, noted=rows, choices=consent_choices(), expecting="consent")


def consent_choices() -> list[Choice]:
    """Agree, read the notice, refuse."""
    return [choice("consent.yes"), choice("consent.read"), choice("consent.no")]


def _ask_group(step: Step, form: Form, desk: Desk) -> Say:
    assert step.group is not None
    first = step.wants[0]
    expecting = _EXPECTING.get(first, first.rpartition(".")[2])
    if first.startswith("details."):
        labels = joined([detail_label(want, form, desk) for want in step.wants], "list.comma")
        return say("ask.details", labels=labels, expecting="spouse_name" if expecting == "spouse" else expecting)
    if len(step.wants) == 1:
        again = form.asked[step.group] > 1 and first in _AGAIN and list(step.wants) == form.last_asked
        form.last_asked = list(step.wants)
        if again and form.asked.get(f"hint.{first}"):
            # The hint once is help, time after time it is a lecture.
            labels = joined([say(_label(first, form))], "list.comma")
            return say("ask.group.rest", wants=labels, choices=_choices(first, form, desk), expecting=expecting)
        if again:
            form.asked[f"hint.{first}"] = 1
            return say(f"ask.again.{first}", choices=_choices(first, form, desk), expecting=expecting)
        return say(f"ask.{first}", choices=_choices(first, form, desk), expecting=expecting)
    labels = joined([say(_label(want, form)) for want in step.wants], "list.comma")
    key = f"ask.group.{step.group}"
    if form.asked.get(step.group, 0) > 1:
        key = "ask.group.rest"
    elif form.track == "proxy" and step.group == "identity":
        key = "ask.group.identity_of_other"
    elif form.of_life and step.group == "identity":
        key = "ask.group.identity_citizen"
    return say(key, wants=labels, expecting=expecting)


def _label(want: str, form: Form) -> str:
    """The name of a want; an organisation's handler is told apart from the person asked about."""
    own = form.track == "organization" and want in ("requester.name", "requester.phone", "subject.name")
    return f"want.organization.{want}" if own else f"want.{want}"


def detail_label(want: str, form: Form, desk: Desk) -> Say:
    """How the catalogue names a detail that it asks for with a kind of paper."""
    field = want.partition(".")[2]
    kinds = [document for row in form.items if (document := kind_of(row, desk.catalogue))]
    rules = [rule for document in kinds for rule in document.fields if rule.field == field]
    return say("want.detail", label=rules[0].label.get(desk.lang) if rules else field)


def _choices(want: str, form: Form, desk: Desk) -> list[Choice] | None:
    if want == "subject.degree_level":
        return [choice(f"level.{code}", say(f"degree.{code}")) for code in LEVELS]
    if want == "relation":
        return [choice(f"relation.{code}", say(f"relation.{code}")) for code in RELATIONS]
    if want == "delivery.method":
        return [choice(f"way.{code}", say(f"delivery.{code}")) for code in ways(form, desk)]
    return None


def ways(form: Form, desk: Desk) -> list[str]:
    """Ways of delivery open to all rows of the form."""
    offered = [set(document.delivery) for row in form.items if (document := kind_of(row, desk.catalogue))]
    return [way for way in ("express", "pickup", "pickup_box", "email") if all(way in one for one in offered)]


_ASK = {"items": _ask_items, "copies": _ask_copies, "consent": _ask_consent}
