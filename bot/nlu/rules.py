"""The few intents that are surer by rule than by statistics; one place, for live turns and `lantai understand`.

They look only at the redacted text and at what the reader found (the message's metadata):

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
_ENGLISH_KEYS = re.compile(r"[a-z]{5,}", re.IGNORECASE)
_VOWELS = re.compile(r"[aeiouy]", re.IGNORECASE)


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
    return re.sub(r"姓名|名字|身份证号?码?|证件号码?|学号|手机号?码?|联系电话|电话|邮箱|地址|我叫|我是|我的|号码|[是的叫为]", "", text)


def _speaks(text: str) -> bool:
    """A picture character says something (chitchat); an empty text or bare punctuation does not."""
    return any(ord(char) >= 0x2600 and not char.isspace() and not _is_mark(char) for char in text)


def _is_mark(char: str) -> bool:
    return "\u3000" <= char <= "\u303f" or "\uff00" <= char <= "\uffef"


def _random_keys(text: str) -> bool:
    """One run of Latin letters without a vowel in five, and nothing else that reads as a word."""
    words = _ENGLISH_KEYS.findall(text)
    others = re.sub(r"[a-z\d\s\W_]", "", text, flags=re.IGNORECASE)
    return bool(words) and not others and all(_unpronounceable(word) for word in words)


def _unpronounceable(word: str) -> bool:
    return len(_VOWELS.findall(word)) * 5 < len(word) or re.search(r"[^aeiouy]{5,}", word, re.I) is not None
