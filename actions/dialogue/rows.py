"""Rows of a request: what a message adds to them, fills in, changes or takes away."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

from actions.dialogue.state import Row
from backend.domain.catalogue import Catalogue, DocumentType


def kind_of(row: Mapping[str, Any], catalogue: Catalogue) -> DocumentType | None:
    """The row's kind of document, when the catalogue offers it."""
    code = row["document_type"]
    return catalogue.document(code) if catalogue.has(code) else None


def track_of(rows: Sequence[Mapping[str, Any]], catalogue: Catalogue) -> str:
    """The track of one's own request: livelihood records alone make a citizen's one."""
    kinds = [kind_of(row, catalogue) for row in rows if row.get("document_type")]
    return "citizen" if kinds and all(kind is not None and kind.group == "livelihood" for kind in kinds) else "self"


def merge(
    rows: list[Row], items: tuple[dict[str, Any], ...], catalogue: Catalogue, *, added: Collection[str | None] = ()
) -> bool:
    """Lay the rows a message speaks of over those of the form; tells whether anything changed.

    A named document that is there already is filled in or changed, a new one is added; figures without a
    document ("英文的两份") go to the rows they fit. What is named from the first of the `added` on ("transcript/en")
    comes on top of what is there.
    """
    before = [dict(row) for row in rows]
    adding = False
    added = () if _whole_list(rows, items) else added
    for item in items:
        if item.get("document_type"):
            meant = bool(set(_names(item)) & set(added))
            adding = adding or meant
            counted = meant or bool(item.get("copies"))  # 再要两份成绩单;成绩单要密封: the second says no more copies
            _merge_named(rows, item, catalogue, adding and counted, apart=_sealed_apart(item, items))
        else:
            _merge_bare(rows, item, catalogue)
    for row in rows:
        _settle_only_choice(row, catalogue)
    return rows != before


def _whole_list(rows: Sequence[Row], items: Sequence[Mapping[str, Any]]) -> bool:
    """ "成绩单中英文各一份，加英文学位证明一份": all that stands is told again with its counts, nothing is new."""
    told = {(item.get("document_type"), item.get("language")) for item in items if item.get("copies")}
    there = {(row["document_type"], row["language"]) for row in rows}
    return len(there) > 1 and len(told) == len(items) and there <= told


def _names(item: Mapping[str, Any]) -> tuple[str, ...]:
    document, language = item["document_type"], item.get("language")
    return (document, f"{document}/{language}") if language else (document,)


def _sealed_apart(item: Mapping[str, Any], items: tuple[dict[str, Any], ...]) -> bool:
    """Whether a message wants some copies of one paper sealed and others not."""
    seals = {
        other.get("sealed")
        for other in items
        if other.get("copies")  # without any, "英文的密封，中文的不用" tells of a row that was counted before
        and (other.get("document_type"), other.get("language")) == (item["document_type"], item.get("language"))
    }
    return {True, False} <= seals


def _merge_named(
    rows: list[Row], item: Mapping[str, Any], catalogue: Catalogue, adding: bool, *, apart: bool = False
) -> None:
    document, language = item["document_type"], item.get("language")
    same = [row for row in rows if row["document_type"] == document]
    fits = [row for row in same if language is None or row["language"] in (None, language)]
    if not adding and len(same) > 1 and not apart and _together(same, item):
        for row in same:
            _lay(row, None, None, item.get("sealed"))
        return
    if apart:
        fits = [row for row in fits if row["sealed"] in (None, item["sealed"])]
    if language and not fits and len(same) == 1 and not adding and not item.get("copies"):
        if offers(same[0], str(language), catalogue):
            same[0]["language"] = language  # "成绩单要英文的": the one row changes its language
            fits = same
    if not fits:
        rows.append(_row(item))
        return
    row = next((row for row in fits if row["language"] == language), fits[0])
    if adding and row["copies"]:
        row["copies"] += item.get("copies") or 1
    elif item.get("copies"):
        row["copies"] = item["copies"]
    row["language"] = row["language"] or language
    if item.get("sealed") is not None:
        row["sealed"] = item["sealed"]


def _together(same: Sequence[Row], item: Mapping[str, Any]) -> bool:
    """Whether a count without a language is what all rows of the paper make together ("就那两张成绩单")."""
    counted = [row["copies"] for row in same]
    return item.get("language") is None and all(counted) and sum(counted) == item.get("copies")


def _merge_bare(rows: list[Row], item: Mapping[str, Any], catalogue: Catalogue) -> None:
    """Figures without a document: fill what is open, else split off another language, else change what fits."""
    language, copies, sealed = item.get("language"), item.get("copies"), item.get("sealed")
    if not rows:
        return
    if language is None:
        open_rows = [row for row in rows if copies and row["copies"] is None]
        for row in open_rows or ([rows[-1]] if copies or len(rows) == 1 else rows):
            _lay(row, None, copies, sealed)
        return
    fits = [row for row in rows if row["language"] == language]
    open_rows = [row for row in rows if row["language"] is None and offers(row, language, catalogue)]
    if open_rows and (not fits or (copies and all(row["copies"] for row in fits))):
        fits = open_rows
    if fits:
        for row in fits:
            _lay(row, language, copies, sealed)
        return
    base = next((row for row in reversed(rows) if offers(row, language, catalogue)), None)
    if base is None:
        return
    if copies is None and len([row for row in rows if row["document_type"] == base["document_type"]]) == 1:
        _lay(base, language, None, sealed)  # "要英文的": the one row changes its language
    else:
        rows.append({"document_type": base["document_type"], "language": language, "copies": copies, "sealed": sealed})


def _lay(row: Row, language: str | None, copies: int | None, sealed: bool | None) -> None:
    for key, value in (("language", language), ("copies", copies), ("sealed", sealed)):
        if value is not None:
            row[key] = value


def _row(item: Mapping[str, Any]) -> Row:
    return {key: item.get(key) for key in ("document_type", "language", "copies", "sealed")}


def offers(row: Row, language: str, catalogue: Catalogue) -> bool:
    """Whether the row's paper comes in this language."""
    document = kind_of(row, catalogue)
    return document is not None and language in document.languages


def _settle_only_choice(row: Row, catalogue: Catalogue) -> None:
    document = kind_of(row, catalogue)
    if row["language"] is None and document is not None and len(document.languages) == 1:
        row["language"] = document.languages[0]


def drop(rows: list[Row], document: str) -> None:
    """Take all rows of a paper away."""
    rows[:] = [row for row in rows if row["document_type"] != document]


def fit(rows: list[Row], catalogue: Catalogue) -> list[tuple[str, str]]:
    """Bring rows to what the archive makes; papers with a language in which they are not made, to be told.

    Such a language is open again, or its row goes where the same paper stands in one that is made; what is never
    sealed is not sealed. Unfit rows would be refused when all is filed, long after the words that made them.
    """
    unmade = []
    for row in list(rows):
        document = kind_of(row, catalogue)
        if document is None:
            continue
        row["sealed"] = row["sealed"] and document.sealable
        if row["language"] in (None, *document.languages):
            continue
        if any(other is not row and other["document_type"] == row["document_type"] for other in rows):
            rows[:] = [other for other in rows if other is not row]
            continue
        unmade.append((row["document_type"], row["language"]))
        row["language"] = None
        _settle_only_choice(row, catalogue)
    return unmade


def settle_defaults(rows: list[Row], catalogue: Catalogue, lang: str = "zh") -> None:
    """Fill what was asked for once and not answered: one copy, the language the person writes in when the paper comes
    in it and else its first, not sealed."""
    for row in rows:
        document = kind_of(row, catalogue)
        languages = document.languages if document else ()
        usual = {"copies": 1, "language": lang if lang in languages else languages[0] if languages else "zh"}
        open_figures = [key for key in usual if not row[key]]
        row |= {key: usual[key] for key in open_figures} | {"sealed": bool(row["sealed"])}
        if open_figures:
            row["usual"] = [*row.get("usual", ()), *open_figures]


@contextmanager
def reopened(rows: list[Row]) -> Iterator[None]:
    """Figures that nobody said count as open while a message is laid over them; what stays open is as it was."""
    taken = [(row, key, row[key]) for row in rows for key in row.pop("usual", ())]
    for row, key, _ in taken:
        row[key] = row[key] if key == "document_type" else None
    yield
    for row, key, value in taken:
        if row[key] is None or key == "document_type":
            row[key] = value
            row["usual"] = [*row.get("usual", ()), key]
