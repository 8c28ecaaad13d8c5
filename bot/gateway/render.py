"""Says become words: rendered, joined into as few messages as fit, choices as menus."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import structlog

from backend.conversations.types import Choice, Piece
from backend.kit.crypto import CryptoError, unseal_deep
from backend.kit.texts import TextError, Texts
from bot.wechat.replies import MAX_TEXT_BYTES, size, split

log = structlog.get_logger()

_JOIN = "\n\n"
_MENU_MOST = 10
_OPENED = frozenset({"check.whole_address"})
"""What shows a person their own sealed detail when they ask for it; it was closed on its way through the dialogue."""


def pieces(says: Sequence[dict[str, Any]], texts: Texts, lang: str, *, sparing: bool = False) -> list[Piece]:
    """The outgoing messages of an answer: texts joined up to the platform's limit, the last choices as a menu.

    `sparing`: no connection waits for a part of it, so that one message, menu and all, spares the allowance.
    What shows an opened detail carries it from then on: staff without the right do not read it, a refusal erases it.
    """
    found = _pieces(says, texts, lang, sparing=sparing)
    if any(say.get("say") in _OPENED for say in says):
        return [replace(piece, carries_identity=True) for piece in found]
    return found


def _pieces(says: Sequence[dict[str, Any]], texts: Texts, lang: str, *, sparing: bool) -> list[Piece]:
    bubbles = [(words(say, texts, lang), choices_of(say, texts, lang)) for say in says]
    bubbles = [(text, menu) for text, menu in bubbles if text]
    if not bubbles:
        return []
    *before, (last_text, menu) = bubbles
    if not menu or len(menu) > _MENU_MOST:
        return [Piece(text=text) for text in _joined([*before_texts(before), numbered(last_text, menu)])]
    if sparing:
        whole = _joined([*before_texts(before), last_text])
        if len(whole) == 1 and size(whole[0]) <= MAX_TEXT_BYTES - _room(menu):
            return [Piece(text=whole[0], menu=menu)]
    parts = split(last_text, MAX_TEXT_BYTES - _room(menu))
    lead = [Piece(text=text) for text in _joined([*before_texts(before), *parts[:-1]])]
    return [*lead, Piece(text=parts[-1], menu=menu)]


def words(say: dict[str, Any], texts: Texts, lang: str) -> str:
    """One Say in words; one that cannot be rendered must not take the others with it."""
    try:
        opened = say | {"with": unseal_deep(say["with"])} if say.get("say") in _OPENED else say
        return texts.render(opened, lang)
    except (TextError, KeyError, CryptoError) as error:
        log.error("say_not_rendered", where=str(say.get("say"))[:60], error=type(error).__name__)
        return ""


def choices_of(say: dict[str, Any], texts: Texts, lang: str) -> list[Choice]:
    """The choices of a Say with their labels in words."""
    found = []
    for choice in say.get("choices") or []:
        label = choice.get("label")
        rendered = words(label, texts, lang) if isinstance(label, dict) else str(label or "")
        if rendered and choice.get("id"):
            found.append({"id": str(choice["id"]), "label": rendered})
    return found


def numbered(text: str, choices: Sequence[Choice]) -> str:
    """A text with its choices as numbered lines."""
    return "\n".join([text, *(f"{number} {choice['label']}" for number, choice in enumerate(choices, 1))])


def before_texts(bubbles: Sequence[tuple[str, list[Choice]]]) -> list[str]:
    """Bubbles before the last: their choices are overtaken by the last ones and only named."""
    return [numbered(text, menu) for text, menu in bubbles]


def _room(menu: Sequence[Choice]) -> int:
    """What the choices take when they must be shown as numbered lines in the same text."""
    return min(1000, size(numbered("", menu)))


def _joined(bubbles: Sequence[str]) -> list[str]:
    """Bubbles joined by blank lines into as few texts as the limit allows."""
    done: list[str] = []
    for part in (part for bubble in bubbles for part in split(bubble)):
        if done and size(done[-1] + _JOIN + part) <= MAX_TEXT_BYTES:
            done[-1] += _JOIN + part
        else:
            done.append(part)
    return done
