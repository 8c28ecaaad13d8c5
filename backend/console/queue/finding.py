"""Which requests a list shows: tabs with numbers, filters, keyset pages; the frame's counts and quick search."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from backend.auth import service as auth
from backend.auth.sessions import Visitor
from backend.catalogue import service as catalogue
from backend.catalogue.service import Configuration
from backend.console.queue import people
from backend.console.queue.wording import word
from backend.console.shell import Hit
from backend.domain.deadlines import Standing
from backend.kit import clock
from backend.models.requests import Request
from backend.requests import due, grouping, repository, service, working

OPEN = ("submitted", "under_review", "awaiting_requester", "processing", "ready_for_pickup", "shipped")
PAGE = 40
_MOST_NEW = 99
#: tab -> (label, its statuses)
TABS: Mapping[str, tuple[str, Sequence[str]]] = {
    "open": ("全部在办", OPEN),
    "review": ("待审核", ("submitted", "under_review")),
    "unseen": ("该审未审", ("submitted",)),
    "waiting": ("待补充", ("awaiting_requester",)),
    "working": ("办理中", ("processing",)),
    "pickup": ("待领取", ("ready_for_pickup",)),
    "sent": ("已寄出", ("shipped",)),
    "today": ("今日到期", OPEN),
    "soon": ("即将到期", OPEN),
    "overdue": ("超期", OPEN),
    "unowned": ("无人负责", OPEN),
    "closed": ("已结束", ("closed",)),
}
_LATE = {Standing.OVERDUE: "red", Standing.DUE_TODAY: "amber", Standing.DUE_SOON: "amber"}


@dataclass(frozen=True, slots=True)
class Asked:
    """What a visitor asked a list for; everything stands in the address."""

    tab: str = "open"
    kind: str = ""
    channel: str = ""
    owner: str = ""
    q: str = ""
    sort: str = ""

    @property
    def order(self) -> str:
        """By date while work is waiting; what is closed or waits for others goes by age."""
        return self.sort or (
            "due" if self.tab in ("open", "review", "unseen", "working", "today", "soon", "overdue") else "newest"
        )

    def address(self, path: str = "/console/queue", **changes: str) -> str:
        """The address of the same list with changes."""
        names = ("tab", "kind", "channel", "owner", "q", "sort")
        values = {name: changes.get(name, getattr(self, name)) for name in names} | changes
        return path + "?" + urlencode({name: value for name, value in values.items() if value})


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the list."""

    code: str
    due_on: date | None
    tone: str
    due_words: str
    name: str
    wanted: str
    channel: str
    owner: str
    mine: bool
    status: str
    status_code: str
    urged: int


@dataclass(frozen=True, slots=True)
class Listing:
    """A page of the list."""

    rows: list[Row]
    next: str | None
    tabs: list[tuple[str, str, int | None]] = field(default_factory=list)
    undated: int = 0
    mark: str = ""
    """How the list stood when it was shown; the page asks by it whether something is new."""


async def filters(session: AsyncSession, asked: Asked, visitor: Visitor) -> service.Filters:
    """The request rooms' filters for what was asked."""
    chosen: dict[str, Any] = {"statuses": TABS[asked.tab][1], "sort": asked.order}
    today = clock.today()
    if asked.tab == "today":
        chosen |= {"due_from": today, "due_before": today + timedelta(days=1)}
    if asked.tab == "soon":
        until = due.soon_until(await catalogue.current(session), today)
        chosen |= {"due_from": today, "due_before": until + timedelta(days=1)}
    if asked.tab == "overdue":
        chosen["due_before"] = today
    if asked.tab == "unseen":
        chosen["acknowledge_before"] = today
    if asked.kind:
        chosen["document_type"] = asked.kind
    if asked.channel:
        chosen["channels"] = (asked.channel,)
    if asked.owner:
        chosen |= await service.owned_by(session, visitor.username if asked.owner == "me" else asked.owner)
    if asked.tab == "unowned":
        chosen |= {"owner_id": None, "unowned": True}
    if asked.q.strip():
        # A search goes over everything, closed ones too.
        chosen |= service.search(asked.q.strip()) | {"statuses": (), "sort": "newest"}
    return service.Filters(**chosen)


async def listing(session: AsyncSession, asked: Asked, cursor: str | None, visitor: Visitor) -> Listing:
    """A page of the list with the numbers over it."""
    configuration = await catalogue.current(session)
    mark = clock.now().isoformat()
    found, after = await service.page(session, await filters(session, asked, visitor), cursor, PAGE)
    undated = await _undated(session, asked) if asked.order == "due" and not asked.q else 0
    shown = await rows(session, found, configuration, visitor)
    return Listing(shown, after, await tabs(session), undated, f"{_digest(found)}.{mark}")


async def news(session: AsyncSession, asked: Asked, visitor: Visitor, mark: str) -> tuple[int, bool]:
    """What became of the first page of a list since it was shown: new requests, and whether anything is different."""
    digest, _, since = mark.partition(".")
    chosen = await filters(session, asked, visitor)
    found, _ = await service.page(session, chosen, None, PAGE)
    if _digest(found) == digest:
        return 0, False
    try:
        begins = datetime.fromisoformat(since)
    except ValueError:
        return 0, True
    if begins.tzinfo is None:
        return 0, True
    added, _ = await service.page(session, replace(chosen, created_from=begins, sort="newest"), None, _MOST_NEW)
    return len(added), True


def _digest(found: Sequence[Request]) -> str:
    stand = [(one.code, one.event_count, str(one.owner_id)) for one in found]
    return hashlib.sha256(repr(stand).encode()).hexdigest()[:16]


async def tabs(session: AsyncSession) -> list[tuple[str, str, int | None]]:
    """The tabs with their numbers."""
    return _tabs(await working.counts(session, await catalogue.current(session)))


async def shares(session: AsyncSession, asked: Asked, visitor: Visitor) -> tuple[dict[str, int], dict[str, int]]:
    """Numbers beside the choices of the tab: by kind, by owner (user name, `me`, `none`). What is closed or searched
    goes over the whole archive, and is not counted."""
    if asked.tab == "closed" or asked.q.strip():
        return {}, {}
    chosen = await filters(session, asked, visitor)
    owners = await grouping.by_owner(session, chosen)
    names = {one.id: one.username for one in await auth.everybody(session)}
    found = {names[owner]: number for owner, number in owners.items() if owner in names}
    found |= {"me": owners.get(visitor.staff_id, 0), "none": owners.get(None, 0)}
    return await grouping.by_kind(session, chosen), found


async def rows(
    session: AsyncSession, found: Sequence[Request], configuration: Configuration, visitor: Visitor
) -> list[Row]:
    """Requests as lines."""
    names = await repository.staff_names(session, {one.owner_id for one in found if one.owner_id})
    return [_row(one, names.get(one.owner_id, "") if one.owner_id else "", configuration, visitor) for one in found]


def _row(request: Request, owner: str, configuration: Configuration, visitor: Visitor) -> Row:
    standing = due.standing(request, configuration, clock.today())
    return Row(
        code=request.code,
        due_on=request.due_on,
        tone=_LATE.get(standing, ""),
        due_words=due_words(request, standing),
        name=people.name_of(request, visitor),
        wanted=service.rows_in_words(request, configuration),
        channel=word("channel", request.channel),
        owner=owner,
        mine=request.owner_id == visitor.staff_id,
        status=word("resolution", request.resolution) if request.resolution else word("status", request.status),
        status_code=request.status,
        urged=request.urged,
    )


def due_words(request: Request, standing: Standing) -> str:
    """How it stands, in two or three words."""
    if standing is Standing.OVERDUE and request.due_on:
        return f"超期 {(clock.today() - request.due_on).days} 天"
    if standing is Standing.PAUSED:
        left = f"，剩 {request.days_left} 天" if request.days_left is not None else ""
        return f"暂停计时{left}"
    if standing in (Standing.DUE_TODAY, Standing.DUE_SOON):
        return word("standing", standing.value)
    return ""


def _tabs(numbers: Mapping[str, Any]) -> list[tuple[str, str, int | None]]:
    by_status = numbers["by_status"]
    special = {"today": numbers["due_today"], "soon": numbers["due_soon"], "overdue": numbers["overdue"]}
    special |= {"unowned": numbers["unowned"], "unseen": numbers["unacknowledged"], "closed": None}
    return [
        (tab, label, special[tab] if tab in special else sum(by_status.get(status, 0) for status in statuses))
        for tab, (label, statuses) in TABS.items()
    ]


async def _undated(session: AsyncSession, asked: Asked) -> int:
    """How many of the tab have no date, and so stand in no list by date."""
    query = select(func.count()).where(Request.due_on.is_(None), Request.status.in_(TABS[asked.tab][1]))
    return int(await session.scalar(query) or 0) if asked.tab in ("open", "review", "working") else 0


async def counts(session: AsyncSession, visitor: Visitor) -> Mapping[str, int]:
    """How many nobody has looked at yet."""
    numbers = await working.counts(session, await catalogue.current(session))
    return {"queue": numbers["by_status"].get("submitted", 0)}


async def search(session: AsyncSession, visitor: Visitor, text: str) -> Sequence[Hit]:
    """Requests by code, name, student number, phone or ID number."""
    if not visitor.may("queue.view"):
        return []
    configuration = await catalogue.current(session)
    found, _ = await service.page(session, service.Filters(**service.search(text)), None, 8)
    return [
        Hit("申请", f"{row.code} {row.name}", f"/console/queue/{row.code}", f"{row.status} · {row.wanted}")
        for row in await rows(session, found, configuration, visitor)
    ]
