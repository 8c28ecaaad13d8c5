"""What all pages share: errors as pages in kind words, forms only from our own pages, answers of files."""

import gzip
from collections.abc import Callable, Coroutine
from functools import cache
from typing import Annotated, Any

import structlog
from fastapi import Depends
from fastapi.exceptions import RequestValidationError
from fastapi.routing import APIRoute
from starlette.datastructures import FormData
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from backend.catalogue import service as catalogue
from backend.edge import Session
from backend.h5.looks import STATIC, VENDOR, Page
from backend.h5.visits import visit_of
from backend.kit.errors import Problem, where

log = structlog.get_logger()

_FILES = {"weui.css": VENDOR / "weui.min.css", "h5.css": STATIC / "h5.css", "h5.js": STATIC / "h5.js"}
_TYPES = {"css": "text/css; charset=utf-8", "js": "text/javascript; charset=utf-8"}
_TITLES = {403: "forbidden", 404: "not_found", 405: "not_found", 410: "gone", 413: "too_large", 429: "too_many"}


async def page_of(request: Request, session: Session) -> Page:
    """The page of a call, in the configuration in force."""
    return Page(request, await catalogue.current(session))


ThePage = Annotated[Page, Depends(page_of)]


class PageRoute(APIRoute):
    """Lets every error leave as a page (as JSON for our own script)."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """FastAPI's handler behind ours."""
        inner = super().get_route_handler()

        async def handler(request: Request) -> Response:
            try:
                return await inner(request)
            except Problem as problem:
                return sorry(request, problem.status, problem.code, problem.headers)
            except RequestValidationError:
                return sorry(request, 404, "not_found")
            except HTTPException as error:
                return sorry(request, error.status_code, "bad_request")
            except Exception as error:  # noqa: BLE001 - the edge: a person sees a page, the log where it came from
                log.error("page_failed", error=type(error).__name__, where=where(error))
                return sorry(request, 503, "unavailable", {"Retry-After": "5"})

        return handler


def sorry(request: Request, status: int, code: str, headers: dict[str, str] | None = None) -> Response:
    """What went wrong, in kind words; made without the database, which may be what is away."""
    if wants_json(request):
        return JSONResponse({"code": code}, status, headers)
    kind = _TITLES.get(status, "unavailable" if status >= 500 else "bad_request")
    if code == "csrf":
        kind = "csrf"
    page = Page(request, _without_database())
    response = page.render("sorry.html", status, kind=kind)
    response.headers.update(headers or {})
    return response


@cache
def _without_database() -> catalogue.Configuration:
    return catalogue.build({}, 0)


def wants_json(request: Request) -> bool:
    """Whether our own script asks, not a page load."""
    return request.headers.get("accept", "").startswith("application/json")


def same_site(request: Request) -> None:
    """Refuse what a browser says was sent from elsewhere."""
    if request.headers.get("sec-fetch-site", "none") not in ("same-origin", "none"):
        raise Problem(403, "csrf")


async def own_form(request: Request) -> FormData:
    """The fields of a form that a page of this visit sent; 403 otherwise."""
    same_site(request)
    form = await request.form(max_files=20, max_fields=400)
    if not visit_of(request).allows(form.get("csrf")):
        raise Problem(403, "csrf")
    return form


OwnForm = Annotated[FormData, Depends(own_form)]


def field(form: FormData, name: str, most: int = 2000) -> str:
    """One field as trimmed text."""
    value = form.get(name)
    return value.replace("\x00", "").strip()[:most] if isinstance(value, str) else ""


async def file(name: str, request: Request) -> Response:
    """A style sheet or script; browsers may keep it, since its address changes with it."""
    if name not in _FILES:
        raise Problem(404, "not_found")
    headers = {"Cache-Control": "public, max-age=31536000, immutable", "Vary": "Accept-Encoding"}
    media_type = _TYPES[name.rpartition(".")[2]]
    if "gzip" not in request.headers.get("accept-encoding", ""):
        return Response(_FILES[name].read_bytes(), headers=headers, media_type=media_type)
    return Response(_packed(name), headers=headers | {"Content-Encoding": "gzip"}, media_type=media_type)


@cache
def _packed(name: str) -> bytes:
    return gzip.compress(_FILES[name].read_bytes(), 9, mtime=0)
