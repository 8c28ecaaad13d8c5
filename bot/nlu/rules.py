"""The few intents that are surer by rule than by statistics; one place, for live turns and `lantai understand`.

Besides, `implied` adds the further wishes that labels tie to a main one.

The rules look only at the redacted text and at what the reader found (the message's metadata):

1. nothing but a request code                     -> check_progress
2. nothing but facts the reader took out          -> provide_details
3. a placeholder typed by hand, with nothing found -> out_of_scope
4. markup, SQL, template or intent syntax         -> out_of_scope
5. no word in any script, or keys hit at random   -> out_of_scope
"""

from __future__ import annotations

import re
from typing import Any

SURE = 0.99

_PLACEHOLDER = re.compile(r"〔[^〕]{1,6}〕")
_CODE = re.compile(r"LT[\s-]*\d{6}[\s-]*[0-9A-Z]{6}", re.IGNORECASE)
_WORD = re.compile(r"[^\W\d_]")
_SYNTAX = re.compile(
    r"</?\s*(?:script|img|iframe|svg|body|a|div|style)\b|javascript:|\{\{.*\}\}|\$\{.*\}|<!\[CDATA\["
    r"|\b(?:union\s+select|drop\s+table|select\s+.{1,40}\s+from\s|insert\s+into|or\s+1\s*=\s*1)"
    r"|'\s*(?:or|and)\s*'|;\s*--|\w+\s*\{\s*\"\w+\"\s*:|\.\./\.\./",
    re.IGNORECASE,
)
_LABELS = re.compile(
    r"姓名|名字|身份证号?码?|证件号码?|学号|手机号?码?|联系电话|电话|邮箱|地址|我叫|我是|我的|号码|[是的叫为]"
)
_ENGLISH_KEYS = re.compile(r"[a-z]{5,}", re.IGNORECASE)
_MOVED = re.compile(
    r"改到|改成|改期|改约|改个|换到|换个|挪|推迟|提前到|延后|调到|能换|能改|resched|move my|change my|postpone",
    re.IGNORECASE,
)
_DROPPED = re.compile(r"取消|不去|不来|来不到|别留|莫给我留|cancel|退掉", re.IGNORECASE)
_MANDATE = re.compile(
    r"怎么写|咋写|手续|材料|(?:要|需要|带|准备|凭|交).{0,4}(?:什么|哪些|啥|么子)"
    r"|(?:要|需).{0,12}(?:原件|复印件|公证).{0,3}[吗么不]|what (?:do|documents|papers)",
    re.IGNORECASE,
)
_IMPLIED = (
    ("book_visit", "modify_request", _MOVED),
    ("book_visit", "cancel_request", _DROPPED),
    ("proxy_request", "ask_required_materials", _MANDATE),
)
"""Main intent, implied intent, and the words that imply it."""


def decided(text: str, metadata: dict[str, Any]) -> str | None:
    """The intent that a rule decides, or None: then the classifier does."""
    found = {detail.get("entity") for detail in metadata.get("details") or []}
    bare = _PLACEHOLDER.sub(" ", text)
    if _SYNTAX.search(text):
        return "out_of_scope"
    if _CODE.search(bare) and not _WORD.search(_CODE.sub(" ", bare)):
        return "check_progress"
    if bare != text:
        if not found and not _WORD.search(bare):
            return "out_of_scope"
        if found and not re.sub(r"[\s\d\W_]", "", _strip_labels(bare)):
            return "provide_details"
    if not _WORD.search(bare) and not found and not re.search(r"\d", bare) and not _speaks(bare):
        return "out_of_scope"
    return "out_of_scope" if _random_keys(bare) else None


def _strip_labels(text: str) -> str:
    return _LABELS.sub("", text)


def _speaks(text: str) -> bool:
    """A picture character says something (chitchat); an empty text or bare punctuation does not."""
    return any(ord(char) >= 0x2600 and not char.isspace() and not _is_mark(char) for char in text)


def _is_mark(char: str) -> bool:
    return "\u3000" <= char <= "\u303f" or "\uff00" <= char <= "\uffef"


def _random_keys(text: str) -> bool:
    """Only runs of Latin letters that nobody could say."""
    words = _ENGLISH_KEYS.findall(text)
    others = re.sub(r"[a-z\d\s\W_]", "", text, flags=re.IGNORECASE)
    return bool(words) and not others and all(_unpronounceable(word) for word in words)


def _unpronounceable(word: str) -> bool:
    return re.search(r"[^aeiouy]{5,}", word, re.IGNORECASE) is not None


def implied(main: str, text: str) -> list[str]:
    """Further wishes that the labels tie to a main one: a visit moved or dropped, how a mandate is made."""
    return [name for intent, name, words in _IMPLIED if intent == main and words.search(text)]
