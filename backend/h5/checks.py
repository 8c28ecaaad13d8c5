"""What is wrong with the form, each beside its field, in words that say how to mend it."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from backend.domain import requirements, validation
from backend.h5.fields import Section
from backend.h5.looks import Page
from backend.kit import clock

Errors = dict[str, str]


def errors_of(page: Page, body: Mapping[str, Any], labels: Mapping[str, str]) -> Errors:
    """Every problem of a body by its field, checked by the rulebook as filing will check it."""
    configuration = page.configuration
    ways = configuration.service.delivery_methods()
    wrong = validation.check(body, configuration.catalogue, clock.today(), delivery=ways)
    found: Errors = {}
    for one in wrong:
        found.setdefault(one.field, words(page, one.field, one.code, labels))
    for want in requirements.hard(requirements.missing(body, configuration.catalogue)):
        found.setdefault(want.field, words(page, want.field, want.reason, labels))
    return found


def words(page: Page, path: str, code: str, labels: Mapping[str, str]) -> str:
    """A problem in words: for this very field, else for its kind, else in general."""
    leaf = path.rpartition(".")[2]
    label = labels.get(path, "")
    texts = page.configuration.texts
    for key in (f"h5.problem.{leaf}.{code}", f"problem.{leaf}.{code}", f"h5.problem.{code}"):
        if texts.has(key):
            return page.say(key, label=label, most=_most(page, code))
    return page.say("h5.problem.other", label=label)


def _most(page: Page, code: str) -> str:
    latest = clock.today().year + validation.GRADUATION_AHEAD
    return f"{validation.FIRST_YEAR}–{latest}" if code == "range" else ""


def labels_of(sections: Iterable[Section]) -> dict[str, str]:
    """The labels of all questions."""
    return {question.path: question.label for section in sections for question in section.questions}


def only(errors: Errors, belongs: Callable[[str], bool]) -> Errors:
    """The errors of one page of the form."""
    return {path: text for path, text in errors.items() if belongs(path)}


def of_rows(path: str) -> bool:
    """Whether a problem is mended on the first page."""
    return path.startswith("items") or path in ("track", "channel", "consent", "consent.version", "consent.given_at")


def of_people(path: str) -> bool:
    """Whether a problem is mended on the second page."""
    return not of_rows(path) and path != "attachment_ids"


def row_labels(page: Page, count: int) -> dict[str, str]:
    """The labels of the rows' fields."""
    names = ("document_type", "language", "copies", "sealed", "note")
    return {f"items[{place}].{name}": page.say(f"h5.row.{name}") for place in range(count) for name in names}


def copies_most(page: Page, code: str) -> int:
    """The most copies of a document; of none yet, the most of any."""
    documents = page.configuration.catalogue.documents
    return next((one.max_copies for one in documents if one.code == code), max(one.max_copies for one in documents))
