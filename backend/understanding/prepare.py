"""What a message becomes before Rasa sees it: read, redacted, its details sealed.

The gateway's live turn, the training data and `lantai understand` all come through here, so the
classifier always meets the same kind of text. Pure: no clock, no I/O, no keys (the seal is handed in).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from backend.domain.catalogue import Catalogue
from backend.domain.masking import mask
from backend.domain.reading import Detail, Edit, Item, Reading, read, redact

MESSAGE_LIMIT = 1_000
"""Characters Rasa takes: its time grows steeply with length."""

READ_LIMIT = 4_000
"""Characters read for details; WeChat's own limit of 2,048 bytes lies below."""

SENSITIVE = frozenset(
    {
        "name", "former_name", "spouse_name", "id_number", "passport", "student_id",
        "phone", "landline", "email", "address",
    }
)  # fmt: skip
"""Entities whose values leave this process only sealed (and masked for showing)."""

_PLACEHOLDER = re.compile(r"〔[^〕]*〕")
_CODE_LIKE = re.compile(r"\bLT[\s-]?\d{6}[\s-]?\w{6}\b|\b(?=\w*\d)(?=\w*[A-Za-z])\w+\b", re.IGNORECASE)
_COMMAND = re.compile(r"[a-z_]+\s*(?:[{\[].*)?", re.IGNORECASE | re.DOTALL)
COMMAND = "〔指令〕"
"""What stands for a message that is a machine's command, such as /affirm: nobody's words, so it can wish nothing."""
_HAN = re.compile(r"[\u3400-\u9fff]")
_WORDS = re.compile(r"[A-Za-z]{2,}")

_BOTH = frozenset("ok okay yes no bye thx wes ems sf gpa pdf vpn hr app qq wechat".split())
"""Words and marks that people use whatever they speak; they change nothing about the language."""
_SENTENCE = 5
"""So many English words are a sentence; a Chinese label within it (收件人) does not make it Chinese."""

Seal = Callable[[str], str]


@dataclass(frozen=True, slots=True)
class Prepared:
    """A message ready for Rasa, and the reading it came from (which stays with the caller)."""

    message: str
    details_json: list[dict[str, Any]]
    items_json: list[dict[str, Any]]
    edits_json: list[dict[str, Any]]
    lang: str | None
    """`zh`, `en`, or None when the text does not tell (a number, a name): keep what was."""
    reading: Reading

    def metadata(self, **more: Any) -> dict[str, Any]:
        """The part of a turn's metadata that comes from the text, with the caller's own keys added."""
        return {
            "details": self.details_json,
            "items": self.items_json,
            "edits": self.edits_json,
            **more,
        }


def prepare(
    text: str,
    *,
    catalogue: Catalogue,
    today: date,
    expecting: str | None,
    seal: Seal,
) -> Prepared:
    """Read a message and take every identity value out of what goes further."""
    plain = clean(text)
    if is_slash(_head(text)) and _COMMAND.fullmatch(plain):
        return Prepared(COMMAND, [], [], [], None, Reading())
    reading = read(plain, catalogue=catalogue, today=today, expecting=expecting)
    redacted = redact(plain, reading.details)
    return Prepared(
        message=clean(redacted)[:MESSAGE_LIMIT],
        details_json=[detail_json(detail, seal) for detail in reading.details],
        items_json=[_item_json(item) for item in reading.items],
        edits_json=[_edit_json(edit, seal) for edit in reading.edits],
        lang=language_of(redacted),
        reading=reading,
    )


def clean(text: str) -> str:
    """The text without control characters and leading slashes, cut at the limit but not inside a number.

    A leading slash would be taken by Rasa as a command; compatibility forms (the full-width slash
    and its like) are refused with it, because Rasa normalises before it looks.
    """
    kept = "".join(char for char in text if char in "\n\t" or unicodedata.category(char)[0] != "C")
    start = 0
    while start < len(kept) and (kept[start].isspace() or is_slash(kept[start])):
        start += 1
    kept = kept[start:].rstrip()
    if len(kept) <= READ_LIMIT:
        return kept
    end = READ_LIMIT
    while end > 0 and _in_number(kept[end]) and _in_number(kept[end - 1]):
        end -= 1  # half an identity number would no longer be known as one
    return kept[:end]


def _head(text: str) -> str:
    """The first character that is seen."""
    return next((char for char in text if not char.isspace() and unicodedata.category(char)[0] != "C"), "")


def _in_number(char: str) -> bool:
    return char.isascii() and char.isalnum()


def is_slash(char: str) -> bool:
    """Whether the character is a slash or turns into one when normalised."""
    return unicodedata.normalize("NFKC", char)[:1] in {"/", "\u2044", "\u2215"}


def language_of(redacted: str) -> str | None:
    """The language a redacted message is written in, or None when it does not tell."""
    bare = _CODE_LIKE.sub(" ", _PLACEHOLDER.sub(" ", redacted))
    english = sum(word.lower() not in _BOTH for word in _WORDS.findall(bare))
    han = len(_HAN.findall(bare))
    if han and not (english >= _SENTENCE and han * 2 <= english):
        return "zh"
    return "en" if english else None


def detail_json(detail: Detail, seal: Seal) -> dict[str, Any]:
    """A detail as it travels in metadata: sealed and masked when it tells who somebody is."""
    sensitive = detail.entity in SENSITIVE
    value = str(detail.value)
    return {
        "entity": detail.entity,
        "value": None if sensitive else detail.value,
        "sealed": seal(value) if sensitive else None,
        "masked": mask(detail.entity, value) if sensitive else None,
        "start": detail.start,
        "end": detail.end,
        "problem": detail.problem,
        "role": detail.role,
        "denied": detail.denied,
    }


def _item_json(item: Item) -> dict[str, Any]:
    return {
        "document_type": item.document_type,
        "language": item.language,
        "copies": item.copies,
        "sealed": item.sealed,
        "document_named": item.document_named,
        "start": item.start,
    }


def _edit_json(edit: Edit, seal: Seal) -> dict[str, Any]:
    known: Mapping[str, Any] = {"op": edit.op, "field": edit.field, "target": edit.target}
    if edit.field.rpartition(".")[2] not in SENSITIVE:
        return {**known, "value": edit.value, "old": edit.old, "sealed": None, "masked": None}
    value = None if edit.value is None else str(edit.value)
    return {
        **known,
        "value": None,
        "old": None,
        "sealed": None if value is None else seal(value),
        "masked": None if value is None else mask(edit.field.rpartition(".")[2], value),
    }
