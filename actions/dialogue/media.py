"""What is not text: pictures are kept and sorted by a tap; the rest gets a helpful word, never silence."""

import re
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from actions.backend_client import Refused
from actions.dialogue.desk import Desk
from actions.dialogue.say import Say, choice, say
from actions.dialogue.state import Talk
from actions.dialogue.turn import Turn, without_papers

_KINDS = {
    "self": ("id_card_front", "graduation_certificate", "degree_certificate", "other"),
    "proxy": ("mandate", "principal_id", "agent_id", "other"),
    "organization": ("official_letter", "handler_id", "subject_consent", "other"),
    "citizen": ("id_card_front", "id_card_back", "kinship_proof", "other"),
}


@cache
def _words() -> dict[str, list[str]]:
    found: dict[str, list[str]] = yaml.safe_load(Path(__file__).with_name("picture_words.yaml").read_text("utf-8"))
    return found


def kind_in_words(text: str) -> str | None:
    """What a picture shows, when the person says it instead of tapping."""
    lowered = text.lower()
    return next((kind for kind, words in _words().items() if any(word in lowered for word in words)), None)


def kinds_in_words(text: str, track: str = "self") -> list[str]:
    """All that pictures show by such words, in the order they are named ("依次是公函、授权书和身份证")."""
    lowered = text.lower()
    found: list[tuple[int, int, str]] = []
    for kind, words in _words().items():
        for word in words:
            for match in re.finditer(re.escape(word), lowered):
                if not any(start < match.end() and match.start() < end for start, end, _ in found):
                    found.append((match.start(), match.end(), kind))
    return [_whose(kind, track, _PART.split(lowered[:start])[-1]) for start, _, kind in sorted(found)]


_PART = re.compile(r"[，,。；;、和跟及\n]")
_CARDS = ("id_card_front", "id_card_back")
_MINE = re.compile(r"我(?:自己|本人|这边)?的?$|代办人?的?$|受托人的?$|\bmy (?:own )?$", re.IGNORECASE)
_THEIRS = re.compile(
    r"[他她]|爸|妈|父|母|爷|奶|公|婆|爱人|丈夫|妻|先生|太太|儿子|女儿|孩子|哥|姐|弟|妹|同学|朋友|室友|委托人|本人"
    r"|\b(?:his|her|mother|father|wife|husband|son|daughter|friend|principal)\b",
    re.IGNORECASE,
)


def _whose(kind: str, track: str, before: str) -> str:
    """Whose identity card it is, where more than one person has to do with the request."""
    if kind not in _CARDS or track not in ("proxy", "organization"):
        return kind
    if track == "organization":
        return "handler_id"
    if _MINE.search(before):
        return "agent_id"
    return "principal_id" if _THEIRS.search(before) else kind


_SEVERAL = re.compile(r"[两二三四几俩仨]张|都是|全是|\bboth\b|\ball\b", re.IGNORECASE)


def shown_by(ids: list[str], text: str, track: str = "self") -> dict[str, str]:
    """What unsorted pictures (`ids`, in order) show by the person's words: all that these speak of, else the last."""
    text = _of_now(text)
    kinds = kinds_in_words(text, track)
    if not kinds:
        return {}
    if 1 < len(kinds) <= len(ids):
        return dict(zip(ids[-len(kinds) :], kinds, strict=True))
    first = kinds[0] if track != "self" else kind_in_words(text) or kinds[0]
    return dict.fromkeys(ids if _SEVERAL.search(text) else ids[-1:], first)


_CLAUSE = re.compile(r"[，,。；;！!\n]")
_NOT_YET = re.compile(
    r"(?:再|回头|稍后|晚[点些]|等下|待会|明[天早儿]|后天|下周|下礼拜|过[几两]天|随后|之后|以后|到时)[^，,。]{0,8}(?:补|发|传|拍|交|送|给|盖)"
    r"|补[传发交]|还没|没带|没盖|\b(?:later|tomorrow|next week|not yet|to follow|will follow)\b",
    re.IGNORECASE,
)


def _of_now(text: str) -> str:
    """The message without what is said to come later ("公函明天盖好章再发"): that is not what was just sent."""
    clauses = [clause for clause in _CLAUSE.split(text) if not _NOT_YET.search(clause)]
    return "，".join(clauses)


_CAPTION = re.compile(
    r"^\W*(?:这|那|上面|刚才|刚刚|照片|图片|图里|图上)[^，,。；;]{0,6}?(?:就|便|都)?(?:是|拍的)(?!不是|什么|啥|哪|谁)"
    r"|(?:照片|图片|截图|图|扫描件)[^。；;要办开]{0,8}?[，,]?(?:就|便|都)?(?:是|拍的)(?!不是|什么|啥|哪|谁)"
    r"|^\W*(?:this|that|it|here|the (?:photo|picture|image))(?: is|'s| shows)\b",
    re.IGNORECASE,
)
_WANTS_ONE = re.compile(
    r"(?:帮我|给我|麻烦|再|也|还)(?:要|办|开|复印|打印|加|来)|[一二两三四五六1-9]\s*份|[吗么?？]|\b(?:copy|copies)\b",
    re.I,
)


def captioned(turn: Turn, talk: Talk) -> Turn:
    """ "这是要翻译的学位证书" beside a picture says what was sent, and orders no paper."""
    sent = (talk.question or {}).get("kind") == "picture" or (talk.form is not None and talk.form.attachments)
    if not sent or turn.kind != "text" or turn.choice is not None or not kind_in_words(turn.text):
        return turn
    if not _CAPTION.search(turn.text) or _WANTS_ONE.search(turn.text):
        return turn
    return without_papers(turn)


def _what_it_shows(talk: Talk, ident: str) -> dict[str, Any]:
    """The question about a picture; those before it that nobody sorted are asked about with it."""
    open_question = talk.question or {}
    before = open_question.get("ids", []) if open_question.get("kind") == "picture" else []
    return {"kind": "picture", "ids": [*before, ident]}


_FOLLOWS = timedelta(days=14)
"""So long after filing a picture without a word is a paper that follows."""


async def follows(turn: Turn, talk: Talk, desk: Desk) -> list[Say] | None:
    """A picture for the request just filed ("直接在这里发图就行"): part of it at once; None when there is none."""
    last = talk.last_filed
    if talk.form is not None or not turn.attachment or not last:
        return None
    if desk.now - datetime.fromisoformat(last["at"]) > _FOLLOWS:
        return None
    ident = str(turn.attachment["id"])
    try:
        request = await desk.archive.add_files(last["code"], [ident])
    except Refused:
        return None
    talk.question = _what_it_shows(talk, ident)
    return [say("picture.kept_filed", code=last["code"], choices=_sorts(request["track"]))]


def picture(turn: Turn, talk: Talk) -> list[Say]:
    """Keep a picture with the draft and ask what it shows."""
    if not turn.attachment:
        return [say("picture.lost")]
    ident = str(turn.attachment["id"])
    kept = {"id": ident, "kind": "other"}
    if talk.form is not None:
        talk.form.attachments.append(kept)
        talk.question = _what_it_shows(talk, ident)
        return [say("picture.kept", choices=_sorts(talk.form.track))]
    talk.loose_attachments.append(kept)
    talk.question = _what_it_shows(talk, ident)
    return [say("picture.kept_loose", choices=_sorts("self"))]


def _sorts(track: str) -> list[dict[str, object]]:
    return [choice(f"picture.{kind}") for kind in _KINDS[track]]


def other(turn: Turn) -> list[Say]:
    """Voice, video, place, link, sticker: what to do instead."""
    return [say(f"media.{turn.kind}" if turn.kind in ("voice", "video", "location", "link") else "media.unsupported")]
