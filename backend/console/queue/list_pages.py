"""The queue: tabs, filters, pages, many at once, exports, the counter's pick-up code."""

from collections.abc import Sequence
from typing import Annotated, Any, Literal

from fastapi import Depends, Form, Query, Request
from fastapi.responses import Response
from sqlalchemy.ext.asyncio import AsyncSession

from backend.audit import service as audit
from backend.auth import service as auth
from backend.auth.permissions import Bit, effective
from backend.auth.sessions import Visitor
from backend.catalogue import service as catalogue
from backend.console import shell
from backend.console.queue import finding, wording
from backend.console.queue.finding import Asked
from backend.domain.masking import mask
from backend.domain.validation import CHANNELS
from backend.edge import Session
from backend.kit import clock
from backend.kit.errors import Problem
from backend.notifications import repository as notices
from backend.requests import exporting, service, working
from backend.requests.collecting import collect
from backend.requests.schemas import RequestOut

router = shell.router()

Word = Annotated[str, Query(max_length=80)]
_BULK = ("claim", "start_review", "approve", "fulfil", "assign")


def asked_of(
    tab: Word = "open", kind: Word = "", channel: Word = "", owner: Word = "", q: Word = "", sort: Word = ""
) -> Asked:
    """What the address asks for; what it cannot mean is left out."""
    return Asked(
        tab=tab if tab in finding.TABS else "open",
        kind=kind,
        channel=channel if channel in CHANNELS else "",
        owner=owner,
        q=q,
        sort=sort if sort in ("due", "newest") else "",
    )


Wanted = Annotated[Asked, Depends(asked_of)]


@router.get("/console/queue")
async def queue(
    request: Request,
    session: Session,
    visitor: shell.Signed,
    asked: Wanted,
    cursor: Annotated[str | None, Query(max_length=400)] = None,
) -> Response:
    """The list."""
    shown = await finding.listing(session, asked, cursor, visitor)
    values: dict[str, Any] = {"asked": asked, "listing": shown, "cursor": cursor, "words": wording.tables()}
    values["kinds"] = [(one.code, one.name_zh) for one in (await catalogue.current(session)).catalogue.documents]
    values["staff"] = await workers(session)
    values["of_kind"], values["of_owner"] = await finding.shares(session, asked, visitor)
    values["tasks"] = await notices.all_open_tasks(session) if visitor.may(Bit.QUEUE_WORK) else []
    return await shell.page(request, session, visitor, "queue/queue.html", **values)


@router.get("/console/queue/news")
async def news(
    request: Request,
    session: Session,
    visitor: shell.Signed,
    asked: Wanted,
    mark: Annotated[str, Query(max_length=80)] = "",
) -> Response:
    """Fresh numbers over the list, and a line when the list itself is no longer what it was: it does not move."""
    added, changed = await finding.news(session, asked, visitor, mark) if mark else (0, False)
    values: dict[str, Any] = {"asked": asked, "tabs": await finding.tabs(session)}
    return shell.part(request, "queue/_news.html", added=added, changed=changed, **values)


async def workers(session: AsyncSession) -> list[tuple[str, str]]:
    """Who works on requests: user name and display name."""
    found = [one for one in await auth.everybody(session) if one.active]
    return [(one.username, one.display_name) for one in found if Bit.QUEUE_WORK in effective(one.permissions)]


@router.post("/console/queue/bulk")
async def bulk(
    request: Request,
    session: Session,
    visitor: shell.Signed,
    act: Annotated[str, Form(max_length=20)],
    code: Annotated[list[str], Form(max_length=200)] = [],  # noqa: B006 - FastAPI copies it
    to: Annotated[str, Form(max_length=64)] = "",
    back: Annotated[str, Form(max_length=600)] = "",
) -> Response:
    """One thing for many requests; each stands for itself, and what did not go is said."""
    if act not in _BULK or not code:
        raise Problem(422, "invalid")
    if act in ("claim", "assign"):
        results = [await _given(session, visitor, one, act, to) for one in sorted(set(code))]
    else:
        configuration = await catalogue.current(session)
        caller = shell.caller(visitor)
        results = await working.happen_to_many(session, code, act, {}, configuration, caller, visitor.username)
    address = back if back.startswith("/console/queue?") else "/console/queue"
    if all(one.done for one in results):
        return shell.back(address, "saved")
    values: dict[str, Any] = {"results": results, "back": address}
    return await shell.page(request, session, visitor, "queue/bulk.html", **values)


async def _given(session: AsyncSession, visitor: Visitor, code: str, act: str, to: str) -> working.Result:
    try:
        async with session.begin_nested():
            if act == "claim":
                await working.claim(session, code, visitor.username)
            else:
                await working.assign(session, code, to or None, shell.caller(visitor))
    except Problem as problem:
        return working.Result(code, False, problem.code)
    return working.Result(code, True)


@router.post("/console/queue/collect")
async def hand_over(
    session: Session, visitor: shell.Signed, pickup_code: Annotated[str, Form(max_length=80)]
) -> Response:
    """Papers are collected: six digits, or what the scanner reads."""
    configuration = await catalogue.current(session)
    found = await collect(session, pickup_code, configuration, shell.caller(visitor), {})
    return shell.back(f"/console/queue/{found.code}", "saved")


@router.get("/console/queue/export")
async def export(
    session: Session, visitor: shell.Signed, asked: Wanted, form: Literal["csv", "xlsx"] = "xlsx"
) -> Response:
    """The list as a file: numbers masked, no cell can act as a formula; who took it stays on record."""
    configuration = await catalogue.current(session)
    lines = [exporting.header(configuration.texts, "zh")]
    chosen, cursor = await finding.filters(session, asked, visitor), None
    while len(lines) <= exporting.MOST_ROWS:
        found, cursor = await service.page(session, chosen, cursor, 500)
        lines += exporting.rows(_hidden(await service.shown(session, found, configuration), visitor))
        if cursor is None:
            break
    held = len(lines) - 1
    if cursor is not None:
        lines.append(exporting.cut_off(configuration.texts, "zh"))
    await audit.record(session, shell.caller(visitor), "export", "requests", {"rows": held})
    return as_file(lines, f"requests-{clock.today():%Y%m%d}", form)


def _hidden(shown: list[RequestOut], visitor: Visitor) -> list[RequestOut]:
    if not visitor.may(Bit.SEE_REQUESTER):
        for one in shown:
            for name in ("name", "student_id"):
                if one.subject.get(name):
                    one.subject[name] = mask(name, str(one.subject[name]))
    return shown


def as_file(lines: Sequence[Sequence[str | int]], name: str, form: str) -> Response:
    """Lines as a download."""
    kind = "text/csv; charset=utf-8"
    if form == "xlsx":
        kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    data = exporting.as_csv(lines) if form == "csv" else exporting.as_xlsx(lines)
    return Response(data, media_type=kind, headers={"Content-Disposition": f'attachment; filename="{name}.{form}"'})
