"""Changes of rows: what a message adds to them, takes away, or corrects in one of them."""

import re
from dataclasses import dataclass
from typing import Any

from actions.dialogue import rows
from actions.dialogue.clauses import stays
from actions.dialogue.state import Row
from actions.dialogue.turn import Turn
from backend.domain.catalogue import Catalogue
from backend.domain.reading.model import EVERY_ROW

_ROW_FIELDS = ("copies", "language", "document_type", "sealed")
_LANGUAGES = ("zh", "en", "zh_en")
_WHOLE = ("items", "document_type", "language")


def edit_rows(items: list[Row], turn: Turn, catalogue: Catalogue) -> bool:
    """Add, change and take away rows as the message says; tells whether anything changed."""
    before = [dict(row) for row in items]
    _without_guesses(items, turn)
    with rows.reopened(items):
        _edit(items, turn, catalogue)
    return _said(items) != _said(before)


def _said(items: list[Row]) -> list[Row]:
    return [{key: value for key, value in row.items() if key != "usual"} for row in items]


def _edit(items: list[Row], turn: Turn, catalogue: Catalogue) -> None:
    if _parted_by_seal(items, turn):
        return
    _put_right(items, turn)
    stood = [row["document_type"] for row in items]
    gone = _take_away(items, turn)
    for document in denied_documents(turn):
        if not _replaced(items, turn, document):
            rows.drop(items, document)
        gone.add(document)
    added = [edit["target"] for edit in turn.edits if edit["op"] == "add"]
    wanted = tuple(
        item for item in turn.items if item.get("document_type") not in gone and _held(item, items, catalogue)
    )
    if stood and not items:  # "分开的，中文2份，英文2份": the paper that stood there is meant
        wanted = tuple(item if item.get("document_type") else item | {"document_type": stood[0]} for item in wanted)
    _other_language(items, turn, catalogue)
    edited = [edit for edit in turn.edits if _is_figure(edit)]
    # What looks like a change of a row that is not there ("中文的一份" for a row still open) fills what is open.
    edited = [edit for edit in edited if _Target.of(edit).rows_of(items) and not _fills(edit, items, catalogue)]
    for edit in edited:
        _edit_row(edit, items, catalogue)
    parted = _part(items, turn)
    if parted:
        return
    counted = {_Target.of(edit).document for edit in edited if edit["op"] in ("add", "remove")}
    wanted = tuple(item for item in wanted if not item.get("document_type") or item["document_type"] not in counted)
    if edited and not any(item.get("document_type") for item in wanted):
        # "英文的两份，中文的一份" over a Chinese row alone: one is changed, the other is new.
        there = {row["language"] for row in items}
        wanted = tuple(item for item in wanted if item.get("language") and item["language"] not in there)
    rows.merge(items, wanted, catalogue, added=added)


_WRONG = re.compile(
    r"^\W*(?:哎呀?|啊|呃|额|哦|诶|不好意思|抱歉|对不起|等等|sorry|oh|\W)*"
    r"(?:不对|错了|(?:说|搞|弄|写|讲|打)错|不是这个|no,|not that)",
    re.IGNORECASE,
)
_BESIDES = re.compile(r"还|也|再|另|加|都要|一起|also|too|as well|another|both", re.IGNORECASE)


def _put_right(items: list[Row], turn: Turn) -> None:
    """ "不对不对，要的是录取名册": the only row was the wrong paper; the one named takes its place."""
    named = {str(item["document_type"]) for item in turn.items if item.get("document_type")}
    others = named - {row["document_type"] for row in items}
    if len(items) != 1 or len(named) != 1 or not others or not _WRONG.search(turn.text) or _BESIDES.search(turn.text):
        return
    items[0] |= {"document_type": named.pop(), "language": None}


def _take_away(items: list[Row], turn: Turn) -> set[str]:
    """Drop the rows that the message takes away; the papers that go wholly."""
    removed = [edit for edit in turn.edits if edit["op"] == "remove" and edit["field"] in _WHOLE]
    targets = [_Target.of(edit) for edit in removed]
    going = [row for target in targets if target != _Target() for row in target.rows_of(items)]
    kept = [row for edit in turn.edits if edit["op"] == "only" for row in _Target.of(edit).rows_of(items)]
    going += [row for row in items if row not in kept] if kept else []
    items[:] = [row for row in items if not any(row is other for other in going)]
    return {target.document for target in targets if target.document and not target.language}


def _part(items: list[Row], turn: Turn) -> bool:
    """ "其中两份不用密封": some copies of a row become a row of their own; tells whether any did."""
    parted = False
    for edit in turn.edits:
        if edit["op"] != "split":
            continue
        meant = [row for row in _Target.of(edit).rows_of(items) if (row["copies"] or 1) > edit["old"]]
        for row in [row for row in meant if row[edit["field"]] != edit["value"]][:1]:
            row["copies"] -= edit["old"]
            part = row | {"copies": edit["old"], edit["field"]: edit["value"]}
            items.insert(items.index(row) + 1, part)
            parted = True
    return parted


def _without_guesses(items: list[Row], turn: Turn) -> None:
    """ "核实学历" was taken for the proof of graduation; the paper that is named then stands in its place."""
    named = {item["document_type"] for item in turn.items if item.get("document_type")}
    adds = any(edit["op"] == "add" for edit in turn.edits) or bool(_BESIDES.search(turn.text))
    if named and not adds:
        items[:] = [
            row for row in items if "document_type" not in row.get("usual", ()) or row["document_type"] in named
        ]


def _parted_by_seal(items: list[Row], turn: Turn) -> bool:
    """ "三份里两份密封、一份不密封": the only row becomes two, when the shares make up its copies."""
    shares = [item for item in turn.items if item.get("copies") and item.get("sealed") is not None]
    bare = all(not item.get("document_type") and not item.get("language") for item in turn.items)
    if len(items) != 1 or not bare or len(shares) != len(turn.items) or len({s["sealed"] for s in shares}) < 2:
        return False
    if sum(share["copies"] for share in shares) != items[0]["copies"]:
        return False
    items[:] = [items[0] | {"copies": share["copies"], "sealed": share["sealed"]} for share in shares]
    return True


def _is_figure(edit: dict[str, Any]) -> bool:
    """A change of rows that stay."""
    if edit["op"] in ("add", "remove"):
        return bool(edit["field"] == "copies")
    return edit["op"] in ("set", "replace") and edit["field"] in _ROW_FIELDS


def _fills(edit: dict[str, Any], items: list[Row], catalogue: Catalogue) -> bool:
    """ "也是英文的，1份" about a paper whose language is open: it is filled, the English one there stays."""
    target = _Target.of(edit)
    if edit["op"] != "set" or target.language is None or target.document or target.index is not None:
        return False
    return any(row["language"] is None and rows.offers(row, target.language, catalogue) for row in items)


def _other_language(items: list[Row], turn: Turn, catalogue: Catalogue) -> None:
    """ "英文换成中文": rows of the language taken back get the one that is named instead.

    A paper that is there in both loses the one taken back ("英文的不要了，只办中文的").
    """
    gone = set(denied_languages(turn))
    told = [str(one.value) for one in turn.details if one.entity == "language" and not one.denied]
    new = list(dict.fromkeys(language for language in told if language not in gone))
    if len(gone) != 1 or len(new) != 1:
        return
    there = {(row["document_type"], row["language"]) for row in items}
    named = {item["document_type"] for item in turn.items if item.get("document_type")}
    meant = [row for row in items if row["language"] in gone and (not named or row["document_type"] in named)]
    doubled = [row for row in meant if (row["document_type"], new[0]) in there]
    items[:] = [row for row in items if not any(row is one for one in doubled)]
    for row in meant:
        if rows.offers(row, new[0], catalogue):
            row["language"] = new[0]


def _replaced(items: list[Row], turn: Turn, document: str) -> bool:
    """ "不是毕业证明，是学位证明": the new paper takes the place of the old one, with its figures."""
    new = [item for item in turn.items if item.get("document_type") and item["document_type"] != document]
    if len(new) != 1 or any(row["document_type"] == new[0]["document_type"] for row in items):
        return False
    replaced = [row for row in items if row["document_type"] == document]
    for row in replaced:
        row["document_type"] = new[0]["document_type"]
        if len(replaced) == 1:  # "不是学位证明，是学历证明，要英文的": the new one with what is said of it
            row |= {key: new[0][key] for key in ("language", "copies") if new[0].get(key)}
    return bool(replaced)


def denied_languages(turn: Turn) -> list[str]:
    """Languages that the message says are not wanted ("英文的不要了")."""
    return [str(one.value) for one in turn.details if one.entity == "language" and one.denied]


def takes_back(turn: Turn) -> bool:
    """Whether the message names rows, by paper, by language or by their place, that are to go."""
    removed = any(edit["op"] == "remove" for edit in turn.edits)
    return removed or bool(denied_documents(turn) or denied_languages(turn))


def without(items: list[Row], turn: Turn, catalogue: Catalogue) -> list[Row]:
    """The rows that a message of taking back leaves; none when it means the whole request.

    Papers named in it are what goes, however it is said ("学籍卡那个莫办了").
    """
    left = [dict(row) for row in items]
    if takes_back(turn) and edit_rows(left, turn, catalogue):
        return left
    named = {item["document_type"] for item in turn.items if item.get("document_type")}
    left = [dict(row) for row in items if row["document_type"] not in named]
    return left if named and len(left) < len(items) else []


def speaks_of_others(items: list[Row], turn: Turn) -> bool:
    """Whether a message of taking back names papers, and none that stands here."""
    going = {str(edit["value"]) for edit in turn.edits if edit["op"] == "remove" and edit["field"] == "items"}
    named = {str(item["document_type"]) for item in turn.items if item.get("document_type")} | going
    named |= set(denied_documents(turn))
    return bool(named - {"None"}) and not named & {row["document_type"] for row in items}


def names_some(items: list[Row], turn: Turn) -> bool:
    """Whether some of several rows are named by a message of taking back that could not be understood row by row: it
    is asked about again, for a whole form is not dropped on such words."""
    named = {str(one.value) for one in turn.details if one.entity == "document_type"}
    there = {row["document_type"] for row in items}
    return len(there) > 1 and bool(named & there) and not _WHOLLY.search(turn.text)


_WHOLLY = re.compile(r"全部|整个|统统|通通|都|不办了|不申请了|\b(?:all|everything|whole)\b", re.IGNORECASE)


def denied_documents(turn: Turn) -> list[str]:
    """Papers that the message says are not wanted ("学籍证明不要了")."""
    wanted = {item.get("document_type") for item in turn.items}
    denied = [one for one in turn.details if one.entity == "document_type" and one.denied]
    kept = {str(one.value) for one in denied if stays(turn, one)}  # named once more or not: what is kept never goes
    return [code for code in dict.fromkeys(str(one.value) for one in denied) if code not in wanted | kept]


def _held(item: dict[str, Any], items: list[Row], catalogue: Catalogue) -> bool:
    """A paper the archive has; what it has not (the personnel file) is spoken of, not asked for."""
    code = item.get("document_type")
    if code is None or not catalogue.has(code) or catalogue.document(code).held:
        return True
    return any(row["document_type"] == code for row in items)


@dataclass(frozen=True)
class _Target:
    """Which row an edit means: by document, by language, by its place in the list."""

    document: str | None = None
    language: str | None = None
    index: int | None = None
    every: bool = False

    @classmethod
    def of(cls, edit: dict[str, Any]) -> "_Target":
        if edit.get("target") == EVERY_ROW:
            return cls(every=True)
        named = [str(edit["target"])] if edit.get("target") else []
        if edit["op"] == "remove" and edit["field"] in _WHOLE and edit.get("value") is not None:
            named.append(str(edit["value"]))
        document = language = None
        for part in "/".join(named).split("/"):
            if part.startswith("#") and part[1:].lstrip("-").isdigit():
                place = int(part[1:])
                return cls(index=place - 1 if place > 0 else place)
            if part in _LANGUAGES:
                language = part
            elif part:
                document = part
        return cls(document, language)

    def rows_of(self, items: list[Row]) -> list[Row]:
        """The rows meant; all of them when nothing was named."""
        if self.index is not None:
            return [items[self.index]] if -len(items) <= self.index < len(items) else []
        return [
            row
            for row in items
            if self.document in (None, row["document_type"]) and self.language in (None, row["language"])
        ]


def _edit_row(edit: dict[str, Any], items: list[Row], catalogue: Catalogue) -> None:
    """A change of one figure of a row: "第二个改成3份", "不是3份是2份", "中文的换成英文的"."""
    key, value, old = edit["field"], edit.get("value"), edit.get("old")
    if value is None:
        return
    target = _Target.of(edit)
    meant = target.rows_of(items)
    if target == _Target() and len(meant) > 1:
        meant = [row for row in meant if old is not None and row[key] == old] or meant[-1:]
    if key == "language" and target.every:
        meant = [row for row in meant if rows.offers(row, value, catalogue)]
    for row in meant:
        row[key] = value if edit["op"] in ("set", "replace") else _counted(row, edit["op"], value)
    if len(items) > 1:
        items[:] = [row for row in items if row["copies"] != 0]


def _counted(row: Row, op: str, count: int) -> int:
    """So many copies more or less; a row without a figure has one."""
    there = row["copies"] or 1
    return int(there + count if op == "add" else max(there - count, 0))
