"""How a page is made: templates, words in the reader's language, headers that let nothing foreign run."""

import hashlib
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from backend.catalogue.service import Configuration
from backend.h5.visits import set_cookie, visit_of

HERE = Path(__file__).parent
STATIC = HERE / "static"
VENDOR = HERE.parent / "assets" / "static" / "vendor"
LANG_COOKIE = "lantai_lang"
LARGE_COOKIE = "lantai_large"

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
HEADERS = {
    "Content-Security-Policy": POLICY,
    "Cache-Control": "no-store",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Vary": "Accept-Language, Cookie",
}
#: The simulated phones show pages in a frame of their own address; only there may they.
_FRAMED = "frame-ancestors {origin}"


def lang_of(request: Request) -> str:
    """The reader's language: as chosen, else the first of the browser's that there is, else Chinese."""
    chosen = request.cookies.get(LANG_COOKIE)
    if chosen in ("zh", "en"):
        return str(chosen)
    for part in request.headers.get("accept-language", "")[:200].split(","):
        tag = part.split(";")[0].strip().lower()
        if tag.startswith(("zh", "en")):
            return tag[:2]
    return "zh"


@cache
def _environment() -> Environment:
    return Environment(
        loader=FileSystemLoader(HERE / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


@cache
def version() -> str:
    """Changes whenever a file that pages load does, so that browsers may keep these for ever."""
    files = [*sorted(STATIC.iterdir()), VENDOR / "weui.min.css"]
    return hashlib.sha256(b"".join(file.read_bytes() for file in files if file.exists())).hexdigest()[:12]


def lines(text: str) -> Markup:
    """Text of several lines as HTML."""
    return Markup("<br>").join(escape(line) for line in str(text).split("\n"))


class Soft(dict[str, str]):
    """Errors by field; a field without one has none."""

    def __missing__(self, key: str) -> str:
        return ""


class Page:
    """The words and looks of one answer."""

    def __init__(self, request: Request, configuration: Configuration) -> None:
        self.request, self.configuration = request, configuration
        self.lang = lang_of(request)
        self.visit = visit_of(request)

    def say(self, key: str, **values: Any) -> str:
        """A text in the reader's language."""
        return self.configuration.texts.render({"say": key, "with": values}, self.lang)

    def render(self, template: str, status: int = 200, **context: Any) -> Response:
        """A page."""
        if "errors" in context:
            context["errors"] = Soft(context["errors"])
        markup = _environment().get_template(template).render(self._common() | context)
        response = HTMLResponse(markup, status, headers=self._headers())
        set_cookie(self.request, response)
        return response

    def go(self, path: str) -> Response:
        """On to another page (after a form: what was sent is not sent again by a reload)."""
        response = RedirectResponse(path, 303, headers={"Cache-Control": "no-store"})
        set_cookie(self.request, response)
        return response

    def _common(self) -> dict[str, Any]:
        service = self.configuration.service
        say: Callable[..., str] = self.say
        return {
            "t": say,
            "lines": lines,
            "lang": self.lang,
            "large": self.request.cookies.get(LARGE_COOKIE) == "1",
            "here": self.request.url.path,
            "institution": service.institution.get(self.lang),
            "phone": service.phone,
            "csrf": visit_of(self.request).csrf,
            "signed_in": bool(visit_of(self.request).person),
            "version": version(),
        }

    def _headers(self) -> dict[str, str]:
        settings = self.request.app.state.settings
        if not settings.simulator_on:
            return HEADERS
        origin = "{0.scheme}://{0.netloc}".format(urlsplit(settings.simulator_page_url))
        policy = POLICY.replace("frame-ancestors 'none'", _FRAMED.format(origin=f"'self' {origin}"))
        headers = HEADERS | {"Content-Security-Policy": policy}
        headers.pop("X-Frame-Options")
        return headers
