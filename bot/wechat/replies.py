"""What goes back to WeChat: passive replies as XML, and text cut to what the platform takes."""

import re
import time
import unicodedata

MAX_TEXT_BYTES = 2048

# XML 1.0 allows tab, newline and carriage return among the control characters, and no surrogates.
_ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff]")
_BREAK_AFTER = "\n。！？；!?;，, "
_JOINER = "\u200d"
_LINK = re.compile(r"<a\s[^>]*>.*?</a>", re.DOTALL)


def clean(text: str) -> str:
    """Without the characters that XML forbids; XML readers turn carriage returns into newlines anyway."""
    return _ILLEGAL.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))


def cdata(text: str) -> str:
    """Text as CDATA; `]]>` inside it is split so that it cannot end the section."""
    return "<![CDATA[" + clean(text).replace("]]>", "]]]]><![CDATA[>") + "]]>"


def _frame(to: str, sender: str, kind: str, inner: str, created_at: int | None) -> str:
    created = int(time.time()) if created_at is None else created_at
    return (
        f"<xml><ToUserName>{cdata(to)}</ToUserName><FromUserName>{cdata(sender)}</FromUserName>"
        f"<CreateTime>{created}</CreateTime><MsgType>{cdata(kind)}</MsgType>{inner}</xml>"
    )


def text_reply(to: str, sender: str, content: str, created_at: int | None = None) -> str:
    """A passive text reply."""
    return _frame(to, sender, "text", f"<Content>{cdata(content)}</Content>", created_at)


def image_reply(to: str, sender: str, media_id: str, created_at: int | None = None) -> str:
    """A passive picture reply."""
    return _frame(to, sender, "image", f"<Image><MediaId>{cdata(media_id)}</MediaId></Image>", created_at)


def news_reply(
    to: str,
    sender: str,
    title: str,
    description: str,
    url: str,
    picture: str = "",
    created_at: int | None = None,
) -> str:
    """A passive reply with one article card."""
    fields = (("Title", title), ("Description", description), ("PicUrl", picture), ("Url", url))
    item = "".join(f"<{name}>{cdata(value)}</{name}>" for name, value in fields)
    inner = f"<ArticleCount>1</ArticleCount><Articles><item>{item}</item></Articles>"
    return _frame(to, sender, "news", inner, created_at)


def desk_reply(to: str, sender: str, agent: str = "", created_at: int | None = None) -> str:
    """Hand this one message to the platform's own customer-service desk."""
    inner = f"<TransInfo><KfAccount>{cdata(agent)}</KfAccount></TransInfo>" if agent else ""
    return _frame(to, sender, "transfer_customer_service", inner, created_at)


def size(text: str) -> int:
    """Bytes a text takes on the wire."""
    return len(text.encode("utf-8", "replace"))


def split(text: str, limit: int = MAX_TEXT_BYTES) -> list[str]:
    """Cut a text into pieces of at most `limit` bytes: at a line or sentence end where one is near,
    never inside a character, an emoji sequence or a link."""
    rest = clean(text).strip("\n")
    pieces = []
    while size(rest) > limit:
        cut = _cut(rest, limit)
        pieces.append(rest[:cut].strip("\n"))
        rest = rest[cut:].lstrip("\n")
    return [piece for piece in [*pieces, rest] if piece]


def _cut(text: str, limit: int) -> int:
    hard = len(text.encode("utf-8", "replace")[:limit].decode("utf-8", "ignore"))
    for end in range(hard, hard // 2, -1):
        if text[end - 1] in _BREAK_AFTER[:1] and not _inside_link(text, end):
            return end
    for end in range(hard, hard // 2, -1):
        if text[end - 1] in _BREAK_AFTER and not _inside_link(text, end):
            return end
    for end in range(hard, max(hard - 40, 0), -1):
        if not _inside_cluster(text, end) and not _inside_link(text, end):
            return end
    return hard


def _inside_cluster(text: str, end: int) -> bool:
    """Whether a cut at `end` would separate an accent, a variation or a joined emoji from its base."""
    following = text[end : end + 1]
    joined = following == _JOINER or text[end - 1] == _JOINER
    if joined or not following:
        return joined
    return unicodedata.category(following) in {"Mn", "Me"} or "\U0001f3fb" <= following <= "\U0001f3ff"


def _inside_link(text: str, end: int) -> bool:
    if "<a" not in text:
        return False
    return any(link.start() < end < link.end() for link in _LINK.finditer(text))
