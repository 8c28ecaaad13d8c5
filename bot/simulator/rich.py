"""Text as a phone shows it: hostile text stays text, and of markup only links work, as on WeChat."""

import re
from urllib.parse import parse_qs, quote, urlsplit

from markupsafe import Markup, escape

_LINK = re.compile(
    r"<a\s(?P<attributes>[^<>]*)>(?P<label>[^<]*)</a>|(?P<bare>https?://[^\s<>\"'，。；：！？、（）《》【】“”]+)",
    re.IGNORECASE,
)
_HREF = re.compile(r"href\s*=\s*(?:\"([^\"]*)\"|'([^']*)')", re.IGNORECASE)


def rich(text: str, openid: str, *, markup: bool) -> Markup:
    """The text with its links; `markup` also takes the account's own `<a href>`."""
    parts, done = [], 0
    for match in _LINK.finditer(text):
        if match["bare"] is None and not markup:
            continue
        parts += [escape(text[done : match.start()]), _link(match, openid)]
        done = match.end()
    return Markup("").join([*parts, escape(text[done:])])


def opening(url: str, openid: str) -> str:
    """Where a link leads: through us, so that the page can learn who opened it."""
    return f"/sim/open?openid={quote(openid)}&url={quote(url, safe='')}"


def is_page(url: str) -> bool:
    """Whether an address may be opened at all."""
    return urlsplit(url).scheme in ("http", "https")


def _link(match: re.Match[str], openid: str) -> Markup:
    if match["bare"] is not None:
        return _anchor(match["bare"], match["bare"], openid)
    found = _HREF.search(match["attributes"])
    url = (found[1] or found[2] or "") if found else ""
    if is_page(url):
        return _anchor(url, match["label"], openid)
    if url.startswith("weixin://bizmsgmenu?"):
        query = parse_qs(urlsplit(url).query)
        content, choice = query.get("msgmenucontent", [""])[0], query.get("msgmenuid", [""])[0]
        if content and choice:
            button = Markup('<button type="button" class="inline" data-tap="{}" data-content="{}">{}</button>')
            return button.format(choice, content, match["label"])
    return escape(match["label"])


def _anchor(url: str, label: str, openid: str) -> Markup:
    anchor = Markup('<a href="{}" target="_blank" rel="noopener noreferrer">{}</a>')
    return anchor.format(opening(url, openid), label)
