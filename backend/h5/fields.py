"""The questions of the form about people, contact and delivery: which are asked depends on track and papers."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from backend.catalogue.service import Configuration
from backend.domain import requirements
from backend.domain.catalogue_types import DEGREE_LEVELS, RELATIONS, DocumentType
from backend.h5.looks import Page

#: Numbers that identify: shown masked once they are kept.
GUARDED: Final = ("subject.id_number",)
NUMBERS: Final = ("subject.enrollment_year", "subject.graduation_year")

_AUTO: Final[Mapping[str, str]] = {
    "subject.name": "name",
    "subject.phone": "tel",
    "subject.email": "email",
    "requester.name": "name",
    "requester.phone": "tel",
    "requester.email": "email",
    "requester.organization": "organization",
    "delivery.recipient": "shipping name",
    "delivery.phone": "shipping tel",
    "delivery.address": "shipping street-address",
    "delivery.email": "email",
}
_KINDS: Final[Mapping[str, str]] = {
    "phone": "tel",
    "email": "email",
    "enrollment_year": "year",
    "graduation_year": "year",
    "address": "area",
    "purpose": "line",
    "note": "area",
    "needed_by": "date",
}
_LENGTHS: Final[Mapping[str, int]] = {"address": 300, "note": 1000, "purpose": 300, "organization": 100}
#: Questions that make sense for one way of delivery alone.
_ONLY_FOR: Final[Mapping[str, str]] = {
    "delivery.recipient": "express",
    "delivery.phone": "express",
    "delivery.address": "express",
    "delivery.email": "email",
}


@dataclass(frozen=True)
class Question:
    """One field of the form."""

    path: str
    label: str
    kind: str = "line"
    needed: bool = False
    hint: str = ""
    options: tuple[tuple[str, str], ...] = ()
    auto: str = "off"
    most: int = 60
    only_for: str = ""

    @property
    def id(self) -> str:
        """Its element's id."""
        return id_of(self.path)


@dataclass(frozen=True)
class Section:
    """Questions under one heading."""

    name: str
    title: str
    questions: tuple[Question, ...] = field(default=())
    hint: str = ""


def id_of(path: str) -> str:
    """An element id for a path such as `items[0].copies`."""
    return "f-" + "".join(character if character.isalnum() else "-" for character in path).rstrip("-")


def documents_of(body: Mapping[str, Any], configuration: Configuration) -> list[DocumentType]:
    """The kinds of documents asked for, each once."""
    known = {document.code: document for document in configuration.catalogue.documents}
    codes = dict.fromkeys(str(row.get("document_type")) for row in body.get("items") or [])
    return [known[code] for code in codes if code in known]


def sections(page: Page, body: Mapping[str, Any]) -> tuple[Section, ...]:
    """Everything asked after the papers were chosen."""
    made = _Maker(page, body)
    found = [
        made.requester(),
        made.person(),
        made.study(),
        made.details(),
        made.contact(),
        made.delivery(),
        made.rest(),
    ]
    return tuple(section for section in found if section.questions)


def changeable(page: Page, body: Mapping[str, Any]) -> tuple[Section, ...]:
    """What may still be changed about a filed request, besides its rows."""
    made = _Maker(page, body)
    return tuple(section for section in (made.delivery(), made.wishes()) if section.questions)


class _Maker:
    """Puts the questions together for one body."""

    def __init__(self, page: Page, body: Mapping[str, Any]) -> None:
        self.page, self.body = page, body
        self.track = str(body.get("track") or "self")
        self.documents = documents_of(body, page.configuration)
        groups = {document.group for document in self.documents}
        self.livelihood = self.track == "citizen" or "livelihood" in groups
        self.studied = self.track != "citizen" and groups != {"livelihood"}
        bare = {"track": self.track, "items": body.get("items") or [], "channel": "h5"}
        wants = requirements.hard(requirements.missing(bare, page.configuration.catalogue))
        self.needed = {want.field for want in wants if want.reason == "required"}
        self.others = self.track in ("proxy", "organization")

    def ask(self, path: str, label: str = "", **more: Any) -> Question:
        """A question about the value at a path; what can be told from the path need not be said."""
        leaf = path.rpartition(".")[2]
        key = f"h5.field.{path.replace('.', '_')}"
        if self.others and self.page.configuration.texts.has(f"{key}.other"):
            key += ".other"
        hint_key = f"h5.hint.{path.replace('.', '_')}"
        given: dict[str, Any] = {
            "label": label or self.page.say(key),
            "kind": _KINDS.get(leaf, "line"),
            "needed": path in self.needed,
            "hint": self.page.say(hint_key) if self.page.configuration.texts.has(hint_key) else "",
            "auto": "off" if self.others and path.startswith("subject.") else _AUTO.get(path, "off"),
            "most": _LENGTHS.get(leaf, 60),
            "only_for": _ONLY_FOR.get(path, ""),
        }
        return Question(path, **(given | more))

    def section(self, name: str, *questions: Question) -> Section:
        """A section; its hint is optional."""
        hint = f"h5.section.{name}.hint"
        words = self.page.say(hint) if questions and self.page.configuration.texts.has(hint) else ""
        title = f"h5.section.{name}"
        if self.others and self.page.configuration.texts.has(f"{title}.other"):
            title += ".other"
        return Section(name, self.page.say(title), questions, words)

    def requester(self) -> Section:
        """Who asks, when it is for somebody else."""
        if not self.others:
            return self.section("requester")
        asked = [self.ask("requester.organization")] if self.track == "organization" else []
        asked.append(self.ask("requester.name"))
        if self.track == "proxy":
            options = self._choices("relation", [one for one in RELATIONS if one not in ("self", "employer")])
            asked.append(self.ask("relation", kind="choice", options=options, needed=True))
        asked += [self.ask("requester.phone", needed=True), self.ask("requester.email")]
        return self.section("requester", *asked)

    def person(self) -> Section:
        """Whose papers they are."""
        asked = [self.ask("subject.name"), self.ask("subject.former_name")]
        asked.append(self.ask("subject.id_number", kind="guarded", most=40))
        if self.studied:
            asked.insert(1, self.ask("subject.student_id", most=40))
            asked += [self.ask("subject.department", most=80), self.ask("subject.major", most=80)]
        return self.section("person" if self.studied else "citizen", *asked)

    def study(self) -> Section:
        """When and as what the person studied."""
        if not self.studied:
            return self.section("study")
        levels = self.ask("subject.degree_level", kind="choice", options=self._choices("degree", DEGREE_LEVELS))
        return self.section("study", levels, self.ask("subject.enrollment_year"), self.ask("subject.graduation_year"))

    def details(self) -> Section:
        """What the catalogue asks for these papers beyond that."""
        asked: dict[str, Question] = {}
        for document in self.documents:
            for rule in document.fields:
                path = f"details.{rule.field}"
                needed = path in self.needed
                asked[rule.field] = self.ask(path, rule.label.get(self.page.lang), needed=needed, most=300, hint="")
        return self.section("details", *asked.values())

    def contact(self) -> Section:
        """How the person is reached who asks for himself."""
        if self.others:
            return self.section("contact")
        return self.section("contact", self.ask("subject.phone", needed=True), self.ask("subject.email"))

    def delivery(self) -> Section:
        """How the papers come."""
        ways = [way for way in self.page.configuration.service.delivery if way.enabled]
        offered = [way for way in ways if all(way.method in document.delivery for document in self.documents)]
        options = tuple((way.method, way.name.get(self.page.lang)) for way in offered)
        asked = [self.ask("delivery.method", kind="choice", options=options)]
        methods = {way.method for way in offered}
        asked += [self.ask(path) for path, way in _ONLY_FOR.items() if way in methods]
        return self.section("delivery", *asked)

    def rest(self) -> Section:
        """What may be told besides."""
        return self.section("rest", self.ask("purpose"), self.ask("needed_by"), self.ask("note"))

    def wishes(self) -> Section:
        """What for, and until when."""
        return self.section("rest", self.ask("purpose"), self.ask("needed_by"))

    def _choices(self, family: str, values: Any) -> tuple[tuple[str, str], ...]:
        return tuple((value, self.page.say(f"{family}.{value}")) for value in values)
