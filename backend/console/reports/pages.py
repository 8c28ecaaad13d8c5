"""The report of a period: figures to look at, tables to read, files to take along."""

from datetime import date, timedelta
from typing import Annotated, Any, Literal

from fastapi import Depends, Query, Request
from fastapi.responses import JSONResponse, Response

from backend.audit import service as audit
from backend.console import shell
from backend.console.queue.list_pages import as_file
from backend.console.reports import tables
from backend.console.reports.figures import Period
from backend.console.shell import EARLIEST, LATEST
from backend.edge import Session
from backend.kit import clock
from backend.requests.exporting import safe

router = shell.router()

_USUAL = 30
_MOST_DAYS = 731
Day = Annotated[date | None, Query(ge=EARLIEST, le=LATEST)]


def period_of(first: Day = None, last: Day = None) -> Period:
    """The asked days in order, two years at most; the last thirty by default."""
    end = last or clock.today()
    begin = first or end - timedelta(days=_USUAL - 1)
    if begin > end:
        begin, end = end, begin
    return Period(max(begin, end - timedelta(days=_MOST_DAYS - 1)), end)


Asked = Annotated[Period, Depends(period_of)]


@router.get("/console/reports")
async def report(request: Request, session: Session, visitor: shell.Signed, period: Asked) -> Response:
    """The report."""
    today = clock.today()
    monday = today - timedelta(days=today.weekday())
    quick = [
        ("本周", monday, today),
        ("最近 30 天", today - timedelta(days=29), today),
        ("最近半年", today - timedelta(days=181), today),
        ("今年", today.replace(month=1, day=1), today),
    ]
    found = await tables.tables(session, period)
    values: dict[str, Any] = {"period": period, "tables": found, "quick": quick, "tiles": tables.tiles(found)}
    return await shell.page(request, session, visitor, "reports/reports.html", **values)


@router.get("/console/reports/data")
async def data(session: Session, period: Asked) -> JSONResponse:
    """The figures for the charts."""
    found = {one.key: one.rows for one in await tables.tables(session, period)}
    wanted = ("kind", "purpose", "channel", "outcome", "hour")
    step, days = await tables.over_time(session, period)
    return JSONResponse({key: found[key] for key in wanted} | {"days": days, "step": step})


@router.get("/console/reports/export")
async def export(
    session: Session, visitor: shell.Signed, period: Asked, form: Literal["csv", "xlsx"] = "xlsx"
) -> Response:
    """All tables in one file; who took it stays on record."""
    lines: list[list[str | int]] = [[f"{period.first:%Y-%m-%d}", f"{period.last:%Y-%m-%d}"]]
    for one in await tables.tables(session, period):
        lines += [
            [],
            [safe(one.title)],
            list(one.head),
            *([safe(cell) if isinstance(cell, str) else cell for cell in row] for row in one.rows),
        ]
    await audit.record(session, shell.caller(visitor), "export", "report", {"from": str(period.first)})
    return as_file(lines, f"report-{period.first:%Y%m%d}-{period.last:%Y%m%d}", form)
