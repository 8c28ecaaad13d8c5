"""What rooms of pages share: routers behind the guard, pages and pieces, the way back after a change."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Annotated, Any
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from jinja2 import Environment
from sqlalchemy.ext.asyncio import AsyncSession

from backend.audit.service import Caller
from backend.auth.sessions import Visitor
from backend.console.guard import enrolling, gate
from backend.console.hub import Hub
from backend.console.problems import PageRoute
from backend.kit.settings import Settings

EARLIEST, LATEST = date(2000, 1, 1), date(2100, 12, 31)
"""The days a page may be asked for: no week or period begins before or ends after what a calendar can count."""

Counts = Callable[[AsyncSession, Visitor], Awaitable[Mapping[str, int]]]


@dataclass(frozen=True, slots=True)
class MenuEntry:
    """A word in the navigation."""

    key: str
    label: str
    address: str
    bit: str = "staff"
    order: int = 50


@dataclass(frozen=True, slots=True)
class Hit:
    """One find of the quick search."""

    kind: str
    title: str
    address: str
    detail: str = ""


Search = Callable[[AsyncSession, Visitor, str], Awaitable[Sequence[Hit]]]


@dataclass(frozen=True, slots=True)
class Room:
    """A room of pages."""

    name: str
    routers: Sequence[APIRouter]
    menu: Sequence[MenuEntry] = ()
    counts: Counts | None = None
    search: Search | None = None


@dataclass(slots=True)
class Console:
    """What lives as long as the application."""

    rooms: list[Room]
    templates: Environment
    hub: Hub
    settings: Settings
    menu: list[MenuEntry] = field(init=False)

    def __post_init__(self) -> None:
        self.menu = sorted((entry for room in self.rooms for entry in room.menu), key=lambda entry: entry.order)


def router() -> APIRouter:
    """A router whose routes are guarded by the table in routes.yaml."""
    return APIRouter(route_class=PageRoute, dependencies=[Depends(gate)])


def console(request: Request) -> Console:
    """The console of this application."""
    found: Console = request.app.state.console
    return found


def live(request: Request) -> Hub:
    """Where to tell open pages that something changed (after the commit)."""
    return console(request).hub


def _signed(request: Request) -> Visitor:
    visitor: Visitor = request.state.visitor
    return visitor


Signed = Annotated[Visitor, Depends(_signed)]


def caller(visitor: Visitor) -> Caller:
    """Who does it, for the audit log and for requests."""
    return Caller("staff", str(visitor.staff_id))


async def counts(request: Request, session: AsyncSession, visitor: Visitor) -> dict[str, int]:
    """The numbers beside the menu entries a person can see."""
    found: dict[str, int] = {}
    for room in console(request).rooms:
        if room.counts and any(allowed(visitor, entry.bit) for entry in room.menu):
            found |= await room.counts(session, visitor)
    return found


def allowed(visitor: Visitor, bit: str) -> bool:
    """Whether a menu entry or a button is for this person."""
    return bit == "staff" or visitor.may(bit)


async def page(
    request: Request, session: AsyncSession, visitor: Visitor, template: str, *, status: int = 200, **values: Any
) -> HTMLResponse:
    """A whole page inside the frame."""
    values |= {"visitor": visitor, "counts": await counts(request, session, visitor)}
    values["menu"] = [entry for entry in console(request).menu if allowed(visitor, entry.bit)]
    return part(request, template, status=status, **values)


def part(request: Request, template: str, *, status: int = 200, **values: Any) -> HTMLResponse:
    """A piece of a page (or a page without the frame)."""
    visitor = getattr(request.state, "visitor", None)
    values.setdefault("visitor", visitor)
    values |= {"request": request, "path": request.url.path, "told": request.query_params.get("told", "")}
    values["enrolling"] = enrolling(request, visitor)
    return HTMLResponse(console(request).templates.get_template(template).render(values), status)


def back(address: str, told: str = "") -> Response:
    """After a change: on to a page, which says in a line what was done (a key of `templates/told.yaml`)."""
    if told:
        address += ("&" if "?" in address else "?") + urlencode({"told": told})
    return RedirectResponse(address, 303)
