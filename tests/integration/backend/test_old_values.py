"""What was so before stands beside what is so now; and after a person was erased nothing comes anew."""

from datetime import timedelta
from typing import Any

import psycopg
import pytest
from sqlalchemy import select

from backend.audit.verifying import verify
from backend.kit import clock
from backend.kit.db import Database
from backend.kit.settings import Settings
from backend.models.requests import RequestEvent
from backend.models.staff import AuditEntry, Staff
from backend.privacy import retention
from tests.integration.backend.requester import Requester


async def details(database: Database, event: str) -> dict[str, Any]:
    """What the history says of an event."""
    async with database.session() as session:
        (found,) = await session.scalars(select(RequestEvent).where(RequestEvent.event == event))
        return dict(found.data or {})


@pytest.mark.parametrize("event", ["extend", "supplement", "reopen"])
async def test_a_moved_date_stands_beside_the_one_before(api: Requester, database: Database, event: str) -> None:
    filed = await api.file()
    code, more = filed["code"], {}
    await api.happen(code, "start_review")
    if event == "supplement":
        await api.happen(code, "ask_supplement", missing=["id_card_front"])
    if event == "reopen":
        await api.happen(code, "reject", reason="identity_unclear")
    if event == "extend":
        more = {"reason": "awaiting_seal", "working_days": 3}
    elif event == "reopen":
        more = {"reason": "漏了一份"}
    clock.advance(timedelta(days=14))
    moved = await api.happen(code, event, **more)
    told = await details(database, event)
    assert (told["was"], told["due_on"]) == (filed["due_on"], moved["due_on"])
    assert told["was"] < told["due_on"]


async def test_a_date_that_stays_has_no_other_before_it(api: Requester, database: Database) -> None:
    await api.happen((await api.file())["code"], "start_review")
    assert "was" not in await details(database, "start_review")


async def test_from_whom_a_request_went_to_whom_is_written_down(api: Requester, database: Database) -> None:
    async with database.session() as session:
        for name in ("wang", "li"):
            session.add(Staff(username=name, display_name=name, permissions=[], created_at=clock.now()))
    code = (await api.file())["code"]
    for path, given in (
        ("claim", {"staff": "wang"}),
        ("assign", {"staff": "li", "by": "wang"}),
        ("assign", {"staff": None, "by": "li"}),
    ):
        answer = await api.http.post(f"/api/v1/requests/{code}/{path}", json=given)
        assert answer.status_code == 200, answer.text
    async with database.session() as session:
        entries = await session.scalars(select(AuditEntry).where(AuditEntry.action == "assign").order_by(AuditEntry.id))
        assert [entry.data for entry in entries] == [
            {"from": "", "to": "wang"},
            {"from": "wang", "to": "li"},
            {"from": "li", "to": ""},
        ]


async def test_an_erased_request_stays_closed(
    api: Requester, database: Database, settings: Settings, sql: psycopg.Connection
) -> None:
    code = (await api.file())["code"]
    await api.happen(code, "withdraw")
    clock.advance(timedelta(days=400))
    assert (await retention.sweep(database, settings))["requests"] == 1
    refused = await api.try_event(code, "reopen", reason="又要了")
    assert (refused.status_code, refused.json()["code"], refused.json()["reason"]) == (
        409,
        "illegal_transition",
        "erased",
    )
    assert (refused.json()["allowed"], (await api.get(code))["allowed"]) == ([], [])
    async with database.session() as session:
        assert await verify(session) == []
