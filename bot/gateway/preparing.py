"""A turn's message as Rasa gets it: faces and slashes gone, choices resolved, details sealed, text redacted."""

import re
import unicodedata
from dataclasses import dataclass
from datetime import date
from typing import Any

from backend.conversations.types import Choice, Turn
from backend.domain.catalogue import Catalogue
from backend.kit.crypto import seal
from backend.understanding.prepare import MESSAGE_LIMIT, SENSITIVE, Prepared, prepare
from bot.gateway.arrivals import STICKER

# WeChat's classic faces arrive as codes such as "/::)" inside the text.
_FACE = re.compile(
    r"/:(?::[)~B|<$XZ@PDO(+QTdgL>!*8]|:'[(|]|:-[|SO]|:,@|,@[Pofx@!D]|,@-D|8-\)|--b|\|-\)|\?|!!!|&-\(|B-\)|<@|@>|>-\||P-\("
    r"|X-\)|@x|8\*|<W>|<L>|<O>|<&|&>|@\)|@@|#-0|oY|oo|pd|li|kn|jj|no|ok|v|xx|bye|wipe|dig|handclap|beer|basketb|coffee|eat|pig"
    r"|rose|fade|showlove|heart|break|cake|bome|footb|ladybug|shit|moon|sun|gift|hug|strong|weak|share|bad|lvu|love|jump"
    r"|shake|circle|kotow|turn|skip|hiphot|kiss)"
)
DESK = "desk"
"""The bot speaks again after staff: a turn that carries what the person told them."""
_CHOICE_ID = re.compile(r"[\w.:-]{1,64}", re.ASCII)
_ORDINAL = re.compile(
    r"(?:第|选|选择|no\.?|option)?\s*(\d{1,2}|[一二两三四五六七八九十])\s*(?:个|项|号|条)?[.。、)）]?", re.IGNORECASE
)
_HAN_DIGITS = {"一": 1, "二": 2, "两": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9, "十": 10}


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked of Rasa, and what the gateway keeps to itself meanwhile."""

    body: dict[str, Any]
    lang: str
    carries_identity: bool
    too_long: bool
    unasked: bool
    """Whether nobody's message is answered: the bot goes on by itself."""


def question(turn: Turn, catalogue: Catalogue, today: date) -> Question:
    """The body of the turn call for one message."""
    text, choice = _words(turn)
    prepared = prepare(text, catalogue=catalogue, today=today, expecting=turn.expecting, seal=seal)
    lang = (prepared.lang if turn.kind == "text" else None) or turn.lang
    metadata = prepared.metadata(
        kind=turn.kind if prepared.message or turn.kind == DESK else "unsupported",
        lang=lang,
        expecting=turn.expecting,
        choice=choice,
        openid=seal(turn.openid),
        event=_event(turn),
        attachment={"id": str(turn.attachment_id)} if turn.attachment_id else None,
        received_at=turn.created_at.isoformat(),
    )
    body = {"sender": turn.conversation, "message": prepared.message or STICKER, "message_id": str(turn.uid)}
    return Question(
        body=body | {"metadata": metadata},
        lang=lang,
        carries_identity=_tells_identity(prepared),
        too_long=turn.kind == "text" and len(text) > MESSAGE_LIMIT,
        unasked=turn.kind == DESK,
    )


def tells_identity(text: str, catalogue: Catalogue, today: date, expecting: str | None) -> bool:
    """Whether words that no turn works hold identity details."""
    words = without_faces(text)
    return _tells_identity(prepare(words, catalogue=catalogue, today=today, expecting=expecting, seal=lambda _: ""))


def _tells_identity(prepared: Prepared) -> bool:
    return any(detail["entity"] in SENSITIVE for detail in prepared.details_json)


def warm_up(catalogue: Catalogue, today: date) -> None:
    """Load the reader's tables, so that the first message does not wait for them."""
    prepare("成绩单两份", catalogue=catalogue, today=today, expecting=None, seal=seal)


def without_faces(text: str) -> str:
    """The text without WeChat's face codes."""
    return _FACE.sub("", text)


def chosen(text: str, choices: list[Choice] | None) -> Choice | None:
    """The choice that a number, an ordinal or the very label names."""
    if not choices:
        return None
    plain = unicodedata.normalize("NFKC", text).strip()
    for choice in choices:
        if plain.casefold() == unicodedata.normalize("NFKC", choice["label"]).strip().casefold():
            return choice
    found = _ORDINAL.fullmatch(plain)
    if not found:
        return None
    number = int(found[1]) if found[1].isascii() else _HAN_DIGITS[found[1]]
    return choices[number - 1] if 1 <= number <= len(choices) else None


def _words(turn: Turn) -> tuple[str, str | None]:
    """The words to read and the id of the choice they name."""
    if turn.kind == DESK:
        return without_faces(str(turn.data.get("told") or "")), None
    if turn.kind != "text":
        return turn.text, None
    text = without_faces(turn.text)
    tapped = str(turn.data.get("menu_id") or "")
    if _CHOICE_ID.fullmatch(tapped):
        return text, tapped
    choice = chosen(text, turn.choices)
    # A bare number means nothing to the classifier; the label does.
    return (choice["label"], choice["id"]) if choice else (text, None)


def _event(turn: Turn) -> dict[str, Any] | None:
    if turn.kind != "event":
        return None
    return {"name": turn.data.get("name"), "key": turn.data.get("key")}
