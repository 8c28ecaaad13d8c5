"""Who may call what: the table of routes is the law, a change needs the session's token and our own origin."""

import hmac
from functools import cache
from pathlib import Path
from urllib.parse import urlsplit

import structlog
import yaml
from fastapi import Request, Response
from sqlalchemy.ext.asyncio import AsyncSession

from backend.auth import sessions
from backend.auth.permissions import WORDS
from backend.auth.sessions import Visitor
from backend.edge import Session
from backend.kit.errors import Problem
from backend.kit.settings import Settings

log = structlog.get_logger()

TABLE = Path(__file__).with_name("routes.yaml")
PUBLIC, STAFF = "public", "staff"
_ANYBODY = ((PUBLIC,), (STAFF,))
_READING = ("GET", "HEAD", "OPTIONS")
_FIELD, _HEADER = "csrf", "x-csrf-token"
#: Calls an open page makes by itself say so, and do not count as somebody being there.
_BACKGROUND = "x-lantai-background"
_STREAM, _FILE = "/console/live", "/files/{attachment_id}"
#: What somebody without a second factor may reach where it is compulsory: binding one, staying, leaving.
_ENROL = ("/console/account", "/console/alive", "/console/logout")


class SignInFirst(Exception):
    """Nobody is signed in (any more)."""


class EnrolFirst(Exception):
    """On the real platform everybody binds a second factor before anything else."""


@cache
def table() -> dict[tuple[str, str], tuple[str, ...]]:
    """(method, path) -> `public`, `staff` or all the rights it takes. Raises ValueError for any other word."""
    found: dict[tuple[str, str], tuple[str, ...]] = {}
    for path, methods in yaml.safe_load(TABLE.read_text(encoding="utf-8")).items():
        for method, written in methods.items():
            rules = tuple(written) if isinstance(written, list) else (written,)
            if rules not in _ANYBODY and not (rules and WORDS.issuperset(rules)):
                raise ValueError(f"{path} {method}: no right {written}")
            found[method, path] = rules
    return found


async def gate(request: Request, session: Session) -> None:
    """Let the call through or raise: not listed, not signed in, forged, not allowed."""
    path = request.scope["route"].path
    rules = table().get(("GET" if request.method == "HEAD" else request.method, path))
    if rules is None:
        log.error("route_not_listed", route=path)
        raise Problem(403, "forbidden")
    changes = request.method not in _READING
    if changes:
        same_origin(request)
    visitor = await visitor_of(request, session)
    request.state.visitor = visitor
    if rules == (PUBLIC,):
        return
    if visitor is None:
        raise SignInFirst
    if changes:
        await _check_token(request, visitor)
    if rules != (STAFF,) and not all(map(visitor.may, rules)):
        log.warning("not_allowed", route=path, staff=str(visitor.staff_id))
        raise Problem(403, "forbidden")
    if enrolling(request, visitor) and not path.startswith(_ENROL):
        raise EnrolFirst


def enrolling(request: Request, visitor: Visitor | None) -> bool:
    """Whether this person has to bind a second factor before anything else."""
    settings: Settings = request.app.state.settings
    return visitor is not None and not visitor.second_factor and settings.on_real_platform


async def visitor_of(request: Request, session: AsyncSession) -> Visitor | None:
    """Who calls."""
    token = request.cookies.get(cookie_name(request))
    if not token:
        return None
    return await sessions.visitor(session, token, active=not by_itself(request))


def by_itself(request: Request) -> bool:
    """Whether a page made this call without anybody's doing. A stream that connects again and a picture that comes
    with a message cannot say so; they are known by their address."""
    path = request.scope["route"].path
    return _BACKGROUND in request.headers or path == _STREAM or path.endswith(_FILE)


def secure(request: Request) -> bool:
    """Whether browsers reach us by https (told by the proxy or by the public address)."""
    settings: Settings = request.app.state.settings
    return request.url.scheme == "https" or settings.public_url.startswith("https://")


def cookie_name(request: Request) -> str:
    """`__Host-` binds the cookie to this host and to https; over plain http (a trial on one's own machine) no
    browser would keep such a cookie, so there it has a name without the prefix."""
    return "__Host-lantai" if secure(request) else "lantai-session"


def set_cookie(answer: Response, request: Request, token: str) -> None:
    """Give a browser its session."""
    answer.set_cookie(cookie_name(request), token, path="/", secure=secure(request), httponly=True, samesite="strict")


def same_origin(request: Request) -> None:
    """Refuse a change that another site's page sends. Calls without browser's headers are left to the token."""
    site = request.headers.get("sec-fetch-site")
    origin = request.headers.get("origin")
    if site not in (None, "same-origin", "none"):
        raise Problem(403, "cross_site")
    if origin is not None and not _ours(origin, request):
        raise Problem(403, "cross_site")


def _ours(origin: str, request: Request) -> bool:
    settings: Settings = request.app.state.settings
    hosts = {request.headers.get("host", ""), urlsplit(settings.public_url).netloc}
    return urlsplit(origin).netloc in hosts - {""}


async def _check_token(request: Request, visitor: Visitor) -> None:
    given = request.headers.get(_HEADER)
    if given is None and "form" in request.headers.get("content-type", ""):
        value = (await request.form()).get(_FIELD)
        given = value if isinstance(value, str) else None
    if not hmac.compare_digest((given or "").encode(), visitor.csrf.encode()):
        raise Problem(403, "token_missing")
