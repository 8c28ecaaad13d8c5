"""A release that brings other holidays moves open requests, as a change by an administrator does."""

import asyncio
import copy
from datetime import date
from typing import Any

import psycopg
import pytest
from sqlalchemy import select

from backend.audit.verifying import verify
from backend.catalogue import service as catalogue
from backend.kit.db import Database
from backend.kit.settings import Settings
from backend.models.staff import AuditEntry
from backend.worker import rounds
from backend.worker.serving import serve
from tests.integration.backend.requester import Requester
from tests.support.wait import eventually


def release(monkeypatch: pytest.MonkeyPatch, *off: date) -> None:
    """Another version of the shipped files, in which some days are holidays."""
    known: dict[str, Any] = copy.deepcopy(dict(catalogue.shipped()))
    for day in off:
        year = known["calendar"]["years"].setdefault(day.year, {"holidays": [], "workdays": []})
        year["holidays"].append({"name": "national_day", "from": day, "to": day})
        year["workdays"] = [one for one in year["workdays"] if one != day]
    monkeypatch.setattr(catalogue, "shipped", lambda: known)
    monkeypatch.setattr(catalogue, "_shipped_digest", lambda: "next-release")
    catalogue._Known.at = None


async def test_dates_that_stand_by_an_older_release_are_worked_out_when_the_worker_starts(
    api: Requester, database: Database, sql: psycopg.Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    filed = await api.file()
    assert await rounds.catch_up(database)
    assert await rounds.move_due_dates(database) == 0
    assert not await rounds.catch_up(database)
    release(monkeypatch, date.fromisoformat(filed["due_on"]))
    sql.execute("delete from procrastinate_jobs")
    for _ in range(2):
        assert await rounds.catch_up(database)
    waiting = "select task_name from procrastinate_jobs where status = 'todo'"
    assert sql.execute(waiting).fetchall() == [("catalogue.changed",)]
    assert await rounds.move_due_dates(database) == 1
    assert not await rounds.catch_up(database)
    moved = await api.get(filed["code"])
    told = (await api.http.get(f"/api/v1/requests/{filed['code']}/due")).json()
    assert filed["due_on"] < moved["due_on"] == told["due_on"]
    assert [line["event"] for line in moved["history"]] == ["submitted", "calendar_moved"]
    async with database.session() as session:
        (entry,) = await session.scalars(select(AuditEntry))
        assert (entry.action, entry.data) == ("dates.move", {"rows": 1, "codes": [filed["code"]]})
        assert await verify(session) == []


async def test_the_date_of_who_owes_something_moves_in_silence(
    api: Requester, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    filed = await api.file()
    await api.happen(filed["code"], "start_review")
    await api.happen(filed["code"], "ask_supplement", missing=["id_card_front"])
    release(monkeypatch, date.fromisoformat(filed["due_on"]))
    assert await rounds.move_due_dates(database) == 0
    moved = await api.get(filed["code"])
    told = (await api.http.get(f"/api/v1/requests/{filed['code']}/due")).json()
    assert filed["due_on"] < moved["due_on"] == told["due_on"]
    assert [line["event"] for line in moved["history"]] == ["submitted", "start_review", "ask_supplement"]


async def test_a_worker_that_starts_sees_to_it(
    api: Requester, settings: Settings, sql: psycopg.Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    filed = await api.file()
    release(monkeypatch, date.fromisoformat(filed["due_on"]))
    worker = asyncio.ensure_future(serve(settings))
    try:
        await eventually(lambda: sql.execute("select moved from configuration_settled").fetchall() == [(1,)], 30)
    finally:
        worker.cancel()
        await asyncio.gather(worker, return_exceptions=True)
    assert (await api.get(filed["code"]))["due_on"] > filed["due_on"]
