"""A picture sent by mistake ("发错了，那张别存") is taken away again, and what it shows orders no paper."""

import re
from typing import Any

from actions.backend_client import Refused
from actions.dialogue import media, word_left
from actions.dialogue.desk import Desk
from actions.dialogue.say import Say, say
from actions.dialogue.state import Talk
from actions.dialogue.turn import Turn

_PICTURE = r"(?:照片|图片?|相片|截图|文件|附件|[这那上前]一?张|刚才那个|刚发的|刚传的)"
_AWAY = (
    r"(?:删|撤|去掉|清掉|不算|作废|(?:别|不用|不要)存(?!太|那么|多)|别留(?!太|那么|多)|别用|拿掉|忽略"
    r"|不要了(?=[，,。!！\s]|$)|不要(?=[这那刚上]))"
)
_NAMED = re.compile(
    rf"{_PICTURE}[^，,。；;？?]{{0,8}}?(?:{_AWAY}|[发传拍选]错)|{_AWAY}[^，,。；;？?]{{0,6}}{_PICTURE}"
    r"|[发传拍选]错(?:了)?(?:照片|图|一?张|文件|证件)"
    r"|(?:照片|图片?|那张|这张)[^，,。；;？?]{0,3}(?:不对|错了|不是这张)|\bwrong (?:photo|picture|image|file|one)\b"
    r"|\b(?:delete|remove|drop|ignore|discard) (?:that|the|this|my)(?: last)? (?:photo|picture|image|file)\b",
    re.IGNORECASE,
)
_JUST_SENT = re.compile(
    r"^\W*(?:啊|哎呀?|呀|不好意思|抱歉|对不起|糟|等等|\W)*(?:我)?(?:[两三四几俩仨]张)?都?[发传拍选]错"
    rf"|^\W*(?:先|快|帮我|请|麻烦)*{_AWAY}(?:掉|了|吧|它)*\W*$|\bwrong\b",
    re.IGNORECASE,
)
_ALL = re.compile(r"[两三四几俩仨]张都|都发错|都传错|全(?:部)?(?:删|发错|不要)|\b(?:both|all)\b", re.IGNORECASE)
_ASKS = re.compile(r"[吗么]|怎么|能不能|可以不|会不会|[?？]\s*$")
_NOT_WRONG = re.compile(
    r"没(?:有)?[发传拍选]错"
    r"|(?:别|不要|不能|不用)(?:把)?(?:我的?)?(?:照片|图片?)?(?:给)?(?:删|撤)|\bdon'?t (?:delete|remove)\b",
    re.IGNORECASE,
)


def meant(turn: Turn, talk: Talk) -> bool:
    """Whether the message says that a picture was sent by mistake; a bare "发错了" only right after one."""
    if turn.kind != "text" or turn.choice is not None or not _there(talk):
        return False
    if _NOT_WRONG.search(turn.text) or (_ASKS.search(turn.text) and not _JUST_SENT.search(turn.text)):
        return False
    just_sent = (talk.question or {}).get("kind") == "picture"
    return bool(_NAMED.search(turn.text)) or (just_sent and bool(_JUST_SENT.search(turn.text)))


async def take_away(turn: Turn, talk: Talk, desk: Desk) -> list[Say]:
    """Erase the picture that is meant and say so; one that belongs to a filed request is left to staff."""
    kept = _kept(talk)
    if not kept:
        assert talk.last_filed is not None
        talk.question = None
        return await word_left.leave(turn, talk.last_filed["code"], desk, told="picture.wrong_filed")
    gone = {one["id"] for one in _which(turn, talk, kept)}
    for ident in gone:
        try:
            await desk.archive.drop_attachment(ident)
        except Refused:
            continue  # gone already: its time was over, or its owner had it erased
    if talk.form is not None:
        talk.form.attachments = [one for one in talk.form.attachments if one["id"] not in gone]
        talk.form.checking = False
    talk.loose_attachments = [one for one in talk.loose_attachments if one["id"] not in gone]
    _forget_question(talk, gone)
    return [say("picture.taken_away")]


def _kept(talk: Talk) -> list[dict[str, Any]]:
    return talk.form.attachments if talk.form is not None else talk.loose_attachments


def _there(talk: Talk) -> bool:
    asked = (talk.question or {}).get("kind") == "picture" and talk.last_filed is not None
    return bool(_kept(talk)) or asked


def _which(turn: Turn, talk: Talk, kept: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """All, when all are called wrong; the one of a kind that is named among the sorted; else the last."""
    just_sent = (talk.question or {}).get("ids", [])
    if _ALL.search(turn.text):
        return [one for one in kept if one["id"] in just_sent] or kept
    kind = media.kind_in_words(turn.text)
    of_kind = [one for one in kept if one["kind"] == kind and kind != "other"]
    return of_kind[-1:] if of_kind and not just_sent else kept[-1:]


def _forget_question(talk: Talk, gone: set[str]) -> None:
    question = talk.question or {}
    if question.get("kind") == "picture":
        left = [ident for ident in question.get("ids", []) if ident not in gone]
        talk.question = {"kind": "picture", "ids": left} if left else None
