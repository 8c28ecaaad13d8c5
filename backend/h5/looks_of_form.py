"""What the pages of the form show, made from the form's state."""

from typing import Any

from backend.domain import requirements
from backend.domain.catalogue_types import LANGUAGES, TRACKS, DocumentType
from backend.domain.masking import mask
from backend.h5 import checks, fields, form_state
from backend.h5.fields import GUARDED, Question, id_of
from backend.h5.form_state import Form
from backend.h5.looks import Page, Soft
from backend.kit import clock


def wanted(page: Page, form: Form, errors: checks.Errors) -> dict[str, Any]:
    """The first page: for whom, which papers, consent."""
    documents = [one for one in page.configuration.catalogue.documents if one.offered]
    return {
        "tracks": [(track, page.say(f"h5.track.{track}"), page.say(f"h5.track.{track}.hint")) for track in TRACKS],
        "track": form.track,
        "rows": [_row(page, place, row, documents, errors) for place, row in enumerate(form.rows)],
        "most_rows": form_state.MOST_ROWS,
        "consented": form_state.consented(form, page.configuration),
        "errors": errors,
        "listed": listed(errors),
        "begun": bool(form.values or form.files),
        "version_of_notice": form_state.consent_version(page.configuration),
    }


def listed(errors: checks.Errors) -> list[tuple[str, str]]:
    """The errors for the list above the form: where to go, and the words, each said once."""
    words: dict[str, str] = {}
    for path, text in errors.items():
        words.setdefault(text, id_of(path))
    return [(target, text) for text, target in words.items()]


def _row(
    page: Page, place: int, row: dict[str, str], documents: list[DocumentType], errors: checks.Errors
) -> dict[str, Any]:
    prefix = f"items[{place}]"
    chosen = next((one for one in documents if one.code == row["document_type"]), None)
    languages = chosen.languages if chosen else LANGUAGES
    return {
        "place": place,
        "prefix": prefix,
        "values": row,
        "documents": [_option(page, one) for one in documents],
        "languages": [(code, page.say(f"language.{code}")) for code in languages],
        "sealable": chosen is None or chosen.sealable,
        "most": checks.copies_most(page, row["document_type"]),
        "note_wanted": chosen is not None and chosen.group == "other",
        "not_held": _not_held(page, chosen),
        "errors": Soft({name: errors[f"{prefix}.{name}"] for name in row if f"{prefix}.{name}" in errors}),
        "ids": {name: id_of(f"{prefix}.{name}") for name in row},
    }


def _option(page: Page, document: DocumentType) -> dict[str, Any]:
    return {
        "code": document.code,
        "name": document.name(page.lang),
        "languages": " ".join(document.languages),
        "most": document.max_copies,
        "sealable": "yes" if document.sealable else "",
    }


def _not_held(page: Page, document: DocumentType | None) -> list[str]:
    """What the archive does not have is said at once, with whose it is."""
    if document is None or document.held or not document.not_held:
        return []
    known = {one.code: one for one in page.configuration.catalogue.not_held}
    found = known.get(document.not_held)
    if found is None:
        return []
    return [page.say(key) for key in (found.explanation, *found.steps) if page.configuration.texts.has(key)]


def people(page: Page, form: Form, errors: checks.Errors, *, echo: bool = False) -> dict[str, Any]:
    """The second page. `echo`: show a guarded number as typed, so that a slip in it can be found."""
    values = dict(form.values)
    kept = {}
    for path in GUARDED:
        if path in values and not (echo and path in errors):
            kept[path] = mask("id_number", values.pop(path))
    return {
        "sections": fields.sections(page, form.body()),
        "values": values,
        "kept": kept,
        "errors": errors,
        "listed": listed(errors),
        "today": clock.today().isoformat(),
        "track": form.track,
    }


def papers(page: Page, form: Form, errors: checks.Errors) -> dict[str, Any]:
    """The third page: pictures and PDFs, none of which holds up the filing."""
    kinds = page.configuration.catalogue.attachment_kinds
    wants = requirements.attachments_wanted(form.body(), page.configuration.catalogue)
    asked = [(rule.kind, rule.required) for rule in wants if rule.kind != "other"] + [("other", False)]
    return {
        "kinds": [
            {"kind": kind, "name": kinds[kind].get(page.lang) if kind in kinds else kind, "required": required}
            for kind, required in asked
        ],
        "files": form.files,
        "errors": errors,
        "listed": [(f"f-{kind}", text) for kind, text in errors.items()],
    }


def review(page: Page, form: Form) -> dict[str, Any]:
    """The fourth page: rows, people, delivery; numbers that identify are masked."""
    body = form.body()
    shown = []
    for section in fields.sections(page, body):
        answers = [
            (one.label, _answer(one, form.values[one.path])) for one in section.questions if one.path in form.values
        ]
        if answers:
            shown.append((section.title, answers))
    return {
        "track": page.say(f"h5.track.{form.track}"),
        "rows": [_row_in_words(page, row) for row in form.rows],
        "answers": shown,
        "files": form.files,
        "elsewhere": _elsewhere(page, form, body),
        "notice_version": form.consent.get("version", ""),
    }


def _answer(question: Question, text: str) -> str:
    if question.path in GUARDED:
        return mask("id_number", text)
    return dict(question.options).get(text, text)


def _row_in_words(page: Page, row: dict[str, str]) -> str:
    documents = {one.code: one for one in page.configuration.catalogue.documents}
    document = documents[row["document_type"]]
    language = row["language"] or document.languages[0]
    key = "requests.item_sealed" if row["sealed"] else "requests.item"
    values = {"document": document.name(page.lang), "language": {"say": f"requests.language.{language}"}}
    words = page.say(key, **values, copies=row["copies"] or "1")
    return f"{words} · {row['note']}" if row["note"] else words


def _elsewhere(page: Page, form: Form, body: dict[str, Any]) -> list[str]:
    """Papers that another office usually issues for these years."""
    subject = body.get("subject") or {}
    level, years = subject.get("degree_level"), [subject.get(f"{name}_year") for name in ("enrollment", "graduation")]
    found = []
    for document in fields.documents_of(body, page.configuration):
        routing = page.configuration.catalogue.route(document.code, level, *years, today=clock.today())
        if document.held and not routing.here and routing.certain:
            office = routing.department.name.get(page.lang)
            found.append(page.say("h5.check.elsewhere", document=document.name(page.lang), office=office))
    return found
