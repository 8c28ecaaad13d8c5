"""What a message's details change in the open form."""

import copy
import re
from dataclasses import dataclass, field, replace
from typing import Any

from actions.dialogue import asked_back, own_words, places, row_edits, rows, spoken, whose
from actions.dialogue.state import Form
from actions.dialogue.turn import Detail, Turn
from backend.domain.catalogue import Catalogue

_EXPLAINED = frozenset(
    {"id_number", "passport", "phone", "landline", "email", "enrollment_year", "graduation_year", "degree_level"}
)
"""Details whose trouble is told to the person."""


@dataclass
class Filled:
    """What came of it: whether anything changed, which details could not be taken and why."""

    changed: bool = False
    rows_changed: bool = False
    problems: list[Detail] = field(default_factory=list)
    new: set[str] = field(default_factory=set)
    """Fields that were set or changed, as paths such as `subject.name`."""
    replaced: set[str] = field(default_factory=set)
    """Those of them that had another value before."""
    names: dict[int, str] = field(default_factory=dict)
    """Where each name of the message went, by its place in the message."""
    rows_replaced: bool = False
    """Whether rows changed that stood there before."""
    known: set[str] = field(default_factory=set)
    """Fields of `new` that hold what they held before, said once more."""

    @property
    def only_repeats(self) -> bool:
        """Whether nothing came but what stood there already ("电话就是…，都对，提交")."""
        return not self.rows_changed and self.new <= self.known


def apply(turn: Turn, form: Form, catalogue: Catalogue, *, take_rows: bool) -> Filled:
    """Take over all that fits; sealed values stay sealed."""
    filled = Filled()
    form.of_life = rows.track_of(form.items, catalogue) == "citizen"
    if take_rows:
        stood = any(row.get("copies") for row in form.items)
        filled.rows_changed = row_edits.edit_rows(form.items, turn, catalogue)
        filled.rows_replaced = stood and filled.rows_changed
        _figures_before_papers(turn, form)
        form.of_life = rows.track_of(form.items, catalogue) == "citizen"
    _take_details(turn, form, filled)
    own_words.take(turn, form, filled.new)
    filled.problems = [detail for detail in filled.problems if not _answered_otherwise(detail, turn)]
    _prefer_identity(turn, form, filled)
    if form.relation and form.track == "self":
        form.relation = None
    if form.track in ("self", "citizen"):
        form.track = rows.track_of(form.items, catalogue)
    filled.changed = filled.rows_changed or bool(filled.new)
    if filled.changed:
        form.checking = False
    return filled


def overhear(turn: Turn, form: Form, catalogue: Catalogue) -> set[str]:
    """Take what was told to somebody else: only into empty fields, or where it puts one right. The fields it filled.

    Papers and figures stay as they are: what was said of them beside the form, staff have heard.
    """
    righted = {edit["field"] for edit in turn.edits if edit["op"] in ("set", "replace")}
    kept = Form(**copy.deepcopy(form.__dict__))
    filled = apply(replace(turn, intent="provide_details"), form, catalogue, take_rows=False)
    undone = {path for path in filled.replaced if path.rpartition(".")[2] not in righted}
    for path in undone:
        _set(form, path, _get(kept, path))
    form.checking = False
    return filled.new - undone


def _figures_before_papers(turn: Turn, form: Form) -> None:
    """ "英文", and only then "成绩单": what was said of rows before any was named is kept for the first ones."""
    if not form.items:
        for item in turn.items:
            form.figures |= {key: item[key] for key in ("language", "copies", "sealed") if item.get(key) is not None}
    elif form.figures:
        for row in form.items:
            row |= {key: value for key, value in form.figures.items() if row.get(key) is None}
        form.figures = {}


def _take_details(turn: Turn, form: Form, filled: Filled) -> None:
    # Names first: a telephone number goes where the name goes that it stands by.
    for detail in sorted(turn.details, key=lambda one: one.entity != "name"):
        if detail.denied or _too_short_to_file(detail):
            continue
        detail = _year_put_right(detail, turn, form)
        if detail.problem and detail.problem != "partial" and not _year_will_do(detail, form):
            if detail.entity in _EXPLAINED and not _no_year_of_study(detail, form):
                filled.problems.append(detail)
            continue
        if _says_nothing(detail, turn, form):
            continue
        if _is_short_of_a_phone(detail, turn, form):
            filled.problems.append(replace(detail, entity="phone", problem="length"))
            continue
        detail = whose.of(detail, turn, form)
        if detail.role == "stranger" or _beside_the_name_that_stands(detail, turn, form):
            continue
        if detail.entity == "name" and "subject.name" in filled.new and form.track in ("self", "citizen"):
            if detail.role == "subject":
                continue  # the first name of a message is the person's; what looks like another is a place or a word
        for path, value in places.of(detail, turn, form, filled.new, filled.names):
            if asked_back.of_field(turn, detail.entity, _get(form, path)):
                continue
            _take(turn, form, filled, detail, path, value)


def _beside_the_name_that_stands(detail: Detail, turn: Turn, form: Form) -> bool:
    """ "松口气了。成绩单，钮文斌": where the own name comes again, what else looks like one does not take its place."""
    known = form.subject.get("name")
    if detail.entity != "name" or detail.role != "subject" or form.track not in ("self", "citizen"):
        return False
    names = {one.masked for one in turn.details if one.entity == "name" and not one.denied and one.role == "subject"}
    return isinstance(known, dict) and known.get("masked") in names - {detail.masked} and not spoken.puts_right(turn)


def _too_short_to_file(detail: Detail) -> bool:
    """ "学号是9603开头，后面忘了": nobody is found by so little, and the backend would refuse it."""
    return detail.entity == "student_id" and detail.problem == "partial" and detail.length < _SHORTEST_NUMBER


_SHORTEST_NUMBER = 5


def _year_put_right(detail: Detail, turn: Turn, form: Form) -> Detail:
    """ "还是2004年，第一次说的对": a year without a word takes the place of the only one near it that stands."""
    if detail.problem != "ambiguous_year" or not isinstance(detail.value, int) or form.track == "citizen":
        return detail
    known = {kind: form.subject[kind] for kind in ("enrollment_year", "graduation_year") if kind in form.subject}
    near = [kind for kind, year in known.items() if abs(int(year) - detail.value) < _SHORTEST_COURSE]
    if len(near) != 1 or not (_PUTS_A_YEAR_RIGHT.search(turn.text) or spoken.puts_right(turn)):
        return detail
    return replace(detail, entity=near[0], problem=None)


_SHORTEST_COURSE = 3
"""Years: two that are nearer to each other are no enrolment and graduation."""
_PUTS_A_YEAR_RIGHT = re.compile(r"还是|应该|其实|才对|才是|对的|没错|\b(?:actually|should be)\b", re.IGNORECASE)


def _take(turn: Turn, form: Form, filled: Filled, detail: Detail, path: str, value: Any) -> None:
    """Set one field, and note what that was: news, or another value for an old one."""
    known = _get(form, path)
    same_unit = path == "requester.organization" and bool(known)
    if same_unit and str(value) in str(known):
        return  # the unit's name once more, without the department that was told before
    if not _set(form, path, value):
        return
    again = path in filled.new and path not in filled.replaced  # told twice in one message: nothing stood before
    filled.new.add(path)
    if detail.entity == "name":
        filled.names[detail.start] = path
    fuller = same_unit and str(known) in str(value)
    if _looks_the_same(known, value) and not spoken.puts_right(turn):
        filled.known.add(path)
    elif known and not fuller and not again:
        filled.replaced.add(path)


def _no_year_of_study(detail: Detail, form: Form) -> bool:
    """A year of marriage or of work needs no question which year of study it was."""
    return detail.problem == "year_of_life" or (form.of_life and detail.entity.endswith("_year"))


def _year_will_do(detail: Detail, form: Form) -> bool:
    """A livelihood record is looked for by a year, whatever it was the year of."""
    unclear = detail.problem in ("ambiguous_year", "year_of_life")
    return form.of_life and unclear and isinstance(detail.value, int)


def _is_short_of_a_phone(detail: Detail, turn: Turn, form: Form) -> bool:
    """ "就是这个号啊,1398077561" beside a student number that stands: a telephone a figure short or long."""
    known = detail.entity == "student_id" and "student_id" in form.subject and turn.expecting != "student_id"
    like = detail.length in (9, 10, 12) and bool(_LIKE_A_MOBILE.match(detail.masked or ""))
    return known and like and not _STUDENT_NUMBER.search(turn.text.replace("〔学号〕", ""))


_LIKE_A_MOBILE = re.compile(r"1[3-9]")
_STUDENT_NUMBER = re.compile(r"学号|学籍号|学生证|student", re.IGNORECASE)


def _says_nothing(detail: Detail, turn: Turn, form: Form) -> bool:
    """What is only asked about; and "确认" is no name and no purpose, whatever was asked for."""
    whole = _is_whole_address(detail)
    word = (detail.entity in _IN_ANY_WORDS and not whole) and (
        (len(turn.details) == 1 and (turn.intent in own_words.NOT_WORDS or _only_asks(turn)))
        or spoken.heard_in(str(detail.value or ""), "unknown", "question")
    )
    return word or _only_asked_about(detail, turn, form)


def _is_whole_address(detail: Detail) -> bool:
    return detail.entity == "address" and detail.length >= _WHOLE_ADDRESS and not detail.denied


_WHOLE_ADDRESS = 12
"""Characters: so long an address is told, whatever anger or greeting stands beside it."""


def _only_asks(turn: Turn) -> bool:
    """ "多久有结果" where a name was asked for."""
    return turn.intent.startswith("ask_") and turn.intent != "ask_delivery"


def _only_asked_about(detail: Detail, turn: Turn, form: Form) -> bool:
    """ "可以寄到国外吗" asks and orders nothing; "能自取吗" does where the way was just asked for, and so does a whole
    address with the way to it, whatever is asked beside them."""
    if turn.intent != "ask_delivery" or detail.entity not in ("delivery_method", "address"):
        return False
    if _DECIDES.search(turn.text):
        return False  # "能不能电子版？算了，还是快递石家庄市...": asked, and then told
    if (detail.entity == "address" or detail.value in _POSTED) and any(_is_whole_address(one) for one in turn.details):
        return False
    answers = "delivery.method" in form.asking and detail.value in ("pickup", "pickup_box", "email")
    return spoken.heard(turn, "question") and not answers


_POSTED = ("express", "ems", "sf")
_DECIDES = re.compile(r"[?？吗](?:(?!问|看看|了解)[^?？])*?(?:算了|还是|那就)(?:(?!问|看看|了解)[^?？吗呢])*$")
_IN_ANY_WORDS = frozenset({"name", "purpose", "organization", "spouse_name", "district", "address", "major"})


def _looks_the_same(known: Any, value: Any) -> bool:
    """A sealed detail said once more: two tokens of one value differ, what may be shown of them does not."""
    return isinstance(known, dict) and isinstance(value, dict) and known.get("masked") == value.get("masked")


def _get(form: Form, path: str) -> Any:
    head, _, tail = path.partition(".")
    part = getattr(form, head)
    return part.get(tail) if tail else part


def _set(form: Form, path: str, value: Any) -> bool:
    """Set a field by its path; tells whether it is news (a sealed value always counts as such)."""
    head, _, tail = path.partition(".")
    if not tail:
        changed = getattr(form, head) != value
        setattr(form, head, value)
        return changed
    part: dict[str, Any] = getattr(form, head)
    if value is None:
        return part.pop(tail, None) is not None
    changed = part.get(tail) != value
    part[tail] = value
    return changed


def _answered_otherwise(problem: Detail, turn: Turn) -> bool:
    """An unclear year beside a clear one of the same message needs no question."""
    if problem.problem in ("ambiguous_year", "vague_year"):
        return turn.first("enrollment_year", "graduation_year") is not None
    if problem.problem == "ambiguous_level":
        return turn.first("degree_level") is not None
    if problem.entity in ("phone", "landline"):  # "电话1379812，哎没打全，13798124460"
        return any(one.start > problem.start for one in turn.details if one.entity == "phone" and not one.problem)
    return False


_SENT_BY_MAIL = re.compile(
    r"(?:发|寄|传|回函|回复|收|电子版?|扫描件|e-?mail|send)[^，,。；;]{0,10}〔邮箱〕|〔邮箱〕[^，,。；;]{0,4}(?:收|接收)",
    re.IGNORECASE,
)
""" "回函发〔邮箱〕": a unit is not asked how it wants its answer, it says so."""


def _prefer_identity(turn: Turn, form: Form, filled: Filled) -> None:
    """A delivery address or e-mail given without a way to send says the way."""
    method = form.delivery.get("method")
    if "delivery.address" in filled.new and "delivery.method" not in filled.new and method != "express":
        _set(form, "delivery.method", "express")
        filled.new.add("delivery.method")
    sent = form.track == "organization" and "address" not in form.delivery and _SENT_BY_MAIL.search(turn.text)
    if "delivery.email" in filled.new and method is None and (sent or "delivery.method" in form.asking):
        _set(form, "delivery.method", "email")
        filled.new.add("delivery.method")
